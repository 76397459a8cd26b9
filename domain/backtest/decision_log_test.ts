import assert from "node:assert/strict";
import fc from "fast-check";
import { byChance, enter, EXIT, walk } from "./backtest_fixture.ts";
import { sliceColumns } from "./candle_columns.ts";
import { DecisionLog, logging, unpackDecisions } from "./decision_log.ts";
import { Backtest } from "./engine.ts";

Deno.test("decisions come back from their numbers as they were made", () => {
  const log = new DecisionLog();
  log.add(60_000, { kind: "wait" }, 0);
  log.add(120_000, enter("short", { stop: 12.5, quantity: 0.1 }), 0);
  log.add(180_000, EXIT, -0.1);
  const none = { side: null, quantity: null, stopLoss: null, takeProfit: null };
  assert.deepEqual(unpackDecisions(log.packed), [
    { openMs: 60_000, kind: "wait", held: 0, ...none },
    { openMs: 120_000, kind: "enter", held: 0, side: "short", quantity: 0.1, stopLoss: 12.5, takeProfit: null },
    { openMs: 180_000, kind: "exit", held: -0.1, ...none },
  ]);
});

Deno.test("numbers that are no decisions are refused", () => {
  assert.throws(() => unpackDecisions(new Float64Array(6)), /6 numbers are no decisions/);
  assert.throws(() => unpackDecisions(Float64Array.of(0, 9, 0, 0, 0, 0, 0)), /Decision 0 is none/);
  assert.throws(() => unpackDecisions(Float64Array.of(NaN, 1, 0, 1, 1, 1, 1)), /Decision 0 is none/);
});

const LENGTH = 400;

function decisionsOver(seed: number, length: number, cuts: readonly number[] = []) {
  const log = new DecisionLog();
  const run = new Backtest({ cash: 1_000, quantityStep: 0.01 }, logging(byChance(seed), log));
  const candles = sliceColumns(walk(LENGTH, seed), 0, length);
  const ends = [...cuts, length].toSorted((a, b) => a - b);
  ends.forEach((end, at) => run.feed(sliceColumns(candles, ends[at - 1] ?? 0, end)));
  return unpackDecisions(log.packed);
}

Deno.test("what is decided depends neither on later candles nor on the portions in which candles come", () => {
  const cuts = fc.array(fc.nat(LENGTH), { maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: LENGTH }), cuts, (seed, to, cuts) => {
      const all = decisionsOver(seed, LENGTH);
      assert.equal(all.length, LENGTH);
      assert.deepEqual(decisionsOver(seed, to), all.slice(0, to));
      assert.deepEqual(decisionsOver(seed, LENGTH, cuts), all);
    }),
  );
});
