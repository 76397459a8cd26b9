/** The compiler's diagnostics as problems at lines and columns. */
import ts from "typescript";
import type { Problem } from "../domain/strategy_verdict.ts";
import { shortened } from "./language.ts";
import { placeAt } from "./place.ts";

/** The compiler can write a novel about a type. */
const LONGEST_MESSAGE = 1_000;

/** A diagnostic of a source; lines and columns count from 1, columns in UTF-16 units. */
export function problemOfDiagnostic(diagnostic: ts.Diagnostic, source: string): Problem {
  const { start = 0, length = 0, category, messageText, code } = diagnostic;
  const from = placeAt(source, start);
  const to = placeAt(source, Math.min(start + length, source.length));
  return {
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    severity: category === ts.DiagnosticCategory.Error ? "error" : "warning",
    message: shortened(withoutAdvice(ts.flattenDiagnosticMessageText(messageText, "\n")), LONGEST_MESSAGE),
    code: `TS${code}`,
  };
}

/** Packages, libraries and settings of a project are nothing that the author of a strategy could change. */
function withoutAdvice(message: string): string {
  return message.replace(/ (?:Do you need to (?:install|change)|Did you mean to set the) [\s\S]*$/, "");
}
