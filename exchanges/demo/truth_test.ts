import assert from "node:assert/strict";
import { toUnits } from "./units.ts";
import { readRecordedCandles, shippedMarkets, standingExchange } from "./test_support.ts";
import { expectedCandles } from "./truth.ts";

Deno.test("the truth equals the candles that Binance itself served for 5m, 15m and 1h", async () => {
  const markets = await shippedMarkets();
  for (const symbol of ["BTC/USDT", "ETH/USDT"]) {
    for (const timeframe of ["5m", "15m", "1h"] as const) {
      const recorded = await readRecordedCandles(symbol, timeframe);
      const exchange = standingExchange(markets, recorded[0]![0]);
      const truth = expectedCandles(exchange, symbol, timeframe, recorded[0]![0], recorded.at(-1)![0] + 1);
      assert.ok(recorded.length > 700);
      assert.deepEqual(
        truth.map((
          { openMs, open, high, low, close, volume },
        ) => [openMs, Number(open), Number(high), Number(low), Number(close), toUnits(volume, 8)]),
        recorded.map((
          [openMs, open, high, low, close, volume],
        ) => [openMs, open, high, low, close, Math.round(volume * 1e8)]),
      );
    }
  }
});

Deno.test("a market that is not there has no truth", async () => {
  const exchange = standingExchange(await shippedMarkets(), 0);
  assert.throws(() => expectedCandles(exchange, "DOGE/USDT", "1m", 0, 1), {
    message: /DOGE\/USDT: the exchange has no such market/,
  });
});
