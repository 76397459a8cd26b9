import assert from "node:assert/strict";
import fc from "fast-check";
import { redacted, Redaction } from "./redaction.ts";

Deno.test("a secret is taken out wherever a text is cut, and nothing else is", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 40 });
  fc.assert(fc.property(fc.array(letters, { maxLength: 8 }), (pieces) => {
    const redaction = new Redaction("aabab");
    const told = pieces.map((piece) => redaction.take(piece)).join("") + redaction.rest();
    assert.ok(!told.includes("aabab"));
    assert.equal(told, pieces.join("").replaceAll("aabab", "***"));
  }));
});

Deno.test("without a secret a text stays as it is", () => {
  assert.equal(redacted("text", null), "text");
  assert.equal(redacted("text", ""), "text");
});
