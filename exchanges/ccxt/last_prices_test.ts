import assert from "node:assert/strict";
import type { Exchange } from "ccxt";
import { actBitstamp, bitstampSettings } from "./fake_bitstamp.ts";
import { FakeWire } from "./fake_wire.ts";
import { lastTickers } from "./last_prices.ts";
import { openExchange } from "./open.ts";

const SYMBOLS = Array.from({ length: 150 }, (_, n) => `C${n}/USDT`);

function exchangeOf(has: Readonly<Record<string, boolean>>) {
  const asked: unknown[] = [];
  const row = (symbol: string) => ({ symbol, last: 2 });
  const exchange = {
    name: "Scripted",
    has,
    markets: Object.fromEntries(SYMBOLS.map((symbol) => [symbol, {}])),
    loadMarkets: () => Promise.resolve({}),
    fetchTickers: (symbols?: string[]) => {
      asked.push(symbols?.length ?? "all");
      return Promise.resolve(Object.fromEntries((symbols ?? [...SYMBOLS, "X/Y"]).map((one) => [one, row(one)])));
    },
    fetchTicker: (symbol: string) => {
      asked.push(symbol);
      return Promise.resolve(row(symbol));
    },
  };
  return { exchange: exchange as unknown as Exchange, asked };
}

Deno.test("a few markets are named in one call; for many all are fetched, and only those that were wanted are told", async () => {
  const { exchange, asked } = exchangeOf({ fetchTickers: true });
  const few = await lastTickers(exchange, ["C1/USDT", "NO/PE", "C1/USDT"]);
  assert.deepEqual(few.map(({ symbol, last }) => [symbol, last]), [["C1/USDT", "2"]]);
  assert.equal((await lastTickers(exchange, SYMBOLS)).length, 150);
  assert.deepEqual(asked, [1, "all"]);
});

Deno.test("one market is asked for by itself, which weighs least", async () => {
  const { exchange, asked } = exchangeOf({ fetchTickers: true, fetchTicker: true });
  assert.equal((await lastTickers(exchange, ["C1/USDT"])).length, 1);
  assert.deepEqual(asked, ["C1/USDT"]);
});

Deno.test("an exchange without a call for several is asked one by one, and one that serves none is refused", async () => {
  const { exchange, asked } = exchangeOf({ fetchTicker: true });
  assert.equal((await lastTickers(exchange, ["C1/USDT", "C2/USDT"])).length, 2);
  assert.deepEqual(asked, ["C1/USDT", "C2/USDT"]);
  await assert.rejects(lastTickers(exchangeOf({}).exchange, ["C1/USDT"]), {
    name: "ExchangeRefused",
    message: "Scripted: it serves no tickers",
  });
});

Deno.test("for markets that the exchange does not have nothing is asked", async () => {
  const { exchange, asked } = exchangeOf({ fetchTickers: true });
  assert.deepEqual([await lastTickers(exchange, ["NO/PE"]), await lastTickers(exchange, []), asked], [[], [], []]);
});

Deno.test("Bitstamp's class of ccxt tells the last price", async () => {
  await using wire = await FakeWire.open();
  actBitstamp(wire).last = "68123";
  const exchange = await openExchange({ id: "bitstamp", environment: "live", settings: bitstampSettings(wire) });
  exchange.has["fetchTickers"] = false;
  const tickers = await lastTickers(exchange, ["BTC/USD"]);
  assert.deepEqual(tickers.map(({ symbol, last }) => [symbol, last]), [["BTC/USD", "68123"]]);
});
