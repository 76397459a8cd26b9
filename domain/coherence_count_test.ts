import assert from "node:assert/strict";
import { CoherenceCount } from "./coherence_count.ts";
import { coherence, LATENESS_BOUNDS_MS } from "./feed_audit.ts";

Deno.test("each candle is counted in the bucket of its lateness, bounds included; what is beyond the last is late", () => {
  const count = new CoherenceCount("BTC/USDT", "5m");
  for (const ms of [-3, 0, 50, 51, ...LATENESS_BOUNDS_MS.slice(1), 30_001, null]) count.told(ms);
  const counted = coherence.parse(count.takeChange());
  assert.deepEqual(counted.lateness, [3, 2, 1, 1, 1, 1, 1, 1, 1]);
  assert.equal(counted.candles, 13);
  assert.equal(counted.late, 1);
});

Deno.test("a change is told once", () => {
  const count = new CoherenceCount("BTC/USDT", "5m");
  assert.equal(count.takeChange(), null);
  count.add("missing", 80);
  count.add("gaps");
  count.add("repairs", 0);
  const { missing, gaps, repairs } = count.takeChange()!;
  assert.deepEqual([missing, gaps, repairs], [80, 1, 0]);
  assert.equal(count.takeChange(), null);
  count.add("repairs", 0);
  assert.equal(count.takeChange(), null);
});
