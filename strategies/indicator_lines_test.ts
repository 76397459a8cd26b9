/** Indicators for which no reference vectors are at hand, against values counted by hand. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as api from "./api.ts";
import { heikinAshi, ichimoku, type Indicator, keltner, type Strategy, superTrend, vwap } from "./api.ts";
import type { CandleNumbers } from "./candle_series.ts";
import { feed } from "./decide.ts";
import { candlesClosingAt, watching } from "./test_strategies.ts";

const DAY_MS = 86_400_000;

function valuesOver(candles: readonly CandleNumbers[], make: (strategy: Strategy) => readonly Indicator[]): number[][] {
  const { strategy, lines } = watching(make);
  return candles.map((candle) => {
    feed(strategy, candle);
    return lines.map(({ value }) => value);
  });
}

const candle = (openMs: number, open: number, high: number, low: number, close: number, volume = 1): CandleNumbers => (
  { openMs, open, high, low, close, volume }
);

Deno.test("the average price by volume begins anew each UTC day, unless it is to go on", () => {
  const candles = [candle(0, 1, 3, 1, 2, 10), candle(60_000, 2, 6, 4, 5, 30), candle(DAY_MS, 5, 9, 7, 8, 0)];
  // typical prices 2, 5, 8: (20 + 150) / 40 = 4.25
  const values = valuesOver(candles, (s) => [vwap(s), vwap(s, "start")]);
  assert.deepEqual(values, [[2, 2], [4.25, 4.25], [8, 4.25]]);
});

Deno.test("Heikin-Ashi candles are the averages of their own past", () => {
  const candles = [candle(0, 10, 14, 8, 12), candle(1, 12, 20, 11, 19)];
  const values = valuesOver(candles, (s) => {
    const { open, high, low, close } = heikinAshi(s);
    return [open, high, low, close];
  });
  assert.deepEqual(values, [[11, 14, 8, 11], [11, 20, 11, 15.5]]);
});

Deno.test("the Keltner channel is the EMA with average ranges around it", () => {
  // closes 10, 12, 17: EMA of 2 = 10, 34/3, 136/9; true ranges 2, 4, 7, averaged over 2: 3, 5
  const values = valuesOver(candlesClosingAt([10, 12, 17]), (s) => {
    const { upper, middle, lower } = keltner(s, 2, 1, 2);
    return [upper, middle, lower];
  });
  assert.deepEqual(values[0], [NaN, NaN, NaN]);
  assert.deepEqual(values[2]!.map((value) => value.toFixed(6)), ["20.111111", "15.111111", "10.111111"]);
});

Deno.test("the SuperTrend trails below a rise, and turns when the close falls through it", () => {
  const closes = [10, 11, 12, 13, 14, 15, 16, 17, 9, 8];
  const values = valuesOver(candlesClosingAt(closes), (s) => {
    const { line, direction } = superTrend(s, 2, 1);
    return [line, direction];
  });
  const [rise, fall] = [values[7]!, values[8]!];
  assert.equal(rise[1], 1);
  assert.ok(rise[0]! < 17 && rise[0]! > values[6]![0]!);
  assert.equal(fall[1], -1);
  assert.ok(fall[0]! > 9);
});

Deno.test("the Ichimoku's cloud at a candle is what was calculated a base length before", () => {
  const closes = Array.from({ length: 20 }, (_, at) => 100 + 7 * Math.sin(at));
  const values = valuesOver(candlesClosingAt(closes), (s) => {
    const { conversion, base, spanA, spanB, cloudA, cloudB } = ichimoku(s, 2, 3, 5);
    return [conversion, base, spanA, spanB, cloudA, cloudB];
  });
  const candles = candlesClosingAt(closes);
  const middle = (at: number, length: number) => {
    const of = candles.slice(at - length + 1, at + 1);
    return (Math.max(...of.map(({ high }) => high)) + Math.min(...of.map(({ low }) => low))) / 2;
  };
  assert.ok(values[3]!.every(Number.isNaN));
  for (let at = 7; at < 20; at++) {
    const [conversion, base] = [middle(at, 2), middle(at, 3)];
    assert.deepEqual(values[at]!.slice(0, 4), [conversion, base, (conversion + base) / 2, middle(at, 5)]);
    assert.deepEqual(values[at]!.slice(4), values[at - 3]!.slice(2, 4));
  }
});

/** Every indicator with short periods. */
const EVERY: Readonly<Record<string, (strategy: Strategy) => readonly Indicator[]>> = {
  averages: (
    s,
  ) => [api.sma(s, 3), api.ema(s, 3), api.wma(s, 3), api.dema(s, 3), api.tema(s, 3), api.hma(s, 4), vwap(s)],
  oscillators: (s) => [
    api.rsi(s, 3),
    api.stochRsi(s, 3),
    ...Object.values(api.stochastic(s, 3, 2, 2)),
    api.williamsR(s, 3),
    api.cci(s, 3),
    api.mfi(s, 3),
    api.roc(s, 3),
    api.obv(s),
  ],
  channels: (s) => [
    api.atr(s, 3),
    ...Object.values(api.bollinger(s, 3)),
    ...Object.values(keltner(s, 3, 2, 2)),
    ...Object.values(api.donchian(s, 3)),
  ],
  trends: (s) => [
    ...Object.values(api.macd(s, 2, 3, 2)),
    ...Object.values(api.adx(s, 3)),
    ...Object.values(superTrend(s, 3)),
    ...Object.values(ichimoku(s, 2, 3, 4)),
    api.parabolicSar(s),
    ...Object.values(heikinAshi(s)),
  ],
};

Deno.test("no indicator sees the future: what comes later never changes what was", () => {
  for (const [name, make] of Object.entries(EVERY)) {
    const closes = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(closes, fc.nat(30), (all, cut) => {
        const candles = candlesClosingAt(all.map((price) => price + 10));
        assert.deepEqual(valuesOver(candles, make).slice(0, cut), valuesOver(candles.slice(0, cut), make), name);
      }),
      { numRuns: 30 },
    );
  }
});

Deno.test("once it has a value an indicator keeps having one, also while the market stands still", () => {
  const closes = [...Array.from({ length: 30 }, (_, at) => 100 + at % 7), ...Array(30).fill(103)];
  const candles = candlesClosingAt(closes).map((one, at) => at < 40 ? one : candle(one.openMs, 103, 103, 103, 103, 0));
  for (const [name, make] of Object.entries(EVERY)) {
    const values = valuesOver(candles, make);
    values[0]!.forEach((_, line) => {
      const first = values.findIndex((row) => !Number.isNaN(row[line]));
      assert.ok(first >= 0 && first < 20, `${name}, line ${line} begins at ${first}`);
      const gap = values.findIndex((row, at) => at > first && !Number.isFinite(row[line]));
      assert.equal(gap, -1, `${name}, line ${line} is ${values[gap]?.[line]} at ${gap}`);
    });
  }
});
