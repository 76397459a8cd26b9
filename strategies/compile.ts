/**
 * From a user's TypeScript source to a strategy's class.
 *
 * The source is imported as a blob, so that it needs no file and keeps its own lines and columns; `aristobot/strategy`
 * leads to a module that re-exports the API of this very isolate, and `console` is a print function of the caller's.
 * Types are stripped, not checked. This runs what the user wrote: only call it where that is contained.
 */
import * as api from "./api.ts";
import type { StrategyClass } from "./decide.ts";
import { SourceRefused, userErrorOf } from "./user_error.ts";

/** The one module that a strategy may import. */
const API_NAME = "aristobot/strategy";
/** Where the modules made for a source find the API and the console. */
const API_KEY = "aristobot.strategy";
const CONSOLE_KEY = "aristobot.console";

/** A compiled source: its class, and the address under which its errors appear in stacks. */
export interface Compiled {
  readonly strategy: StrategyClass;
  readonly url: string;
}

/** Sources compiled in this isolate. */
let compiled = 0;
/** Where they all find the API. */
let apiModule: string | undefined;

/** Takes what a source prints with any method of `console`. */
export type Print = (...values: unknown[]) => void;

/**
 * Compiles and loads a source. What it prints goes to `print`; without one it goes nowhere.
 * @throws {SourceRefused} with line and column, when it does not parse, imports what it may not, throws while loading,
 * or exports no strategy.
 */
export async function compile(source: string, print: Print = () => {}): Promise<Compiled> {
  refuseOtherImports(source);
  apiModule ??= moduleOf(API_KEY, { ...api });
  const ownConsole = `${CONSOLE_KEY}.${++compiled}`; // each source prints to its own caller
  const consoleModule = moduleOf(ownConsole, { console: new Proxy({}, { get: () => print }) });
  const address = JSON.stringify(apiModule);
  const own = source.replace(apiImports(), (_whole, before: string) => `${before}${address}`);
  const code = `${own}\nimport { console } from "${consoleModule}";\n`; // at the end, so that no line moves
  const url = URL.createObjectURL(new Blob([code], { type: "application/typescript" }));
  try {
    const module: { default?: unknown } = await import(url);
    return { strategy: strategyIn(module.default), url };
  } catch (thrown) {
    throw new SourceRefused(userErrorOf(thrown, url));
  } finally {
    URL.revokeObjectURL(url);
    URL.revokeObjectURL(consoleModule);
  }
}

/** Matches the specifier of every import of the API; the first group is what stands before it. */
function apiImports(): RegExp {
  return new RegExp(`(\\b(?:from|import)\\s*\\(?\\s*)(["'])${API_NAME}\\2`, "g");
}

/** A module without a file that exports what it finds in a global when it is first loaded. */
function moduleOf(key: string, exported: Readonly<Record<string, unknown>>): string {
  Reflect.set(globalThis, Symbol.for(key), exported);
  const lines = Object.keys(exported).map((name) => `export const ${name} = api.${name};`);
  const code = `const api = globalThis[Symbol.for("${key}")];\n${lines.join("\n")}`;
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** A sentence instead of the permission error that the import would end in, or of a package that lies at hand. */
function refuseOtherImports(source: string): void {
  const imports = /^[ \t]*(?:import|export)\b[^;'"`]*?(?:from\s*)?(["'])([^"'\n]+)\1/gm;
  for (const match of source.matchAll(imports)) {
    const [whole, , name = ""] = match;
    if (/\bfrom\s*["']|^\s*import\s*["']/.test(whole)) {
      refuseUnlessApi(source, name, match.index + whole.lastIndexOf(name));
    }
  }
  for (const match of source.matchAll(addressesImported())) {
    const [whole, , name = ""] = match;
    if (!isInLineComment(source, match.index)) refuseUnlessApi(source, name, match.index + whole.lastIndexOf(name));
  }
  for (const match of source.matchAll(/\bimport\s*\(\s*(["'`])([^"'`\n]+)\1/g)) {
    const [whole, , name = ""] = match;
    refuseUnlessApi(source, name, match.index + whole.lastIndexOf(name));
  }
}

/**
 * Matches an import of an address, or of a name with an escape in it, wherever it stands and whatever comments stand between:
 * names without a scheme lead nowhere, these could.
 */
function addressesImported(): RegExp {
  const gap = String.raw`(?:\s|/\*[\s\S]*?\*/|//[^\n\r\u2028\u2029]*)*`;
  const scheme = String.raw`[A-Za-z][A-Za-z0-9+.-]*:`;
  return new RegExp(String.raw`\b(?:from|import)${gap}(["'])(${scheme}[^\n]*?|[^"'\n]*?\\[^\n]*?)\1`, "g");
}

/** Surely within a comment: nothing before it on its line could have ended one, or a text, that began above. */
function isInLineComment(source: string, at: number): boolean {
  const line = source.slice(0, at).split(/[\n\r\u2028\u2029]/).at(-1)!;
  return /^\s*\/\/[^`'"]*$/.test(line) && !line.includes("*/");
}

function refuseUnlessApi(source: string, name: string, at: number): void {
  if (name === API_NAME) return;
  const before = source.slice(0, at).split("\n");
  const message = `Cannot import "${name}": a strategy imports "${API_NAME}" and nothing else`;
  throw new SourceRefused({ message, line: before.length, column: before.at(-1)!.length });
}

function strategyIn(exported: unknown): StrategyClass {
  if (typeof exported === "function" && exported.prototype instanceof api.Strategy) return exported as StrategyClass;
  const message = "The source has no strategy; expected `export default class … extends Strategy`";
  throw new SourceRefused({ message, line: null, column: null });
}
