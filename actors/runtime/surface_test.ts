import assert from "node:assert/strict";

Deno.test("every part of the public surface is documented", async () => {
  const surface = ["mod.ts", "testkit.ts"].map((file) => new URL(`./${file}`, import.meta.url).pathname);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...surface],
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});
