/** What README.md promises is what the code has: the configuration, the tasks, and the strategy that it shows. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CONFIG_VARIABLES } from "../config.ts";

const ROOT = join(import.meta.dirname!, "..");
const readme = await Deno.readTextFile(join(ROOT, "README.md"));

Deno.test("the README's table of variables is the configuration's own", () => {
  const rows = readme.split("## Configuration")[1]!.split("\n## ")[0]!.split("\n").filter((line) =>
    line.startsWith("| `")
  );
  const cells = rows.map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));
  const expected = CONFIG_VARIABLES.map(({ name, default: value, description }) => [
    `\`${name}\``,
    value === "" ? "unset" : `\`${value}\``,
    description,
  ]);
  assert.deepEqual(cells, expected);
});

Deno.test("the strategy that the README shows is the one that comes along", async () => {
  const shown = readme.match(/```ts\n([\s\S]*?)```/)![1];
  assert.equal(shown, await Deno.readTextFile(join(ROOT, "strategies/sma_cross.ts")));
});

Deno.test("every task and every file that the README names is there", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const named = [...readme.matchAll(/task (\w[\w-]*)/g), ...readme.matchAll(/^\| `([\w-]+)(?: --[^`]*)?` +\|/gm)]
    .map((match) => match[1]!).filter((name) => name === name.toLowerCase());
  assert.ok(named.length >= 5);
  for (const name of named) assert.ok(name in tasks, `there is no task "${name}"`);
  for (const [, path] of readme.matchAll(/\]\(((?!http)[^)]+)\)/g)) await Deno.stat(join(ROOT, path!));
});
