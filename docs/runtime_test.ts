import assert from "node:assert/strict";

const page = await Deno.readTextFile(new URL("./runtime.md", import.meta.url));
const folder = new URL("../actors/runtime/", import.meta.url);

Deno.test("the tutorial shows its files as they run", async () => {
  const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  const files = ["till.actor.ts", "main.ts", "till_test.ts"];
  const tutorial = new URL("tutorial/", folder);
  assert.deepEqual(shown, await Promise.all(files.map((file) => Deno.readTextFile(new URL(file, tutorial)))));
});

Deno.test("every proof that the page names is a test that there is", async () => {
  const proofs = [...page.matchAll(/^\| (.*?) *\| `(\w+\.ts)` *\| (.*?) *\|$/gm)];
  assert.ok(proofs.length > 0);
  assert.equal(proofs.filter(([, promise]) => promise !== "").length, 23);
  for (const [, , file = "", title = ""] of proofs) {
    const source = await Deno.readTextFile(new URL(file, folder));
    const words = title.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    // A part that differs is an expression in the source, or the name that a contract is run under.
    const written = new RegExp(`["\`](\\$\\{[^}]*\\}: |[^"\`]*: )?${words.join("\\$\\{[^`]*?\\}")}["\`],`);
    assert.match(source, written, `${file} has no test "${title}"`);
  }
});
