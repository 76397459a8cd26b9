import assert from "node:assert/strict";
import { Moments } from "./moments.ts";

Deno.test("who waits for a moment acts before whoever tells of it goes on, and once", async () => {
  const moments = new Moments();
  const acts: string[] = [];
  const waiting = moments.at("fill", 60_000, () => acts.push("act"));
  moments.tell("order");
  assert.deepEqual(acts, []);
  moments.tell("fill");
  assert.deepEqual(acts, ["act"]);
  moments.tell("fill");
  assert.equal(await waiting, true);
  assert.deepEqual(acts, ["act"]);
});

Deno.test("a moment that does not come is not waited for any longer", async () => {
  const moments = new Moments();
  const acts: string[] = [];
  assert.equal(await moments.at("fill", 0, () => acts.push("act")), false);
  moments.tell("fill");
  assert.deepEqual(acts, []);
});
