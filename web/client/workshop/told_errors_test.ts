import assert from "node:assert/strict";
import type { Problem } from "../../workshop_services.ts";
import { toldErrors } from "./told_errors.ts";
import type { Tried } from "./use_dry_run.ts";

const PROBLEM: Problem = {
  line: 3,
  column: 5,
  endLine: 3,
  endColumn: 9,
  severity: "error",
  message: "no",
  code: "TS1",
};
const tried = (source: string): Tried => ({
  source,
  parameters: {},
  symbol: "BTC/USDT",
  timeframe: "1m",
  run: {
    candles: [],
    marks: [],
    trades: 0,
    returnPercent: 0,
    printed: [],
    tookMs: 1,
    error: { ...PROBLEM, code: null },
  },
});

Deno.test("who helps is told every problem, and where the dry run of this very source stopped", () => {
  assert.deepEqual(toldErrors("a", { problems: [PROBLEM], specs: null }, tried("a")), [
    "line 3, column 5: no (TS1)",
    "it stopped at line 3: no",
  ]);
  assert.deepEqual(toldErrors("b", null, tried("a")), []);
});
