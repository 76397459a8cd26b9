/** The arrows that ARCHITECTURE.md draws between the rooms are the arrows that the code has. */
import assert from "node:assert/strict";
import { dirname, join, normalize, relative } from "node:path";

const ROOT = normalize(join(import.meta.dirname!, ".."));
const FREE_ROOMS = ["tests/", "bench/"];
/** Tests, and the actors and fixtures that only they start. */
const FOR_TESTS = /_test\.tsx?$|\/(test_actors|chaos|fixtures)\//;

/** The table "Who may import whom": room → rooms it may import. */
function drawnArrows(page: string): Map<string, Set<string>> {
  const section = page.split("## Who may import whom")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return new Map(rows.map((row) => {
    const [room, allowed] = row.split("|").slice(1, 3).map((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1]!)
    );
    return [room![0]!, new Set(allowed)];
  }));
}

/** The room of a file is the longest drawn name that it begins with. */
function roomOf(file: string, rooms: Iterable<string>): string | undefined {
  return [...rooms].filter((room) => file === room || file.startsWith(room)).sort((a, b) => b.length - a.length)[0];
}

/** Every specifier that a source imports, exports from, or imports at run time with a literal. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "");
  return [
    ...code.matchAll(/^\s*(?:import|export)\s[^;'"`]*?from\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^\s*import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport(?:\.meta\.resolve)?\(\s*["']([^"']+)["']/g),
    ...code.matchAll(/new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url/g),
  ].map((match) => match[1]!);
}

function* sourceFiles(folder = ROOT): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !["node_modules", "data", ".git", "_built", "coverage"].includes(entry.name)) {
      yield* sourceFiles(path);
    } else if (/\.tsx?$/.test(entry.name)) yield relative(ROOT, path);
  }
}

const ALIASES: Record<string, string> = { fresh: "web/fresh/mod.ts", "fresh/runtime": "web/fresh/runtime.ts" };

/** The project file that an import names, or undefined for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  if (specifier in ALIASES) return ALIASES[specifier];
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}

Deno.test("every import follows an arrow that ARCHITECTURE.md draws", async () => {
  const arrows = drawnArrows(await Deno.readTextFile(join(ROOT, "ARCHITECTURE.md")));
  assert.ok(arrows.size >= 15, "the table was not found");
  const wrong: string[] = [];
  let seen = 0;
  for (const file of sourceFiles()) {
    if (FREE_ROOMS.some((room) => file.startsWith(room)) || FOR_TESTS.test(file)) continue;
    const room = roomOf(file, arrows.keys());
    if (!room) {
      wrong.push(`${file} stands in no room of ARCHITECTURE.md`);
      continue;
    }
    for (const specifier of importsOf(await Deno.readTextFile(join(ROOT, file)))) {
      const target = targetOf(file, specifier);
      if (!target || !/\.tsx?$/.test(target)) continue;
      seen++;
      const targetRoom = roomOf(target, arrows.keys());
      if (targetRoom !== room && !arrows.get(room)!.has(targetRoom ?? "")) wrong.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen > 100, `only ${seen} imports were read`);
});

Deno.test("the drawn arrows have no cycle", async () => {
  const arrows = drawnArrows(await Deno.readTextFile(join(ROOT, "ARCHITECTURE.md")));
  const visit = (room: string, path: string[]): void => {
    assert.ok(!path.includes(room), `cycle: ${[...path, room].join(" → ")}`);
    for (const next of arrows.get(room) ?? []) visit(next, [...path, room]);
  };
  for (const room of arrows.keys()) visit(room, []);
});

Deno.test("pure rooms and actors read no wall clock and no chance, and only two files make workers", async () => {
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    if (FOR_TESTS.test(file) || FREE_ROOMS.some((room) => file.startsWith(room))) continue;
    const code = (await Deno.readTextFile(join(ROOT, file))).replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
    const pure = /^(domain|strategies|exchanges\/paper)\//.test(file) || /\.actor\.ts$/.test(file);
    if (pure && /\b(Date\.now|Math\.random|performance\.now)\(/.test(code)) {
      wrong.push(`${file} reads the wall clock or chance`);
    }
    if (/\bnew Worker\(/.test(code) && !/^(actors\/runtime\/|db\/embedded)/.test(file)) {
      wrong.push(`${file} makes a worker`);
    }
    if (/\bjsr:/.test(code)) wrong.push(`${file} imports from jsr`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every test that opens a database also runs on PostgreSQL, but what is named there and would say the same", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  // The list is the last word: where folders to run follow, Deno heeds it in one of them alone.
  const ignored: string[] = tasks["test:database"].command.match(/--ignore=(\S+)$/)[1].split(",");
  const opening = new Map<string, string[]>();
  const tests = [...sourceFiles()].filter((file) => /_test\.tsx?$/.test(file));
  for (const file of tests) {
    const imports = importsOf(await Deno.readTextFile(join(ROOT, file)));
    if (imports.some((name) => /\/(test_database|test_house|house|trading_fixture)\.ts$/.test(name))) {
      opening.set(file, imports);
    }
  }
  assert.ok(opening.size > 50, `only ${opening.size} tests open a database`);
  assert.deepEqual([...opening.keys()].filter((file) => ignored.some((room) => file.startsWith(`${room}/`))), []);
  const named = ignored.filter((name) => name.endsWith(".ts"));
  assert.deepEqual(named.filter((file) => !tests.includes(file)), []);
  const isOnce = (file: string) =>
    opening.get(file)?.some((name) => /\/(once|browser|page_walk)\.ts$/.test(name)) ?? true;
  assert.deepEqual(named.filter((file) => !isOnce(file)), []);
});
