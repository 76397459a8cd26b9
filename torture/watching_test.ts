import assert from "node:assert/strict";
import { bought, note, sold } from "./notes_fixture.ts";
import { aliveMs, reachedExits, type Watched } from "./watching.ts";

const watched: Watched = { entry: "ab-1-entry", strategy: "ab-", stopLoss: 90, takeProfit: 110 };
const prices = [100, 120, 95, 90, 85].map((price, at) => ({ atMs: at * 10, price }));

Deno.test("an exit is reached at the first price beyond it that came after the entry, and sold at the next sale", () => {
  const notes = [
    note(12, bought("ab-1-entry"), 100),
    note(47, sold("ab-1-stop4"), 100),
    note(60, sold("ab-2-exit"), 9),
  ];
  assert.deepEqual(reachedExits([watched], notes, prices, 99), [{ entry: "ab-1-entry", fromMs: 30, toMs: 47 }]);
  assert.deepEqual(reachedExits([watched], notes.slice(0, 1), prices, 99), [
    { entry: "ab-1-entry", fromMs: 30, toMs: 99 },
  ]);
});

Deno.test("what was left before, or never entered, reached nothing", () => {
  const notes = [note(12, bought("ab-1-entry"), 100), note(25, sold("ab-3-exit"), 100)];
  assert.deepEqual(reachedExits([watched], notes, prices, 99), []);
  assert.deepEqual(reachedExits([watched], [], prices, 99), []);
});

Deno.test("time in which the platform did not run does not count", () => {
  const downs = [{ fromMs: 0, toMs: 12 }, { fromMs: 15, toMs: 18 }, { fromMs: 30, toMs: 90 }];
  assert.equal(aliveMs({ fromMs: 10, toMs: 40 }, downs), 30 - 2 - 3 - 10);
});
