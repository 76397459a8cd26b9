import assert from "node:assert/strict";
import { nearestStep } from "./chart_lines.ts";

Deno.test("a line that is let go stands at a price in the market's steps, and above 0", () => {
  assert.equal(nearestStep(20000.004, "0.01"), "20000");
  assert.equal(nearestStep(20000.006, "0.01"), "20000.01");
  assert.equal(nearestStep(0.1 + 0.2, "0.05"), "0.3");
  assert.equal(nearestStep(0.001, "0.5"), "0.5");
  assert.equal(nearestStep(0.123456789, "0"), "0.12345679");
});
