import assert from "node:assert/strict";
import { Backend } from "./backend.ts";
import { concat, type Frame, frame, FrameReader, queryFrame, textAt } from "./frames.ts";

const ready = (status: string) => frame("Z", new TextEncoder().encode(status)).bytes;
const startup = new Uint8Array([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const sync = frame("S", new Uint8Array(0)).bytes;
const flush = frame("H", new Uint8Array(0)).bytes;
const parse = (name: string) => frame("P", new TextEncoder().encode(`${name}\0select 1\0\0\0`)).bytes;
const query = (sql: string) => queryFrame(sql).bytes;

/** An engine that writes down what it runs, knows begin, commit and rollback, and answers each message group. */
class World {
  readonly ran: string[] = [];
  readonly answers: string[] = [];
  readonly refused: string[] = [];
  readonly deaths: unknown[] = [];
  now = 0;
  #status = "I";
  readonly backend = new Backend({
    execute: (messages, onReply) => {
      const reader = new FrameReader();
      for (const next of reader.read(concat([startup, messages])).slice(1)) this.#execute(next, onReply);
      return Promise.resolve();
    },
    deliver: (client, bytes) => this.answers.push(`${client}:${String.fromCharCode(bytes[0]!)}`),
    refuse: (client, message) => this.refused.push(`${client}: ${message}`),
    died: (error) => this.deaths.push(error),
    now: () => this.now,
  });

  /** The client says it is there, without which its next message would be taken for that. */
  async join(...clients: number[]): Promise<void> {
    for (const client of clients) await this.backend.receive(client, startup.slice());
    this.ran.length = 0;
    this.answers.length = 0;
  }

  #execute(next: Frame, onReply: (piece: Uint8Array) => void): void {
    const sql = next.type === "Q" ? textAt(next, 5) : next.type;
    this.ran.push(sql);
    if (sql === "die") throw new Error("unreachable");
    if (sql === "begin") this.#status = "T";
    if (sql === "commit" || sql === "rollback") this.#status = "I";
    if (next.type === "Q" || next.type === "S") onReply(ready(this.#status));
  }
}

Deno.test("a transaction keeps the backend until it ends; the others follow in the order they came", async () => {
  const world = new World();
  await world.join(1, 2, 3);
  await world.backend.receive(1, query("begin"));
  await world.backend.receive(3, query("three"));
  await world.backend.receive(2, query("two"));
  await world.backend.receive(1, query("one"));
  assert.deepEqual(world.ran, ["begin", "one"]);
  await world.backend.receive(1, query("commit"));
  assert.deepEqual(world.ran, ["begin", "one", "commit", "three", "two"]);
  assert.equal(world.backend.idle, true);
});

Deno.test("nobody comes between the description of a statement and its end", async () => {
  const world = new World();
  await world.join(1, 2);
  await world.backend.receive(1, concat([parse("a"), flush]));
  await world.backend.receive(2, query("two"));
  assert.deepEqual(world.ran, ["P", "H"]);
  await world.backend.receive(1, sync);
  assert.deepEqual(world.ran, ["P", "H", "S", "two"]);
});

Deno.test("a client that goes away in a transaction is rolled back and its statements are forgotten", async () => {
  const world = new World();
  await world.join(1, 2);
  await world.backend.receive(1, concat([parse("a"), sync, query("begin")]));
  await world.backend.receive(2, query("two"));
  world.ran.length = 0;
  await world.backend.leave(1);
  assert.deepEqual(world.ran, ["rollback", "C", "S", "two"]);
  await world.backend.leave(1);
  await world.backend.leave(9);
  assert.equal(world.backend.idle, true);
});

Deno.test("rows of a COPY reach the engine in one piece, and others may work while they come", async () => {
  const world = new World();
  await world.join(1, 2);
  await world.backend.receive(1, query("copy t from stdin"));
  assert.deepEqual(world.answers, ["1:G"]);
  await world.backend.receive(1, frame("d", new Uint8Array(3)).bytes);
  await world.backend.receive(2, query("two"));
  assert.deepEqual(world.ran, ["two"]);
  await world.backend.receive(1, frame("c", new Uint8Array(0)).bytes);
  assert.deepEqual(world.ran, ["two", "copy t from stdin", "d", "c"]);
});

Deno.test("a transaction that says nothing while others wait gets the one refused that came last to it", async () => {
  const world = new World();
  await world.join(1, 2, 3);
  await world.backend.receive(2, query("begin"));
  world.now = 100;
  await world.backend.receive(3, query("innocent"));
  world.now = 200;
  await world.backend.receive(2, query("still there"));
  await world.backend.receive(1, query("outer"));
  for (world.now = 300; world.now < 1_200; world.now += 100) world.backend.watch(1_000);
  assert.deepEqual(world.refused, []);
  world.backend.watch(1_000);
  assert.equal(world.refused.length, 1);
  assert.match(world.refused[0]!, /^1: Statement refused after waiting 1000 ms .* use only tx, never the outer sql/);
  await world.backend.receive(1, query("what it had sent on"));
  await world.backend.leave(1);
  await world.backend.receive(2, query("rollback"));
  assert.deepEqual(world.ran, ["begin", "still there", "rollback", "innocent"]);
});

Deno.test("a machine that slept refuses nobody", async () => {
  const world = new World();
  await world.join(1, 2);
  await world.backend.receive(1, query("begin"));
  await world.backend.receive(2, query("two"));
  world.now = 3_600_000;
  world.backend.watch(1_000);
  assert.deepEqual(world.refused, []);
});

Deno.test("an engine that is gone is never asked again", async () => {
  const world = new World();
  await world.join(1, 2);
  await world.backend.receive(1, query("die"));
  await world.backend.receive(2, query("two"));
  assert.deepEqual(world.ran, ["die"]);
  assert.equal(world.deaths.length, 1);
});
