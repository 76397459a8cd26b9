import assert from "node:assert/strict";
import { Newest } from "./newest.ts";

Deno.test("an answer that was overtaken counts no more, in whatever order they come", async () => {
  const newest = new Newest();
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const told = Promise.all([newest.of(first.promise), newest.of(second.promise)]);
  second.resolve("second");
  first.resolve("first");
  assert.deepEqual(await told, [null, "second"]);
  assert.equal(await newest.of(Promise.resolve("third")), "third");
});
