import assert from "node:assert/strict";
import { balanceSnapshotsOf, lastBalanceSnapshot, saveBalanceSnapshot } from "./balance_snapshots.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows } from "./test_rows.ts";

Deno.test("an account's snapshots are those of its user, in the currency of the last one, oldest first", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const { user: other } = await testRows(db, "other");
  const of = { userId: user.id, brokerId: broker.id };
  assert.equal(await lastBalanceSnapshot(db, broker.id), undefined);
  const taken = [["2", "USDT", "10.5"], ["1", "USDT", "9"], ["0", "EUR", "7"], ["2", "USDT", "99"]] as const;
  for (const [hours, quote, valueQuote] of taken) {
    await saveBalanceSnapshot(db, { ...of, timeMs: TEST_START_MS + Number(hours) * 3_600_000, quote, valueQuote });
  }
  const found = await balanceSnapshotsOf(db, user.id, broker.id);
  assert.deepEqual(found.map(({ valueQuote }) => valueQuote), ["9", "10.5"]);
  assert.deepEqual(await lastBalanceSnapshot(db, broker.id), found[1]);
  assert.equal((await balanceSnapshotsOf(db, null, broker.id)).length, 2);
  assert.deepEqual(await balanceSnapshotsOf(db, other.id, broker.id), []);
  const stranger = { ...of, userId: other.id, timeMs: TEST_START_MS - 1, quote: "USDT", valueQuote: "1" };
  await assert.rejects(saveBalanceSnapshot(db, stranger), /foreign key/);
});
