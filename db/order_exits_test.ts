import assert from "node:assert/strict";
import { activeExits, exitsOfBroker, exitsOfTicket, saveExits, type StoredExits, updateExits } from "./order_exits.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, type TestRows, testRows } from "./test_rows.ts";

const DIGITS = "0f8fad5bd9cb469fa16570867728950e";

function exitsBy({ user, broker }: TestRows, different: Partial<StoredExits> = {}): StoredExits {
  return {
    clientOrderId: `m-${DIGITS}`,
    userId: user.id,
    brokerId: broker.id,
    symbol: "BTC/USDT",
    stopLoss: "28000.5",
    takeProfit: null,
    moves: 0,
    state: "waiting",
    reason: null,
    createdMs: TEST_START_MS,
    updatedMs: TEST_START_MS,
    ...different,
  };
}

Deno.test("exits are stored once, change, and are active until they are done or have failed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const exits = exitsBy(rows);
  await saveExits(db, exits);
  await saveExits(db, { ...exits, stopLoss: "1" });
  assert.deepEqual(await activeExits(db), [exits]);
  assert.deepEqual(await exitsOfTicket(db, rows.user.id, DIGITS.slice(0, 30)), exits);

  const moved: StoredExits = { ...exits, stopLoss: "28500", takeProfit: "32000", moves: 1, state: "working" };
  await updateExits(db, moved);
  assert.deepEqual(await activeExits(db), [moved]);

  const failed: StoredExits = { ...moved, state: "failed", reason: "insufficient funds" };
  await updateExits(db, failed);
  assert.deepEqual(await activeExits(db), []);
  const { moves: _, ...told } = failed;
  assert.deepEqual(await exitsOfBroker(db, rows.user.id, rows.broker.id, 10), [told]);
  await updateExits(db, { ...failed, state: "done" });
  assert.deepEqual(await exitsOfBroker(db, rows.user.id, rows.broker.id, 10), []);
});

Deno.test("exits are their user's alone, and of a broker of theirs", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const other = await testRows(db, "other");
  await saveExits(db, exitsBy(rows));
  assert.equal(await exitsOfTicket(db, other.user.id, DIGITS.slice(0, 30)), undefined);
  assert.deepEqual(await exitsOfBroker(db, other.user.id, rows.broker.id, 10), []);
  await updateExits(db, exitsBy(rows, { userId: other.user.id, state: "done" }));
  assert.equal((await activeExits(db)).length, 1);
  const foreign = exitsBy(rows, { clientOrderId: "m-1", brokerId: other.broker.id });
  await assert.rejects(saveExits(db, foreign), { code: "23503" });
  await assert.rejects(saveExits(db, exitsBy(rows, { clientOrderId: "m-2", stopLoss: null })), { code: "23514" });
});
