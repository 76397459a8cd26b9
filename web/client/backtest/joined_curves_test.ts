import assert from "node:assert/strict";
import { joinedReturns } from "./joined_curves.ts";

Deno.test("curves of other times share one axis, each in percent of its own start", () => {
  const joined = joinedReturns([
    { openMs: [1, 2, 4], equity: [100, 110, 90], hold: [] },
    { openMs: [2, 3], equity: [1_000, 1_500], hold: [] },
  ]);
  assert.deepEqual(joined.openMs, [1, 2, 3, 4]);
  assert.deepEqual(joined.values.map((line) => line.map((value) => value === null ? null : Math.round(value))), [
    [0, 10, null, -10],
    [null, 0, 50, null],
  ]);
});
