import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, frame, FrameReader, queryFrame, ReplyScanner, STARTUP, textAt } from "./frames.ts";

const startup = new Uint8Array([0, 0, 0, 9, 0, 3, 0, 0, 0]);

/** Cuts bytes at arbitrary places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

Deno.test("messages are the same however the bytes are cut", () => {
  const bodies = fc.array(fc.tuple(fc.constantFrom("Q", "P", "S", "d"), fc.uint8Array({ maxLength: 40 })), {
    maxLength: 8,
  });
  fc.assert(fc.property(bodies, fc.array(fc.nat(), { maxLength: 6 }), (given, places) => {
    const frames = given.map(([type, body]) => frame(type, body));
    const bytes = concat([startup, ...frames.map((one) => one.bytes)]);
    const reader = new FrameReader();
    const read = cut(bytes, places).flatMap((piece) => reader.read(piece));
    assert.deepEqual(read.map(({ type }) => type), [STARTUP, ...frames.map(({ type }) => type)]);
    assert.deepEqual(concat(read.map((one) => one.bytes)), bytes);
  }));
});

Deno.test("the scanner finds status, errors and notifications however the answer is cut", () => {
  const notification = frame("A", new TextEncoder().encode("\0\0\0\x01ch\0hello\0"));
  const answer = concat([
    frame("T", new Uint8Array(30).fill(90)).bytes, // its body looks like ReadyForQuery
    notification.bytes,
    frame("E", new Uint8Array(9)).bytes,
    frame("Z", new TextEncoder().encode("T")).bytes,
  ]);
  fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 10 }), (places) => {
    const scanner = new ReplyScanner();
    assert.deepEqual([scanner.status, scanner.failed], ["I", false]);
    for (const piece of cut(answer, places)) scanner.scan(piece);
    assert.deepEqual([scanner.status, scanner.failed], ["T", true]);
    assert.deepEqual(scanner.notifications, [notification.bytes]);
  }));
});

Deno.test("the text of a query is read back", () => {
  assert.equal(textAt(queryFrame("select 'é'"), 5), "select 'é'");
});
