/** Who waits for whom at a broker. */
import assert from "node:assert/strict";
import { BrokerTurns } from "./turns.ts";

Deno.test("a cancel waits for orders that are on their way out, and for no question", async () => {
  const turns = new BrokerTurns();
  const done: string[] = [];
  const [answered, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const asking = turns.takeIn(() => told.promise.then(() => done.push("told")));
  const sending = turns.send(() => answered.promise.then(() => done.push("sent")));
  const canceling = turns.callOff(() => Promise.resolve(done.push("canceled")));
  const looking = turns.takeIn(() => Promise.resolve(done.push("looked up")));
  answered.resolve();
  await Promise.all([sending, canceling]);
  assert.deepEqual(done, ["sent", "canceled"]);
  told.resolve();
  await Promise.all([asking, looking]);
  assert.deepEqual(done, ["sent", "canceled", "told", "looked up"]);
});
