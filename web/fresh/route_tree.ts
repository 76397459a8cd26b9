/** From file names to routes: patterns, their order, and the chain of folders each one lies in. Pure. */

/** What a special file is for. */
export type Special = "_app" | "_layout" | "_middleware" | "_error" | "_404" | "_500";

/** A file below `routes/`. */
export interface RouteFile {
  /** Path below `routes/` without extension, such as `(main)/orders/[id]`. */
  readonly path: string;
  /** Folder below `routes/`: `""` for the top. */
  readonly folder: string;
  readonly special: Special | null;
}

const SPECIALS: ReadonlySet<string> = new Set<Special>(["_app", "_layout", "_middleware", "_error", "_404", "_500"]);
const CODE_FILE = /\.(tsx?|jsx?)$/;
const TEST_FILE = /[._]test\.(tsx?|jsx?)$/;

/** Reads a file name below `routes/`; undefined for tests, for other files, and for what lies in a `(_folder)`. */
export function routeFile(file: string): RouteFile | undefined {
  if (!CODE_FILE.test(file) || TEST_FILE.test(file) || file.includes("(_")) return undefined;
  const path = file.replace(CODE_FILE, "");
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  return {
    path,
    folder: slash < 0 ? "" : path.slice(0, slash),
    special: SPECIALS.has(name) ? name as Special : null,
  };
}

/** The folders that a file's specials are taken from, the top first: `["", "(main)", "(main)/orders"]`. */
export function folderChain(folder: string): string[] {
  const chain = [""];
  if (folder === "") return chain;
  const parts = folder.split("/");
  parts.forEach((_, index) => chain.push(parts.slice(0, index + 1).join("/")));
  return chain;
}

/** The parts of a path that stand in the URL: groups and a closing `index` do not. */
function urlParts(path: string): string[] {
  const parts = path.split("/").filter((part) => !/^\(.*\)$/.test(part));
  if (parts.at(-1) === "index") parts.pop();
  return parts;
}

/** The patterns of a route in Hono's grammar: two where it ends with an optional `[[part]]`. */
export function patternsOf(path: string): string[] {
  let patterns = [""];
  for (const part of urlParts(path)) {
    const optional = /^\[\[(.+)\]\]$/.exec(part)?.[1];
    patterns = optional === undefined
      ? patterns.map((pattern) => `${pattern}/${patternPart(part)}`)
      : patterns.flatMap((pattern) => [pattern, `${pattern}/:${optional}`]);
  }
  return patterns.map((pattern) => pattern === "" ? "/" : pattern);
}

function patternPart(part: string): string {
  const rest = /^\[\.\.\.(.+)\]$/.exec(part)?.[1];
  if (rest !== undefined) return `:${rest}{.+}`;
  const single = /^\[(.+)\]$/.exec(part)?.[1];
  return single === undefined ? part : `:${single}`;
}

function rank(part: string | undefined): number {
  if (part === undefined) return 0;
  if (part.startsWith("[...")) return 4;
  if (part.startsWith("[[")) return 3;
  return part.startsWith("[") ? 2 : 1;
}

/** Order of two routes by their paths: fixed parts before `[x]` before `[[x]]` before `[...x]`. */
export function compareRoutes(a: string, b: string): number {
  const [left, right] = [urlParts(a), urlParts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = rank(left[at]) - rank(right[at]);
    if (difference !== 0) return difference;
    if (left[at] !== right[at]) return (left[at] ?? "") < (right[at] ?? "") ? -1 : 1;
  }
  return 0;
}
