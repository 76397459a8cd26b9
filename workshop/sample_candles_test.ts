import assert from "node:assert/strict";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { sampleCandles } from "./sample_candles.ts";

Deno.test("sample candles are possible ones, without a hole, and the same every time", () => {
  for (const timeframe of TIMEFRAMES) {
    const { length, openMs, open, high, low, close, volume } = sampleCandles(timeframe, 6_000);
    for (let at = 0; at < length; at++) {
      assert.ok(at === 0 || openMs[at]! - openMs[at - 1]! === timeframeMs(timeframe));
      assert.ok(
        low[at]! > 0 && low[at]! <= Math.min(open[at]!, close[at]!) && high[at]! >= Math.max(open[at]!, close[at]!),
      );
      assert.ok(volume[at]! >= 0);
    }
  }
  assert.deepEqual(sampleCandles("1h", 500), sampleCandles("1h", 500));
  assert.notDeepEqual(sampleCandles("1h", 500, 2).close, sampleCandles("1h", 500).close);
});
