import assert from "node:assert/strict";
import type { Candle } from "./candle.ts";
import { foldCandles, foldNumbers } from "./candle_fold.ts";
import { candleMaker, hearClosed } from "./candle_maker.ts";
import { recordedKlines } from "./klines_fixture.ts";
import { sourceOf, type Timeframe, timeframeMs } from "./timeframe.ts";

const CASES: [recording: string, timeframes: Timeframe[]][] = [
  ["BTC_USDT-2023-04-10", ["5m", "15m", "1h"]],
  ["ETH_USDT-2023-04-10", ["5m", "15m", "1h"]],
  ["ADA_BTC-2023-04-10", ["5m", "15m", "1h"]],
  ["ALGO_BTC-2023-04-10", ["5m"]],
  ["BTC_USDT-2023-03-24", ["5m"]],
];

async function made(recording: string, timeframe: Timeframe): Promise<Candle[]> {
  const source = sourceOf(timeframe);
  if (!source) return await recordedKlines(recording, timeframe);
  let maker = candleMaker(timeframe, null);
  const closed: Candle[] = [];
  for (const candle of await made(recording, source)) {
    const step = hearClosed(maker, candle);
    maker = step.maker;
    closed.push(...step.closed);
  }
  return closed;
}

for (const [recording, timeframes] of CASES) {
  for (const timeframe of timeframes) {
    Deno.test(`${recording}: every folded ${timeframe} candle equals Binance's own`, async () => {
      const [own, folded] = [await recordedKlines(recording, timeframe), await made(recording, timeframe)];
      assert.equal(folded.length, own.length);
      folded.forEach((candle, i) => {
        const prices = (
          { openMs, open, high, low, close }: Candle,
        ) => [openMs, ...[open, high, low, close].map(Number)];
        assert.deepEqual(prices(candle), prices(own[i]!));
        const difference = Math.abs(Number(candle.volume) - Number(own[i]!.volume));
        assert.ok(
          difference <= 1e-9 * Math.max(1, Number(own[i]!.volume)),
          `volume ${candle.volume} of ${candle.openMs}`,
        );
      });
    });
  }
}

const minute: Candle = {
  symbol: "ADA/BTC",
  timeframe: "1m",
  openMs: Date.UTC(2023, 3, 10),
  closeMs: Date.UTC(2023, 3, 10) + 59_999,
  open: "10",
  high: "12",
  low: "9",
  close: "11",
  volume: "0.1",
};
const silent = { open: "7", high: "7", low: "7", close: "7", volume: "0.00000000" };

Deno.test("a silent candle is no price for open, high and low", () => {
  assert.deepEqual(foldNumbers([silent, minute, silent]), {
    open: "10",
    high: "12",
    low: "9",
    close: "7",
    volume: "0.1",
  });
});

Deno.test("a silent bucket is flat at the close before it", () => {
  assert.deepEqual(foldNumbers([silent, silent]), { ...silent, volume: "0" });
});

Deno.test("volumes are summed exactly", () => {
  const parts = Array.from({ length: 3 }, () => minute);
  assert.equal(foldNumbers(parts).volume, "0.3");
});

Deno.test("what does not belong together cannot be folded", () => {
  const next = { ...minute, openMs: minute.openMs + 60_000, closeMs: minute.closeMs + 60_000 };
  const outside = { ...minute, openMs: minute.openMs + timeframeMs("5m"), closeMs: minute.closeMs + timeframeMs("5m") };
  assert.throws(() => foldCandles([], "5m"), RangeError);
  assert.throws(() => foldCandles([next, minute], "5m"), RangeError);
  assert.throws(() => foldCandles([minute, outside], "5m"), RangeError);
  assert.throws(() => foldCandles([minute, { ...next, symbol: "BTC/USDT" }], "5m"), /Cannot fold BTC\/USDT/);
});
