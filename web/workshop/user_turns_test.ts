import assert from "node:assert/strict";
import { UserTurns } from "./user_turns.ts";

Deno.test("a user who asks for too much at once is refused, and others are not; afterwards there is room again", async () => {
  const turns = new UserTurns({ atOnce: 1, waiting: 2, ofOne: 2 });
  const gate = Promise.withResolvers<void>();
  const both = [turns.take("dac", () => gate.promise), turns.take("dac", () => gate.promise)];
  await assert.rejects(turns.take("dac", () => gate.promise), { status: 429, message: /^You have asked/ });
  const third = turns.take("eve", () => gate.promise);
  await assert.rejects(turns.take("eve", () => gate.promise), { status: 429, message: /^Too many sources/ });
  gate.resolve();
  await Promise.all([...both, third]);
  assert.equal(await turns.take("dac", () => Promise.resolve(1)), 1);
});
