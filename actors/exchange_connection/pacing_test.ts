import assert from "node:assert/strict";
import fc from "fast-check";
import { Pacing } from "./pacing.ts";

Deno.test("without a pace every change is told at once", () => {
  const pacing = new Pacing(null);
  assert.equal(pacing.changed(1), 0);
  pacing.told(1);
  assert.equal(pacing.changed(1), 0);
});

Deno.test("with a pace the first change is told at once, and those that follow together when it is time", () => {
  const pacing = new Pacing(1_000);
  assert.equal(pacing.changed(5_000), 0);
  pacing.told(5_000);
  assert.equal(pacing.changed(5_300), 700);
  assert.equal(pacing.changed(5_400), null);
  pacing.told(6_000);
  assert.equal(pacing.changed(9_000), 0);
});

Deno.test("a clock that is set back lengthens no wait beyond the pace", () => {
  const pacing = new Pacing(1_000);
  pacing.changed(1_000_000);
  pacing.told(1_000_000);
  assert.equal(pacing.changed(0), 1_000);
});

Deno.test("however changes come, each is told within the pace, and two tellings are at least the pace apart", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 50 }), fc.integer({ min: 1, max: 1_000 }), (gaps, everyMs) => {
      const pacing = new Pacing(everyMs);
      const tellings: number[] = [];
      const tell = (atMs: number) => {
        pacing.told(atMs);
        tellings.push(atMs);
      };
      let [nowMs, dueMs, untoldMs] = [0, Infinity, Infinity];
      for (const gap of [...gaps, 5_000]) {
        nowMs += gap;
        if (dueMs <= nowMs) {
          assert.ok(dueMs - untoldMs <= everyMs);
          tell(dueMs);
          [dueMs, untoldMs] = [Infinity, Infinity];
        }
        const inMs = pacing.changed(nowMs);
        if (inMs === 0) tell(nowMs);
        else if (inMs !== null) [dueMs, untoldMs] = [nowMs + inMs, nowMs];
      }
      for (let i = 1; i < tellings.length; i++) assert.ok(tellings[i]! - tellings[i - 1]! >= everyMs);
    }),
  );
});
