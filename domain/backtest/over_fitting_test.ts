import assert from "node:assert/strict";
import type { Judged, OptimisationResult } from "./optimisation.ts";
import { fallenBehind } from "./over_fitting.ts";

const DAY_MS = 86_400_000;
const RANGE = { fromMs: 0, toMs: 10 * DAY_MS };

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

function found(
  inSample: Partial<Judged>,
  outOfSample: Partial<Judged> | null,
  windows: [Partial<Judged>, Partial<Judged>][] = [],
) {
  const attempts = [{ parameters: {}, inSample: judged(inSample), outOfSample: outOfSample && judged(outOfSample) }];
  const times = { fromMs: 0, splitMs: 3 * DAY_MS, toMs: 4 * DAY_MS, parameters: {} };
  const walked = windows.map(([first, rest]) => ({ ...times, inSample: judged(first), outOfSample: judged(rest) }));
  const result: OptimisationResult = {
    attempts,
    failed: 0,
    firstError: null,
    windows: walked,
    forwardCurve: null,
    whole: null,
    monteCarlo: null,
    heldOutMs: outOfSample ? 8 * DAY_MS : null,
  };
  return result;
}

Deno.test("less than half of what was seen is far behind, as much is not", () => {
  const sharpe = (seen: number, held: number) =>
    fallenBehind(found({ sharpeRatio: seen }, { sharpeRatio: held }), "sharpeRatio", RANGE);
  assert.deepEqual(sharpe(2, 0.9), [{ where: "held_out", inSample: 2, outOfSample: 0.9 }]);
  assert.deepEqual(sharpe(2, 1.1), []);
  assert.deepEqual(sharpe(-1, -3), [], "what lost in the sample promised nothing");
});

Deno.test("returns are compared by the day: a shorter tail earns less without being worse", () => {
  const over = (seen: number, held: number) =>
    fallenBehind(found({ returnPercent: seen }, { returnPercent: held }), "returnPercent", RANGE);
  assert.deepEqual(over(8, 2), []);
  assert.deepEqual(over(8, 0.5).map(({ where }) => where), ["held_out"]);
  assert.equal(over(8, -100)[0]!.outOfSample, -100);
});

Deno.test("a profit factor of 1 is nothing earned", () => {
  const factor = (held: number) =>
    fallenBehind(found({ profitFactor: 1.8 }, { profitFactor: held }), "profitFactor", RANGE).length;
  assert.deepEqual([factor(1.5), factor(1.3), factor(0.7)], [0, 1, 1]);
});

Deno.test("windows count by their mean; what is not defined, or not held out, says nothing", () => {
  const walked = found({ sharpeRatio: 1 }, null, [
    [{ sharpeRatio: 2 }, { sharpeRatio: -1 }],
    [{ sharpeRatio: 4 }, { sharpeRatio: 2 }],
    [{ sharpeRatio: 9 }, { sharpeRatio: null }],
  ]);
  assert.deepEqual(fallenBehind(walked, "sharpeRatio", RANGE), [{ where: "windows", inSample: 3, outOfSample: 0.5 }]);
  assert.deepEqual(fallenBehind(found({}, null), "sharpeRatio", RANGE), []);
});
