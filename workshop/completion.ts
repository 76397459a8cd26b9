/** What can stand at a place of a source, told as an editor shows it. */
import ts from "typescript";
import { type Completion, MOST_OPTIONS, shortened } from "./language.ts";

type Option = Completion["options"][number];

/** The options at `offset`: those that begin as the word there, the nearest first; a hundred at most. */
export function completionAt(
  service: ts.LanguageService,
  file: string,
  source: string,
  offset: number,
): Completion {
  const word = source.slice(0, offset).match(/[\p{ID_Start}$_][\p{ID_Continue}$]*$/u)?.[0] ?? "";
  const from = offset - word.length;
  const entries = service.getCompletionsAtPosition(file, offset, PREFERENCES)?.entries ?? [];
  const fitting = entries
    .filter(({ name }) => name.toLowerCase().startsWith(word.toLowerCase()))
    .toSorted((a, b) => a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name))
    .slice(0, MOST_OPTIONS);
  return { from, options: fitting.map((entry) => optionOf(service, file, offset, entry)) };
}

const PREFERENCES: ts.UserPreferences = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: false,
};

function optionOf(service: ts.LanguageService, file: string, offset: number, entry: ts.CompletionEntry): Option {
  const { name: label, kind } = entry;
  const details = service.getCompletionEntryDetails(
    file,
    offset,
    label,
    undefined,
    entry.source,
    PREFERENCES,
    entry.data,
  );
  const detail = ts.displayPartsToString(details?.displayParts);
  const imported = detail.match(/^\(alias\) (?:abstract )?(class|function|interface|type)/)?.[1];
  return {
    label,
    kind: KINDS.get(imported ?? kind) ?? "variable",
    detail: shortened(detail),
    info: shortened(ts.displayPartsToString(details?.documentation)),
  };
}

const KINDS: ReadonlyMap<string, Option["kind"]> = new Map<string, Option["kind"]>([
  [ts.ScriptElementKind.classElement, "class"],
  [ts.ScriptElementKind.localClassElement, "class"],
  [ts.ScriptElementKind.functionElement, "function"],
  [ts.ScriptElementKind.localFunctionElement, "function"],
  [ts.ScriptElementKind.memberFunctionElement, "method"],
  [ts.ScriptElementKind.memberVariableElement, "property"],
  [ts.ScriptElementKind.memberGetAccessorElement, "property"],
  [ts.ScriptElementKind.memberSetAccessorElement, "property"],
  [ts.ScriptElementKind.keyword, "keyword"],
  [ts.ScriptElementKind.constElement, "constant"],
  [ts.ScriptElementKind.enumMemberElement, "constant"],
  [ts.ScriptElementKind.enumElement, "type"],
  [ts.ScriptElementKind.interfaceElement, "type"],
  [ts.ScriptElementKind.typeElement, "type"],
  [ts.ScriptElementKind.typeParameterElement, "type"],
  [ts.ScriptElementKind.string, "constant"],
]);
