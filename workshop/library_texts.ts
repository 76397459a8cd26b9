/** The declarations that a source is compiled against: the language's own, and what a strategy may import. */
// No `.d.ts` by name: it would declare the module for this whole program too.
import strategyApi from "./strategy_api.txt" with { type: "text" };

/** Where the API of strategies is declared, among the libraries. */
export const API_FILE = "/strategy_api.d.ts";
/** The newest of the language, without anything of browsers. */
export const FIRST_LIBRARY = "lib.esnext.d.ts";
/** Below this, the libraries lie. */
export const LIBRARY_FOLDER = "/lib/";

let read: Promise<Readonly<Record<string, string>>> | undefined;

/** Texts by path, read once. */
export function libraryTexts(): Promise<Readonly<Record<string, string>>> {
  return read ??= readAll();
}

async function readAll(): Promise<Record<string, string>> {
  const texts: Record<string, string> = { [API_FILE]: strategyApi };
  const wanted = [FIRST_LIBRARY];
  for (const name of wanted) {
    const text = await Deno.readTextFile(new URL(name, import.meta.resolve("typescript")));
    texts[LIBRARY_FOLDER + name] = text;
    for (const [, lib] of text.matchAll(/^\/\/\/ <reference lib="([\w.]+)" \/>/gm)) {
      if (!wanted.includes(`lib.${lib}.d.ts`)) wanted.push(`lib.${lib}.d.ts`);
    }
  }
  return texts;
}
