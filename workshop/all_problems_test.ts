import assert from "node:assert/strict";
import type { Problem } from "../domain/strategy_verdict.ts";
import { allProblems, isSyntax } from "./all_problems.ts";

const at = (line: number, code: string | null): Problem => {
  return { line, column: 1, endLine: line, endColumn: 2, severity: "error", message: `of ${code}`, code };
};

Deno.test("what the loader says of an import stands for what the compiler says of it; all else stays, by lines", () => {
  const compilers = [at(1, "TS2307"), at(1, "TS6133"), at(3, "TS2307"), at(9, "TS2339")];
  assert.deepEqual(allProblems(compilers, null), compilers);
  assert.deepEqual(
    allProblems(compilers, at(3, null)).map(({ line, code }) => [line, code]),
    [[1, "TS2307"], [1, "TS6133"], [3, null], [9, "TS2339"]],
  );
});

Deno.test("only what the compiler cannot read is a matter of syntax", () => {
  assert.deepEqual([at(1, "TS1005"), at(1, "TS2339"), at(1, null)].map(isSyntax), [true, false, false]);
  assert.equal(isSyntax({ ...at(1, "TS1005"), severity: "warning" }), false);
});
