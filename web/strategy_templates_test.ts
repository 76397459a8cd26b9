import assert from "node:assert/strict";
import { compile } from "../strategies/compile.ts";
import { strategyTemplates } from "./strategy_templates.ts";

Deno.test("the strategy of the README is what a new one begins with", async () => {
  const [first] = strategyTemplates();
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  assert.ok(readme.includes(first!.source.trim()));
});

Deno.test("every template compiles", async () => {
  const templates = strategyTemplates();
  assert.equal(templates.length, 11);
  for (const { source, name } of templates) assert.ok((await compile(source)).strategy, name);
});
