/** Random candles for property tests: prices walk in cents, some minutes are silent, some do not exist. */
import fc from "fast-check";
import type { Candle } from "./candle.ts";

const START_MS = Date.UTC(2023, 3, 10);
const MINUTE_MS = 60_000;

const minute = fc.record({
  kind: fc.constantFrom("traded", "traded", "silent", "missing"),
  path: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 4 }),
  units: fc.integer({ min: 1, max: 1_000_000_000 }),
});

/** Consecutive 1m candles of one symbol from a day's start on, oldest first; up to `maxLength` minutes. */
export function minuteCandles(maxLength: number): fc.Arbitrary<Candle[]> {
  return fc.array(minute, { minLength: 1, maxLength }).map((minutes) => {
    let cents = 100_000;
    return minutes.flatMap(({ kind, path, units }, index) => {
      if (kind === "missing") return [];
      const prices = kind === "silent" ? [cents] : path.map((step) => cents += step);
      return [candleOf(START_MS + index * MINUTE_MS, prices, kind === "silent" ? 0 : units)];
    });
  });
}

function candleOf(openMs: number, cents: number[], units: number): Candle {
  const text = (value: number) => (value / 100).toFixed(8);
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs: openMs + MINUTE_MS - 1,
    open: text(cents[0]!),
    high: text(Math.max(...cents)),
    low: text(Math.min(...cents)),
    close: text(cents.at(-1)!),
    volume: (units / 1e8).toFixed(8),
  };
}
