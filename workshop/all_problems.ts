/** The compiler's problems and the loader's as one list. */
import type { Problem } from "../domain/strategy_verdict.ts";

/** The compiler does not know a module; the loader says the same with what may be imported. */
const UNKNOWN_MODULE: readonly (string | null)[] = ["TS2307", "TS2882"];
const SYNTAX = /^TS1\d{3}$/;

/** Whether the compiler cannot even read it: then there is nothing to load. */
export function isSyntax({ severity, code }: Problem): boolean {
  return severity === "error" && code !== null && SYNTAX.test(code);
}

/** What the compiler says and why it cannot be loaded (null = it can), in the order of the lines, nothing twice. */
export function allProblems(compilers: readonly Problem[], loaders: Problem | null): Problem[] {
  if (loaders === null) return [...compilers];
  const rest = compilers.filter(({ code, line }) => !UNKNOWN_MODULE.includes(code) || line !== loaders.line);
  return [...rest, loaders].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** What is said of a source on which the compiler was ended. */
export function tooHard(seconds: number): Problem {
  return {
    ...{ line: 1, column: 1, endLine: 1, endColumn: 2, severity: "error", code: null },
    message: `Cannot check this source: the compiler was not through after ${seconds} s; its types are too involved`,
  };
}
