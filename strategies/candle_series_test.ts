import assert from "node:assert/strict";
import fc from "fast-check";
import { CandleSeries } from "./candle_series.ts";
import { candlesClosingAt } from "./test_strategies.ts";

Deno.test("each column ends with the newest closed candle, and nothing lies behind it", () => {
  const series = new CandleSeries(10);
  const candles = candlesClosingAt([1, 2, 3]);
  for (const candle of candles) series.push(candle);
  assert.deepEqual([...series.close], [1, 2, 3]);
  assert.deepEqual([...series.openMs], [0, 60_000, 120_000]);
  assert.deepEqual([series.last("high"), series.last("close", 1), series.last("close", 3)], [4, 2, NaN]);
});

Deno.test("a candle that does not open after the newest is refused", () => {
  const series = new CandleSeries(10);
  const [first] = candlesClosingAt([1]);
  series.push(first!);
  assert.throws(() => series.push(first!), /Cannot add the candle of 0: the newest opened at 0/);
});

Deno.test("however many candles pass, the newest ones it promises to keep are there, and memory is bounded", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100 }), (kept, count) => {
    const series = new CandleSeries(kept);
    const closes = Array.from({ length: count }, (_, index) => index);
    for (const candle of candlesClosingAt(closes)) series.push(candle);
    assert.deepEqual([...series.close].slice(-kept), closes.slice(-kept));
    assert.ok(series.length >= Math.min(kept, count) && series.length <= 2 * kept);
  }));
});
