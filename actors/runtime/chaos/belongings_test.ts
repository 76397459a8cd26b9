import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { belongings, leftOpen } from "./belongings.ts";

// Tests in other threads of this process have belongings too: only one's own can be counted.

Deno.test("a file that is open once more than before is left open, until it is closed", async () => {
  const path = new URL(import.meta.url).pathname;
  using _first = await Deno.open(path);
  const before = belongings();
  const mine = () => leftOpen(before, belongings()).filter((file) => file === path);
  assert.deepEqual(mine(), []);
  const second = await Deno.open(path);
  assert.deepEqual(mine(), [path]);
  second.close();
  assert.deepEqual(mine(), []);
});

Deno.test("a child and a worker are seen as long as they are there", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const worker = new Worker("setInterval(() => {}, 1_000); require('node:worker_threads').parentPort.postMessage(1);", {
    eval: true,
  });
  await new Promise((started) => worker.once("message", started));
  const { processes, workers } = belongings();
  assert.ok(processes.includes(child.pid));
  assert.ok(workers > 0);
  child.kill();
  await child.status;
  await worker.terminate();
  assert.ok(!belongings().processes.includes(child.pid));
});
