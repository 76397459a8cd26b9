/** TypeScript's language service over one source: what is wrong, what can stand at a place, what stands there. */
import "./no_system.ts";
import ts from "typescript";
import type { Problem } from "../domain/strategy_verdict.ts";
import { type Completion, type Hover, MOST_PROBLEMS } from "./language.ts";
import { completionAt } from "./completion.ts";
import { hoverAt } from "./hover.ts";
import { API_FILE, FIRST_LIBRARY, LIBRARY_FOLDER } from "./library_texts.ts";
import { problemOfDiagnostic } from "./diagnostics.ts";

/** The user's own file. */
export const SOURCE_FILE = "/strategy.ts";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: [FIRST_LIBRARY],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/** The compiler with the source that was asked about last. */
export class SourceLanguage {
  readonly #service: ts.LanguageService;
  #source = "";
  #version = 0;

  /** `libraries`: declarations by path; see {@linkcode libraryTexts}. */
  constructor(libraries: Readonly<Record<string, string>>) {
    const textOf = (path: string) => path === SOURCE_FILE ? this.#source : libraries[path];
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [SOURCE_FILE, API_FILE],
      getScriptVersion: (path) => path === SOURCE_FILE ? String(this.#version) : "0",
      getScriptSnapshot: (path) => {
        const text = textOf(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => "/",
      getDefaultLibFileName: () => LIBRARY_FOLDER + FIRST_LIBRARY,
      fileExists: (path) => textOf(path) !== undefined,
      readFile: textOf,
      directoryExists: () => false,
      getDirectories: () => [],
    });
  }

  /** All that is wrong with a source, by its lines: only its syntax where that is wrong. */
  check(source: string): Problem[] {
    this.#take(source);
    const syntactic = this.#service.getSyntacticDiagnostics(SOURCE_FILE);
    const found = syntactic.length > 0 ? syntactic : [
      ...this.#service.getSemanticDiagnostics(SOURCE_FILE),
      ...this.#service.getSuggestionDiagnostics(SOURCE_FILE).filter(({ reportsUnnecessary }) => reportsUnnecessary),
    ];
    return found
      .map((diagnostic) => problemOfDiagnostic(diagnostic, source))
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, MOST_PROBLEMS);
  }

  /** What can stand at `offset` (UTF-16 units). */
  complete(source: string, offset: number): Completion {
    this.#take(source);
    return completionAt(this.#service, SOURCE_FILE, source, Math.min(offset, source.length));
  }

  /** What stands at `offset` (UTF-16 units); null = nothing that has a name. */
  hover(source: string, offset: number): Hover | null {
    this.#take(source);
    return hoverAt(this.#service, SOURCE_FILE, Math.min(offset, source.length));
  }

  #take(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#version++;
  }
}
