import assert from "node:assert/strict";
import { curveOf } from "./curve.ts";

const minutes = (length: number) => Float64Array.from({ length }, (_, at) => at * 60_000);

Deno.test("a short equity stays whole, with the money held beside it", () => {
  const curve = curveOf(minutes(3), Float64Array.of(10, 20, 5), Float64Array.of(100, 150, 120), 100);
  assert.deepEqual(curve, { openMs: [0, 60_000, 120_000], equity: [100, 150, 120], hold: [100, 200, 50] });
});

Deno.test("a long equity keeps its ends, its lowest and its highest value", () => {
  const length = 100_000;
  const equity = Float64Array.from({ length }, (_, at) => 1_000 + Math.sin(at / 500) * 100);
  equity[54_321] = 1;
  equity[77_777] = 9_999;
  const curve = curveOf(minutes(length), equity, equity, 1_000);
  assert.ok(curve.equity.length <= 2_000 && curve.equity.length > 1_000);
  assert.ok(curve.equity.includes(1) && curve.equity.includes(9_999));
  assert.equal(curve.openMs[0], 0);
  assert.equal(curve.openMs.at(-1), (length - 1) * 60_000);
  assert.deepEqual(curve.openMs, curve.openMs.toSorted((a, b) => a - b));
});
