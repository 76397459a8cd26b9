import assert from "node:assert/strict";
import { currentMark } from "./current_mark.ts";

Deno.test("a link is marked on its own page and on those below it, the root on its own alone", () => {
  assert.equal(currentMark("/strategies", "/strategies"), "page");
  assert.equal(currentMark("/strategies", "/strategies/12"), "true");
  assert.equal(currentMark("/strategies", "/strategies-of-others"), undefined);
  assert.equal(currentMark("/strategies/12", "/strategies"), undefined);
  assert.equal(currentMark("/", "/"), "page");
  assert.equal(currentMark("/", "/strategies"), undefined);
});
