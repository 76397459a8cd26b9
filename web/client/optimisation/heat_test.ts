import assert from "node:assert/strict";
import type { Attempt } from "../../../domain/backtest/optimisation.ts";
import { axesOf, heatOf, strengthOf } from "./heat.ts";

const attempt = (parameters: Attempt["parameters"], sharpeRatio: number | null): Attempt => ({
  parameters,
  inSample: {
    returnPercent: 0,
    sharpeRatio,
    sortinoRatio: null,
    calmarRatio: null,
    profitFactor: null,
    maxDrawdownPercent: 0,
    trades: 0,
  },
  outOfSample: null,
});
const sharpe = ({ inSample }: Attempt) => inSample.sharpeRatio;
const place = (value: number | boolean | string) => ({ from: value, to: value });

Deno.test("a cell is the median of the attempts there, and empty where there is none", () => {
  const attempts = [
    attempt({ n: 20, long: true, w: 1 }, 3),
    attempt({ n: 5, long: true, w: 1 }, 1),
    attempt({ n: 5, long: true, w: 2 }, 5),
    attempt({ n: 5, long: true, w: 3 }, 2),
    attempt({ n: 5, long: false, w: 1 }, -2),
    attempt({ n: 20, long: false, w: 1 }, null),
  ];
  const heat = heatOf(attempts, "n", "long", sharpe);
  assert.deepEqual(heat, { x: [place(5), place(20)], y: [place(true), place(false)], cells: [[2, 3], [-2, null]] });
  assert.deepEqual(heatOf(attempts, "n", null, sharpe).cells, [[1.5, 3]]);
  assert.deepEqual([strengthOf(3, 0, heat), strengthOf(-1.5, 0, heat), strengthOf(3, 1, heat)], [1, 0.5, 2 / 3]);
  assert.deepEqual(axesOf(attempts, ["long", "n", "gone"]), ["long", "n"]);
});

Deno.test("a long axis puts neighbours together, and loses no attempt", () => {
  const attempts = Array.from({ length: 1_000 }, (_, at) => attempt({ n: at }, 1));
  const { x, cells } = heatOf(attempts, "n", null, sharpe);
  assert.equal(x.length, 24);
  assert.deepEqual([x[0]!.from, x[23]!.to], [0, 999]);
  x.slice(1).forEach(({ from }, at) => assert.equal(from, Number(x[at]!.to) + 1));
  assert.ok(cells[0]!.every((value) => value === 1));
});
