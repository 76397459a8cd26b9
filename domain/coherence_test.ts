import assert from "node:assert/strict";
import fc from "fast-check";
import { isCoherent, LATE_MS, latenessBucket, newCoherence, withCandle, withCount } from "./coherence.ts";
import { coherence, LATENESS_BOUNDS_MS } from "./feed_audit.ts";

const none = newCoherence("BTC/USDT", "1m");

Deno.test("a bound belongs to its bucket, what is later than all bounds to the last one", () => {
  assert.deepEqual([-5, 0, 50, 51, 30_000, 30_001].map(latenessBucket), [0, 0, 0, 1, 7, 8]);
});

Deno.test("a candle of history is counted, its lateness is not", () => {
  const counted = withCandle(none, null);
  assert.deepEqual(counted, { ...none, candles: 1 });
});

Deno.test("one candle beyond the tolerance, or one that is missing, ends the coherence", () => {
  assert.ok(isCoherent(withCandle(withCount(none, "gaps"), LATE_MS)));
  assert.equal(isCoherent(withCandle(none, LATE_MS + 1)), false);
  assert.equal(isCoherent(withCount(none, "missing", 3)), false);
});

Deno.test("the histogram holds every candle whose lateness is known, and stays a coherence", () => {
  fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: -1_000, max: 100_000 }))), (all) => {
    const counted = all.reduce(withCandle, none);
    const known = all.filter((ms) => ms !== null);
    assert.deepEqual(coherence.parse(counted), counted);
    assert.equal(counted.candles, all.length);
    assert.equal(counted.late, known.filter((ms) => ms > LATE_MS).length);
    for (const [i, boundMs] of LATENESS_BOUNDS_MS.entries()) {
      const upTo = counted.lateness.slice(0, i + 1).reduce((a, b) => a + b, 0);
      assert.equal(upTo, known.filter((ms) => ms <= boundMs).length);
    }
  }));
});
