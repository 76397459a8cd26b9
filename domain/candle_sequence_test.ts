import assert from "node:assert/strict";
import { CandleSequence } from "./candle_sequence.ts";

const START_MS = Date.UTC(2023, 3, 10);
const minute = (n: number) => START_MS + n * 60_000;

Deno.test("a sequence tells the next candle from a repeated one and from one after a hole", () => {
  const sequence = new CandleSequence("1m", minute(4));
  assert.deepEqual([3, 4, 5, 6].map((n) => sequence.place(minute(n))), ["duplicate", "duplicate", "next", "gap"]);
  assert.equal(sequence.missingBefore(minute(8)), 3);
  sequence.take(minute(3));
  assert.equal(sequence.nextMs, minute(5));
  sequence.take(minute(8));
  assert.equal(sequence.nextMs, minute(9));
});

Deno.test("a sequence that has taken nothing takes any candle", () => {
  const sequence = new CandleSequence("5m", null);
  assert.equal(sequence.place(minute(5)), "next");
  assert.equal(sequence.missingBefore(minute(5)), 0);
});

Deno.test("a candle that names the one before it is next after a halt, and a gap when that one was not taken", () => {
  const sequence = new CandleSequence("1m", minute(4));
  assert.equal(sequence.place(minute(80), minute(4)), "next");
  assert.equal(sequence.place(minute(5), minute(3)), "gap");
  assert.equal(sequence.place(minute(80), minute(79)), "gap");
  assert.equal(sequence.place(minute(4), minute(3)), "duplicate");
  assert.deepEqual([null, minute(0)].map((afterMs) => new CandleSequence("1m", null).place(minute(1), afterMs)), [
    "next",
    "gap",
  ]);
});
