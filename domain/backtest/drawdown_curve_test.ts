import assert from "node:assert/strict";
import { drawdownCurve } from "./drawdown_curve.ts";

Deno.test("a drawdown is counted from the highest value so far, the start included", () => {
  assert.deepEqual(drawdownCurve([90, 100, 200, 100, 210], 100).map((value) => Math.round(value)), [-10, 0, 0, -50, 0]);
});
