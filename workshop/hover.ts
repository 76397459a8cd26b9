/** What stands at a place of a source: its signature and its documentation. */
import ts from "typescript";
import { type Hover, shortened } from "./language.ts";

/** What stands at `offset` (UTF-16 units); null = nothing that has a name. */
export function hoverAt(service: ts.LanguageService, file: string, offset: number): Hover | null {
  const info = service.getQuickInfoAtPosition(file, offset);
  if (!info) return null;
  const { textSpan: { start, length }, displayParts, documentation } = info;
  return {
    from: start,
    to: start + length,
    signature: shortened(ts.displayPartsToString(displayParts)),
    documentation: shortened(ts.displayPartsToString(documentation)),
  };
}
