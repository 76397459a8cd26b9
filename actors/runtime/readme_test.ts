import assert from "node:assert/strict";
import { main } from "./readme_example/main.ts";

Deno.test("the README shows the example as it runs", async () => {
  const readme = await Deno.readTextFile(new URL("./README.md", import.meta.url));
  for (const file of ["tally.actor.ts", "main.ts"]) {
    const source = await Deno.readTextFile(new URL(`./readme_example/${file}`, import.meta.url));
    assert.ok(readme.includes(source.trim()), `README.md does not show ${file} as it is`);
  }
  assert.deepEqual(await main(), [15, 11]);
});
