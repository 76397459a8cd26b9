import assert from "node:assert/strict";
import { encodeEvent, parseLastEventId } from "./sse.ts";

Deno.test("an event is one line of JSON between its name and an empty line", () => {
  const text = new TextDecoder().decode(
    encodeEvent("hello", { build: "a\nb", dev: false, userId: "u" }, { feed: "f0", number: 7 }),
  );
  assert.equal(text, 'id: f0-7\nevent: hello\ndata: {"build":"a\\nb","dev":false,"userId":"u"}\n\n');
  assert.doesNotMatch(
    new TextDecoder().decode(encodeEvent("hello", { build: "", dev: true, userId: "u" }, null)),
    /id:/,
  );
});

Deno.test("only a feed with a whole number is a last event id", () => {
  assert.deepEqual(parseLastEventId("mb2x9-1795260789"), { feed: "mb2x9", number: 1795260789 });
  for (const text of ["", null, undefined, "x", "-1", "a-1.5", "a-12345678901234567890", "A-1"]) {
    assert.equal(parseLastEventId(text), null);
  }
});
