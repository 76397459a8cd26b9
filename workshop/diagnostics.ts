/** The compiler's diagnostics as problems at lines and columns. */
import ts from "typescript";
import type { Problem } from "../domain/strategy_verdict.ts";
import { shortened } from "./language.ts";

/** The compiler can write a novel about a type. */
const LONGEST_MESSAGE = 1_000;

/** A diagnostic of a source; lines and columns count from 1, columns in UTF-16 units. */
export function problemOfDiagnostic(diagnostic: ts.Diagnostic, source: string): Problem {
  const { start = 0, length = 0, category, messageText, code } = diagnostic;
  const from = placeOf(source, start);
  const to = placeOf(source, Math.min(start + length, source.length));
  return {
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    severity: category === ts.DiagnosticCategory.Error ? "error" : "warning",
    message: shortened(ts.flattenDiagnosticMessageText(messageText, "\n"), LONGEST_MESSAGE),
    code: `TS${code}`,
  };
}

function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
