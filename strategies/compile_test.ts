import assert from "node:assert/strict";
import { compile } from "./compile.ts";
import { decide, makeStrategy } from "./decide.ts";
import { examples } from "./examples.ts";
import { FLAT, shown } from "./test_strategies.ts";
import { SourceRefused, userErrorOf } from "./user_error.ts";

const refusal = async (source: string) => {
  try {
    await compile(source);
  } catch (error) {
    if (error instanceof SourceRefused) return error.userError;
    throw error;
  }
  return undefined;
};

const strategySource = (body: string) =>
  `import { Strategy } from "aristobot/strategy";

interface Levels {
  readonly low: number;
}

export default class Mine extends Strategy {
  levels: Levels | null = null;
${body}
}
`;

Deno.test("a TypeScript source becomes a strategy that decides", async () => {
  const { strategy } = await compile(strategySource("  shouldLong(): boolean { return this.price > 1; }"));
  assert.equal(decide(shown(strategy, [2]), FLAT, 10).kind, "enter");
});

Deno.test("a syntax error is told at its line and column", async () => {
  assert.deepEqual(await refusal(strategySource("  shouldLong() { return 1 +; }")), {
    message: "SyntaxError: Expression expected",
    line: 9,
    column: 28,
  });
});

Deno.test("an error while it runs is told at its line and column, types or no types before it", async () => {
  const { strategy, url } = await compile(strategySource("  shouldLong() {\n    return this.levels!.low > 1;\n  }"));
  try {
    decide(shown(strategy, [2]), FLAT, 10);
    assert.fail("it should have thrown");
  } catch (error) {
    assert.deepEqual(userErrorOf(error, url), {
      message: "TypeError: Cannot read properties of null (reading 'low')",
      line: 10,
      column: 25,
    });
  }
});

Deno.test("an error in the constructor is told at its line", async () => {
  const { strategy, url } = await compile(
    strategySource("  constructor() {\n    super();\n    throw new Error('no');\n  }\n  shouldLong() { return true; }"),
  );
  try {
    makeStrategy(strategy);
    assert.fail("it should have thrown");
  } catch (error) {
    assert.deepEqual(userErrorOf(error, url), { message: "Error: no", line: 11, column: 11 });
  }
});

Deno.test("an error while it loads is told at its line", async () => {
  assert.deepEqual(await refusal("const a: number = 1;\nnull!.b;"), {
    message: "TypeError: Cannot read properties of null (reading 'b')",
    line: 2,
    column: 7,
  });
});

Deno.test("a name that the API does not have is told in one readable line", async () => {
  const refused = await refusal('import { smaa } from "aristobot/strategy";\nexport default smaa;');
  assert.equal(
    refused?.message,
    "SyntaxError: The requested module 'aristobot/strategy' does not provide an export named 'smaa'",
  );
  assert.deepEqual([refused?.line, refused?.column], [1, 10]);
});

Deno.test("every other import is refused in words", async () => {
  for (
    const line of [
      'import "npm:left-pad";',
      "import { a } from './a.ts';",
      'export * from "https://a.example/b.ts";',
      'const zod = await import("npm:zod");',
      "await import ( `node:fs` );",
      'let a; a; import fs from "node:fs";',
      '/**/import fs/* " */from/**/"node:fs";',
      'import fs from "no\\u0064e:fs";',
      '`//`; import fs from "node:fs";',
      'let b; b; export*from"data:text/javascript,";',
    ]
  ) {
    const refused = await refusal(`// a comment about import "npm:x"\n${line}`);
    assert.match(
      refused?.message ?? "",
      /Cannot import ".*": a strategy imports "aristobot\/strategy" and nothing else/,
    );
    assert.equal(refused?.line, 2);
  }
});

Deno.test("what a source prints goes to the caller, whatever method it uses", async () => {
  const printed: unknown[] = [];
  const source = strategySource("  shouldLong() { return true; }") + '\nconsole.log("a", 1);\nconsole.table("b");';
  await compile(source, (...values) => printed.push(...values));
  assert.deepEqual(printed, ["a", 1, "b"]);
});

Deno.test("a source without a strategy is refused in words", async () => {
  for (const source of ["export default 1;", "export const a = 1;", "export default class { shouldLong() {} }"]) {
    assert.match((await refusal(source))?.message ?? "", /expected `export default class … extends Strategy`/);
  }
});

Deno.test("whatever is thrown becomes a bounded message", () => {
  assert.equal(userErrorOf(null, "blob:x").message, "threw null");
  assert.equal(userErrorOf(new Error("x".repeat(10_000)), "blob:x").message.length, 501);
});

Deno.test("every example compiles, and has a name, a description and a parameter", async () => {
  for (const { name, description, source } of examples) {
    assert.ok(name && description.length > 40, name);
    assert.ok(source.split("\n").length <= 31, `${name} is too long to be an example`);
    const { strategy } = await compile(source);
    assert.equal(decide(shown(strategy, [1, 2]), FLAT, 10).kind, "wait");
  }
});
