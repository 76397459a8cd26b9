import assert from "node:assert/strict";
import { textParts } from "./text_parts.ts";

Deno.test("an answer is prose and code, also while its block is still open", () => {
  assert.deepEqual(textParts("I buy.\n\n```ts\n  a\n\n~~~\n```\nDone <b>now</b>."), [
    { kind: "prose", text: "I buy." },
    { kind: "code", text: "  a\n\n~~~" },
    { kind: "prose", text: "Done <b>now</b>." },
  ]);
  assert.deepEqual(textParts("So:\n````ts\n```\nb"), [{ kind: "prose", text: "So:" }, {
    kind: "code",
    text: "```\nb",
  }]);
  assert.deepEqual(textParts(""), []);
});
