import assert from "node:assert/strict";
import { monthlyReturns } from "./months.ts";

Deno.test("each month's return goes from the end of the one before, the first from the start", () => {
  const openMs = Float64Array.from([
    Date.UTC(2023, 0, 30),
    Date.UTC(2023, 0, 31, 23),
    Date.UTC(2023, 1, 1),
    Date.UTC(2023, 3, 5),
    Date.UTC(2024, 3, 5),
  ]);
  const months = monthlyReturns(openMs, Float64Array.of(90, 110, 55, 66, 0), 100);
  assert.deepEqual(months.map(({ month, returnPercent }) => [month, returnPercent.toFixed(6)]), [
    ["2023-01", "10.000000"],
    ["2023-02", "-50.000000"],
    ["2023-04", "20.000000"],
    ["2024-04", "-100.000000"],
  ]);
});

Deno.test("nothing is left to earn on after a ruin", () => {
  const openMs = Float64Array.of(Date.UTC(2023, 0, 1), Date.UTC(2023, 1, 1));
  assert.deepEqual(monthlyReturns(openMs, Float64Array.of(0, 0), 100).map(({ returnPercent }) => returnPercent), [
    -100,
    0,
  ]);
});
