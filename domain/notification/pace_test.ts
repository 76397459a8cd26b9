import assert from "node:assert/strict";
import { nextAttemptMs } from "./pace.ts";

const after = (kind: "unreachable" | "refused" | "busy", failures: number, waitMs: number | null = null) =>
  nextAttemptMs({ kind, waitMs }, failures, 1_000_000, 0.5) - 1_000_000;

Deno.test("what fails is tried ever more seldom, what is refused more seldom still, and neither is given up", () => {
  assert.deepEqual([1, 2, 3, 99].map((failures) => after("unreachable", failures)), [7_500, 22_500, 67_500, 1_350_000]);
  assert.deepEqual([1, 2, 3, 99].map((failures) => after("refused", failures)), [225_000, 450_000, 900_000, 2_700_000]);
});

Deno.test("who is busy is come back to when they say, within reason", () => {
  assert.deepEqual([0, 17_000, 10 ** 12].map((waitMs) => after("busy", 1, waitMs)), [1_000, 17_000, 3_600_000]);
  assert.equal(after("busy", 1), after("unreachable", 1));
});
