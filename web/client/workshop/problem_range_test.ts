import assert from "node:assert/strict";
import { Text } from "@codemirror/state";
import type { Problem } from "../../workshop_services.ts";
import { offsetOf, rangeOf } from "./problem_range.ts";

const DOC = Text.of(["abc", "", "déf🙂"]);
const at = (line: number, column: number, endLine = line, endColumn = column): Problem => ({
  line,
  column,
  endLine,
  endColumn,
  severity: "error",
  message: "m",
  code: null,
});

Deno.test("a problem lies where its line and columns say", () => {
  assert.deepEqual(rangeOf(DOC, at(1, 2, 1, 4)), { from: 1, to: 3 });
  assert.deepEqual(rangeOf(DOC, at(1, 3, 3, 2)), { from: 2, to: 6 });
});

Deno.test("a problem without extent takes the next character, at a line's end the one before", () => {
  assert.deepEqual(rangeOf(DOC, at(1, 1)), { from: 0, to: 1 });
  assert.deepEqual(rangeOf(DOC, at(1, 4)), { from: 2, to: 3 });
  assert.deepEqual(rangeOf(DOC, at(2, 1)), { from: 4, to: 4 });
});

Deno.test("a place that is there no more is the nearest one that is", () => {
  assert.equal(offsetOf(DOC, 1, 99), 3);
  assert.equal(offsetOf(DOC, 9, 1), DOC.length);
  assert.equal(offsetOf(DOC, 0, 0), 0);
  assert.deepEqual(rangeOf(DOC, at(9, 9, 8, 1)), { from: DOC.length - 1, to: DOC.length });
});
