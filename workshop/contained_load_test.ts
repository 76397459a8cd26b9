import assert from "node:assert/strict";
import { examples } from "../strategies/examples.ts";
import { loadContained } from "./contained_load.ts";

const source = (body: string) =>
  `import { Strategy } from "aristobot/strategy";\nexport default class Mine extends Strategy {\n${body}\n}\n`;

Deno.test("a source that loads says what it declares", async () => {
  assert.deepEqual(await loadContained(examples[0]!.source), {
    specs: [
      { name: "fast", default: 10, min: 1, max: 1000 },
      { name: "slow", default: 20, min: 1, max: 1000 },
      { name: "short", default: true },
    ],
    problem: null,
  });
});

Deno.test("types of the API may be imported, though nothing of them is there when it runs", async () => {
  const typed = source(
    "  shouldLong() { return true; }\n  onFill(fill: OwnFill) { this.last = fill; }\n  last?: OwnFill;",
  )
    .replace("{ Strategy }", "{ type CandleNumbers, OwnFill, Strategy }");
  assert.equal((await loadContained(typed)).problem, null);
});

Deno.test("why a source cannot be loaded is told at its place, in its own words", async () => {
  const refused: [string, number, number, RegExp][] = [
    [source("  shouldLong() { return true; }\n  length = this.no.way;"), 4, 20, /^TypeError: .*undefined/],
    [`\n\nimport "zod";\n`, 3, 8, /^Cannot import "zod"/],
    ["const nothing = 1;", 1, 1, /has no strategy; expected `export default class/],
  ];
  for (const [text, line, column, words] of refused) {
    const { specs, problem } = await loadContained(text);
    assert.deepEqual([specs, problem?.line, problem?.column, problem?.severity], [null, line, column, "error"], text);
    assert.match(problem!.message, words);
  }
});

Deno.test("a source that never comes to its end while it is loaded is ended", async () => {
  const { specs, problem } = await loadContained(`${source("  shouldLong() { return true; }")}\nfor (;;);\n`);
  assert.equal(specs, null);
  assert.match(problem!.message, /was silent for 5000 ms and was ended/);
});
