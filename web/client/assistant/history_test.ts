import assert from "node:assert/strict";
import { questionBody } from "./history.ts";

const SOURCE = "class X {}";
const bodyOf = (turns: Parameters<typeof questionBody>[0]["turns"], source = SOURCE, errors: string[] = []) => {
  const body = questionBody({ turns, source, errors });
  return body === null ? null : JSON.parse(body) as Parameters<typeof questionBody>[0];
};

Deno.test("a conversation is sent with the source, without the code of earlier answers", () => {
  const sent = bodyOf(
    [
      { role: "user", text: "A ```ts\nx\n```" },
      { role: "assistant", text: "B\n```ts\ncode\n```\nC\n~~~\nmore\n~~~\n```ts\ncut" },
      { role: "user", text: "D" },
    ],
    SOURCE,
    ["1: e"],
  );
  assert.deepEqual(sent, {
    turns: [
      { role: "user", text: "A ```ts\nx\n```" },
      { role: "assistant", text: "B\n[…]\nC\n[…]\n[…]" },
      { role: "user", text: "D" },
    ],
    source: SOURCE,
    errors: ["1: e"],
  });
});

Deno.test("of a long conversation the newest part is sent, and what cannot be sent at all is known before", () => {
  const turns = Array.from({ length: 19 }, (_, n) => ({ role: "user" as const, text: `${n} ${"é".repeat(3_000)}` }));
  const sent = bodyOf(turns)!;
  assert.ok(sent.turns.length > 5 && sent.turns.length < 19);
  assert.equal(sent.turns.at(-1)!.text, turns.at(-1)!.text);
  assert.equal(bodyOf(turns, "\u0001".repeat(20_000)), null);
  assert.equal(bodyOf(turns, SOURCE, Array.from({ length: 500 }, () => "e".repeat(900)))!.errors.length, 20);
});
