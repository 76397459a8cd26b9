import assert from "node:assert/strict";
import { StreamDesk } from "./stream_desk.ts";

const bytes = (size: number) => new Uint8Array(size);

Deno.test("a stream whose browser does not read is cut off at its bound, and told so once", async () => {
  const desk = new StreamDesk(100);
  const stream = desk.open();
  let closed = 0;
  stream.onClosed(() => closed++);
  assert.equal(stream.write(bytes(60)), true);
  assert.equal(stream.write(bytes(60)), true, "the bound is looked at before a write");
  assert.equal(stream.write(bytes(1)), false);
  assert.equal(stream.write(bytes(1)), false);
  assert.equal(closed, 1);
  assert.equal(desk.size, 0);
  await assert.rejects(stream.readable.getReader().read(), /is cut off: its browser does not read/);
});

Deno.test("a browser that goes away ends its stream", async () => {
  const desk = new StreamDesk();
  const stream = desk.open();
  let closed = 0;
  stream.onClosed(() => closed++);
  await stream.readable.cancel();
  assert.equal(closed, 1);
  assert.equal(stream.isOpen, false);
  stream.onClosed(() => closed++);
  assert.equal(closed, 2, "who asks afterwards is told at once");
});

Deno.test("at the end every stream is closed in order, and none is opened until the server is back", async () => {
  const desk = new StreamDesk();
  const reader = desk.open().readable.getReader();
  desk.closeAll();
  assert.equal((await reader.read()).done, true);
  assert.throws(() => desk.open(), /the server is ending/);
  desk.reopen();
  assert.equal(desk.find(desk.open().id)?.isOpen, true);
});
