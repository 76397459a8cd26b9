/** The arrows that ARCHITECTURE.md draws between the rooms are the arrows that the code has. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { importsOf, ROOT, sourceFiles, targetOf } from "./imports.ts";
import { ALL_ONCE, filesOnDatabase } from "./on_server.ts";

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

Deno.test("every test that opens a database also runs on PostgreSQL, but what is named and would say the same there", async () => {
  const files = await filesOnDatabase();
  assert.ok(files.length > 100 && files.includes("db/orders_test.ts"), `only ${files.length} tests open a database`);
  assert.ok(!files.includes("domain/backoff_test.ts"), "what opens none would run twice");
  assert.deepEqual(ALL_ONCE.filter((file) => !files.includes(file)), []);
  const once = await Promise.all(ALL_ONCE.map(async (file) => importsOf(await Deno.readTextFile(join(ROOT, file)))));
  const isOnce = (imports: string[]) => imports.some((name) => /\/(once|browser|page_walk)\.ts$/.test(name));
  assert.deepEqual(ALL_ONCE.filter((_, index) => !isOnce(once[index]!)), []);
});
