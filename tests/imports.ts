/** What the files of the project import, as their text says it. */
import { dirname, join, normalize, relative } from "node:path";

/** The project's folder. */
export const ROOT: string = normalize(join(import.meta.dirname!, ".."));
const ALIASES: Record<string, string> = { fresh: "web/fresh/mod.ts", "fresh/runtime": "web/fresh/runtime.ts" };

/** Every specifier that a source imports, exports from, or imports at run time with a literal. */
export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "");
  return [
    ...code.matchAll(/^\s*(?:import|export)\s[^;'"`]*?from\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport(?:\.meta\.resolve)?\(\s*["']([^"']+)["']/g),
    ...code.matchAll(/new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url/g),
  ].map((match) => match[1]!);
}

/** Every source of the project, by its path in it. */
export function* sourceFiles(folder = ROOT): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !["node_modules", "data", ".git", "_built", "coverage"].includes(entry.name)) {
      yield* sourceFiles(path);
    } else if (/\.tsx?$/.test(entry.name)) yield relative(ROOT, path);
  }
}

/** The project file that an import names, or undefined for a package. */
export function targetOf(file: string, specifier: string): string | undefined {
  if (specifier in ALIASES) return ALIASES[specifier];
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}
