import assert from "node:assert/strict";
import { SnapshotQueue } from "./snapshot_queue.ts";

const all = () => true;

Deno.test("one snapshot is under way at a time, in the order in which they were asked for", () => {
  const queue = new SnapshotQueue();
  for (const symbol of ["A/B", "C/D", "A/B"]) queue.add({ symbol, round: 0 });
  assert.deepEqual(queue.next(all), { symbol: "A/B", round: 0 });
  assert.equal(queue.next(all), null);
  queue.done();
  assert.deepEqual(queue.next(all), { symbol: "C/D", round: 0 });
  queue.done();
  assert.equal(queue.next(all), null);
});

Deno.test("a late wish of an earlier row does not take the place of the later one", () => {
  const queue = new SnapshotQueue();
  queue.add({ symbol: "A/B", round: 1 });
  queue.add({ symbol: "A/B", round: 0 });
  assert.deepEqual(queue.next(({ round }) => round === 1), { symbol: "A/B", round: 1 });
});

Deno.test("books that nobody wants any more are passed over", () => {
  const queue = new SnapshotQueue();
  for (const symbol of ["A/B", "C/D"]) queue.add({ symbol, round: 0 });
  assert.deepEqual(queue.next(({ symbol }) => symbol === "C/D"), { symbol: "C/D", round: 0 });
});
