import assert from "node:assert/strict";
import { SlowAnswers } from "./slow_answers.ts";

Deno.test("equal questions are asked once, and share the answer while it is fresh", () => {
  const answers = new SlowAnswers<string>(1_000);
  assert.deepEqual([answers.get("q", 0), answers.begin("q"), answers.begin("q")], [undefined, true, false]);
  answers.end("q", "a", 5_000);
  assert.deepEqual([answers.get("q", 6_000), answers.get("q", 6_001), answers.get("other", 6_000)], [
    "a",
    undefined,
    undefined,
  ]);
  assert.equal(answers.begin("q"), true);
});

Deno.test("a clock that was set back makes no answer fresh for longer", () => {
  const answers = new SlowAnswers<string>(1_000);
  answers.end("q", "a", 1_000_000);
  assert.equal(answers.get("q", 0), undefined);
});

Deno.test("what is not fresh any more is forgotten when another answer comes", () => {
  const answers = new SlowAnswers<string>(1_000);
  answers.end("old", "a", 0);
  answers.end("new", "b", 5_000);
  assert.deepEqual([answers.get("old", 0), answers.get("new", 5_000)], [undefined, "b"]);
});
