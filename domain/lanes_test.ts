import assert from "node:assert/strict";
import { Lanes } from "./lanes.ts";

Deno.test("what has one name is done in its order, what has another beside it, and nothing is left behind", async () => {
  const lanes = new Lanes();
  const [slow, told] = [Promise.withResolvers<void>(), [] as string[]];
  const work = [
    lanes.run("a", () => slow.promise.then(() => told.push("first of a"))),
    lanes.run("a", () => Promise.resolve(told.push("second of a"))),
    lanes.run("b", () => Promise.resolve(told.push("b"))),
  ];
  await work[2];
  assert.deepEqual(told, ["b"]);
  slow.resolve();
  await Promise.all(work);
  assert.deepEqual(told, ["b", "first of a", "second of a"]);
  assert.equal(lanes.size, 0);
});

Deno.test("what fails tells whoever began it, and lets the next begin", async () => {
  const lanes = new Lanes();
  const failing = lanes.run("a", () => Promise.reject(new Error("it failed")));
  const next = lanes.run("a", () => Promise.resolve("next"));
  await assert.rejects(failing, /it failed/);
  assert.equal(await next, "next");
  assert.equal(lanes.size, 0);
});
