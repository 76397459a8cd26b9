import assert from "node:assert/strict";
import fc from "fast-check";
import { PendingAsk } from "./ask.ts";
import { Deadlines } from "./deadlines.ts";
import type { AskError } from "./errors.ts";
import { VirtualClock } from "./virtual_clock.ts";

const ask = fc.record({
  timeoutMs: fc.constantFrom(10, 50, 50, 200),
  startMs: fc.integer({ min: 0, max: 300 }),
  /** When the answer comes, after the start. */
  answerMs: fc.integer({ min: 0, max: 300 }),
});

Deno.test("every ask has exactly one outcome: the answer if it comes in time, the time-out otherwise", async () => {
  await fc.assert(fc.asyncProperty(fc.array(ask, { maxLength: 40 }), async (asks) => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock);
    const outcomes = asks.map(() => [] as string[]);
    asks.forEach(({ timeoutMs, startMs, answerMs }, index) => {
      const settle = (outcome: string) => void outcomes[index]?.push(outcome);
      const failed = (error: AskError) => settle(error.code);
      const pending = new PendingAsk("/root/x", "Get", timeoutMs, undefined, () => settle("answer"), failed);
      clock.timer(startMs, () => {
        deadlines.add(pending, timeoutMs);
        clock.timer(answerMs, () => pending.answer(1));
      });
    });
    await clock.advance(1_000, () => Promise.resolve());
    asks.forEach(({ timeoutMs, answerMs }, index) => {
      const [outcome, ...more] = outcomes[index] ?? [];
      assert.deepEqual(more, []);
      if (answerMs !== timeoutMs) assert.equal(outcome, answerMs < timeoutMs ? "answer" : "timeout");
    });
    assert.equal(clock.waiting, 0);
  }));
});

Deno.test("a hundred thousand settled asks leave nothing behind while one still waits", () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const add = () => {
    const pending = new PendingAsk("/root/x", "Get", 5_000, undefined, () => {}, () => {});
    deadlines.add(pending, 5_000);
    return pending;
  };
  const waiting = add();
  for (let n = 0; n < 100_000; n++) add().answer(n);
  assert.equal(waiting.settled, false);
  assert.ok(deadlines.held < 10_000);
  clock.step(Infinity);
  assert.equal(waiting.settled, true);
});
