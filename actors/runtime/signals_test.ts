import assert from "node:assert/strict";

Deno.test("Ctrl-C reaches the whole group of processes, and the platform alone ends its actors", async () => {
  const program = new URL("./test_actors/group_main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", program],
    stdout: "piped",
    stderr: "inherit",
    detached: true,
  }).spawn();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const wasReady = said.includes("ready");
    said += text;
    if (!wasReady && said.includes("ready")) {
      Deno.kill(-child.pid, "SIGINT");
    }
  }
  assert.equal((await child.status).code, 0);
  assert.equal(said, "ready\nstopped with 4\n");
});
