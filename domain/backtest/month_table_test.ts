import assert from "node:assert/strict";
import { yearsOf } from "./month_table.ts";

Deno.test("months stand in their year, and the year's total compounds them", () => {
  const [first, second] = yearsOf([
    { month: "2023-11", returnPercent: 10 },
    { month: "2023-12", returnPercent: -10 },
    { month: "2024-02", returnPercent: 50 },
  ]);
  assert.deepEqual([first?.year, first?.months.slice(9)], ["2023", [null, 10, -10]]);
  assert.ok(Math.abs(first!.total + 1) < 1e-9, "1.1 × 0.9 = 0.99");
  assert.deepEqual([second?.year, second?.months[1], second?.total], ["2024", 50, 50]);
  assert.deepEqual(yearsOf([]), []);
});
