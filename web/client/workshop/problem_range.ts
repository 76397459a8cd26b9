/** Where a problem is in the text that stands in the editor now, which may be another than the one it was found in. */
import type { Text } from "@codemirror/state";
import type { Problem } from "../../workshop_services.ts";

/** The range to underline: never empty where there is a character to show, never beyond the text. */
export function rangeOf(doc: Text, problem: Problem): { readonly from: number; readonly to: number } {
  const from = offsetOf(doc, problem.line, problem.column);
  const to = Math.max(from, offsetOf(doc, problem.endLine, problem.endColumn));
  if (to > from) return { from, to };
  const { from: start, to: end } = doc.lineAt(from);
  return from < end ? { from, to: from + 1 } : { from: Math.max(start, from - 1), to: from };
}

/** The offset of a place; `line` and `column` count from 1. Beyond the text's end: its end. */
export function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return line > doc.lines ? to : Math.min(from + Math.max(column, 1) - 1, to);
}
