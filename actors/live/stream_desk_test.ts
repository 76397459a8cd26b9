import assert from "node:assert/strict";
import { EventStream, StreamDesk } from "./stream_desk.ts";

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
  const { done } = await stream.readable.getReader().read();
  assert.equal(done, true, "what waited is gone, and the browser sees an end");
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

Deno.test("what waits for a browser goes out as one piece, and what comes while it waits goes out at once", async () => {
  const stream = new StreamDesk().open();
  const reader = stream.readable.getReader();
  for (const n of [1, 2, 3]) stream.write(Uint8Array.of(n));
  assert.deepEqual((await reader.read()).value, Uint8Array.of(1, 2, 3));
  const next = reader.read();
  stream.write(Uint8Array.of(4));
  assert.deepEqual((await next).value, Uint8Array.of(4));
  stream.write(Uint8Array.of(5));
  stream.close();
  assert.deepEqual((await reader.read()).value, Uint8Array.of(5));
  assert.equal((await reader.read()).done, true);
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

Deno.test("the streams of one owner are closed, those of others stay", () => {
  const desk = new StreamDesk();
  const [one, two, other] = [desk.open("ann"), desk.open("ann"), desk.open("bob")];
  desk.closeOf("ann");
  assert.deepEqual([one, two, other].map(({ isOpen }) => isOpen), [false, false, true]);
  assert.equal(desk.size, 1);
  desk.closeAll();
});

Deno.test("a browser that goes away while it is written to ends its own stream, and throws at nobody", async () => {
  const open = new Set<EventStream>();
  let opened = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    const stream = new EventStream(String(++opened), "browser", 1_000_000);
    open.add(stream);
    stream.onClosed(() => open.delete(stream));
    return new Response(stream.readable);
  });
  const bytes = new Uint8Array(5_000);
  const errors: unknown[] = [];
  const writing = setInterval(() => {
    for (const stream of open) {
      try {
        for (let n = 0; n < 3; n++) stream.write(bytes);
      } catch (error) {
        errors.push(error);
        open.delete(stream);
      }
    }
  }, 1);
  // Of so many some go away in the middle of a write, by experience about five.
  for (let n = 0; n < 300 && errors.length === 0; n++) {
    const leaving = new AbortController();
    const { body } = await fetch(`http://127.0.0.1:${server.addr.port}/`, { signal: leaving.signal });
    const reader = body!.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, n % 5));
    leaving.abort();
    await reader.cancel().catch(() => {}); // fails where the abort came first
  }
  clearInterval(writing);
  for (const stream of open) stream.close();
  await server.shutdown();
  assert.deepEqual(errors, []);
});
