import assert from "node:assert/strict";
import { compareJudged, judgedByWhat } from "./judge.ts";
import type { Judged } from "./optimisation.ts";

const judged = (given: Partial<Judged>): Judged => ({
  returnPercent: 0,
  sharpeRatio: null,
  sortinoRatio: null,
  calmarRatio: null,
  profitFactor: null,
  maxDrawdownPercent: 0,
  trades: 1,
  ...given,
});

Deno.test("the higher is the better, what is not defined the worst, and the return decides between equals", () => {
  const given = [
    judged({ returnPercent: 90 }),
    judged({ sharpeRatio: 1, returnPercent: 2 }),
    judged({ sharpeRatio: -3, returnPercent: 80 }),
    judged({ sharpeRatio: 1, returnPercent: 5 }),
  ];
  const best = given.toSorted((a, b) => compareJudged(a, b, "sharpeRatio"));
  assert.deepEqual(best.map(({ returnPercent }) => returnPercent), [5, 2, 80, 90]);
});

Deno.test("where no set has the objective, all are judged by their return", () => {
  const none = [{ inSample: judged({}) }, { inSample: judged({}) }];
  assert.equal(judgedByWhat(none, "sharpeRatio"), "returnPercent");
  assert.equal(judgedByWhat([...none, { inSample: judged({ sharpeRatio: -1 }) }], "sharpeRatio"), "sharpeRatio");
});
