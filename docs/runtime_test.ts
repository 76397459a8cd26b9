import assert from "node:assert/strict";

Deno.test("the tutorial shows its files as they run", async () => {
  const page = await Deno.readTextFile(new URL("./runtime.md", import.meta.url));
  const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  const files = ["till.actor.ts", "main.ts", "till_test.ts"];
  const folder = new URL("../actors/runtime/tutorial/", import.meta.url);
  assert.deepEqual(shown, await Promise.all(files.map((file) => Deno.readTextFile(new URL(file, folder)))));
});
