import assert from "node:assert/strict";
import { frame, FrameReader, textAt } from "./frames.ts";
import { Housekeeper } from "./housekeeper.ts";

const MINUTE_MS = 60_000;

function world() {
  const reader = new FrameReader();
  const statements: string[] = [];
  const warnings: string[] = [];
  const send = (bytes: Uint8Array) => {
    for (const next of reader.read(bytes)) if (next.type === "Q") statements.push(textAt(next, 5));
  };
  return { statements, warnings, housekeeper: new Housekeeper(send, (message) => warnings.push(message)) };
}

Deno.test("checkpoints come every five minutes in which something was written", () => {
  const { housekeeper, statements } = world();
  for (let minute = 1; minute <= 20; minute++) {
    if (minute < 12) housekeeper.counted(1);
    housekeeper.tidy(minute * MINUTE_MS);
  }
  assert.deepEqual(statements, ["checkpoint", "checkpoint", "checkpoint"]);
});

Deno.test("a checkpoint comes early after much was written", () => {
  const { housekeeper, statements } = world();
  housekeeper.counted(40 * 1024 * 1024);
  housekeeper.tidy(1_000);
  assert.deepEqual(statements, ["checkpoint"]);
});

Deno.test("a vacuum comes every hour", () => {
  const { housekeeper, statements } = world();
  housekeeper.counted(1);
  housekeeper.tidy(60 * MINUTE_MS);
  assert.deepEqual(statements, ["vacuum analyze", "checkpoint"]);
});

Deno.test("a failure is told, in the engine's words", () => {
  const { housekeeper, warnings } = world();
  housekeeper.answered(frame("C", new Uint8Array(3)).bytes);
  assert.deepEqual(warnings, []);
  housekeeper.answered(frame("E", new TextEncoder().encode("MNo space left\0\0")).bytes);
  assert.match(warnings[0]!, /Housekeeping of the database failed: .*No space left/);
});
