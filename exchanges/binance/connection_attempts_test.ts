import assert from "node:assert/strict";
import fc from "fast-check";
import { ConnectionAttempts } from "./connection_attempts.ts";

Deno.test("whenever they come, no window holds more attempts than are allowed, and none waits without need", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(40)), (limit, gaps) => {
    const attempts = new ConnectionAttempts(limit, 100);
    let nowMs = 1_000;
    const dueMs = gaps.map((gapMs) => (nowMs += gapMs) + attempts.book(nowMs));
    for (const [i, atMs] of dueMs.entries()) {
      const earliest = dueMs[i - limit];
      assert.ok(earliest === undefined || atMs - earliest >= 100);
    }
    assert.ok(dueMs.slice(0, limit).every((atMs, i) => atMs === 1_000 + gaps.slice(0, i + 1).reduce((a, b) => a + b)));
  }));
});

Deno.test("300 attempts in five minutes are Binance's limit; some of it is left to others", () => {
  const attempts = new ConnectionAttempts();
  const waits = Array.from({ length: 271 }, () => attempts.book(0));
  assert.deepEqual([waits[269], waits[270]], [0, 300_000]);
});
