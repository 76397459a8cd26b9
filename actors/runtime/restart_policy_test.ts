import assert from "node:assert/strict";
import fc from "fast-check";
import { Backoff, RestartWindow } from "./restart_policy.ts";

Deno.test("a window allows as many restarts as its intensity, in every stretch of its period", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 });
  fc.assert(fc.property(fc.integer({ min: 0, max: 5 }), gaps, (intensity, waits) => {
    const window = new RestartWindow({ intensity, period: "5s" });
    const restartsMs: number[] = [];
    let nowMs = 0;
    for (const waitMs of waits) {
      nowMs += waitMs;
      restartsMs.push(nowMs);
      const recent = restartsMs.filter((ms) => ms > nowMs - 5_000).length;
      assert.equal(window.allow(nowMs), recent <= intensity);
      if (recent > intensity) return;
    }
  }));
});

Deno.test("a restart exactly one period ago no longer counts", () => {
  const window = new RestartWindow({ intensity: 1, period: "5s" });
  assert.deepEqual([0, 5_000, 9_999].map((nowMs) => window.allow(nowMs)), [true, true, false]);
});

Deno.test("a supervisor with a back-off and no intensity of its own never gives up", () => {
  const window = new RestartWindow({ backoff: { min: 1, max: 1 } });
  for (let n = 0; n < 100; n++) assert.equal(window.allow(0), true);
  assert.equal(new RestartWindow({ backoff: { min: 1, max: 1 }, intensity: 0 }).allow(0), false);
});

Deno.test("a back-off grows by its factor up to its maximum, jitter only makes it longer", () => {
  const jitters = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(jitters, fc.double({ min: 0, max: 0.999, noNaN: true }), (jitter, chance) => {
    const backoff = new Backoff({ min: 100, max: "2s", factor: 2, jitter }, () => chance);
    for (const baseMs of [100, 200, 400, 800, 1_600, 2_000, 2_000]) {
      const waitMs = backoff.nextMs(0);
      assert.ok(waitMs >= baseMs && waitMs <= baseMs * (1 + jitter), `${waitMs} for ${baseMs}`);
    }
  }));
});

Deno.test("a child that lived long enough begins again at the minimum", () => {
  const backoff = new Backoff({ min: 100, max: 800, resetAfter: "1m" }, () => 0);
  assert.deepEqual([0, 0, 59_999, 60_000, 0].map((livedMs) => backoff.nextMs(livedMs)), [100, 200, 400, 100, 200]);
});
