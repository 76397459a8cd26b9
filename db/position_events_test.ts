import assert from "node:assert/strict";
import type { PositionEvent } from "../domain/position_event.ts";
import { saveIntent } from "./orders.ts";
import { addPositionEvent, positionEventsOf } from "./position_events.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testOrder, testRows } from "./test_rows.ts";

const opened: PositionEvent = { key: "opened", timeMs: TEST_START_MS, fact: { kind: "Opened", side: "long" } };
const reached: PositionEvent = {
  key: "reached 1",
  timeMs: TEST_START_MS - 1,
  fact: { kind: "ExitReached", exit: "stop", price: "79.5", attempt: 1 },
};

Deno.test("a log keeps each fact once, in the order in which they came", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, active } = await testRows(db);
  const entry = testOrder(active);
  await saveIntent(db, entry);
  const of = { userId: user.id, entryId: entry.clientOrderId };
  for (const event of [opened, reached, { ...opened, timeMs: 0 }]) await addPositionEvent(db, of, event);
  assert.deepEqual(await positionEventsOf(db, of), [opened, reached]);
});

Deno.test("a log belongs to its user, and to an order that is stored", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, active } = await testRows(db);
  const entry = testOrder(active);
  await saveIntent(db, entry);
  const other = (await testRows(db, "other")).user.id;
  await assert.rejects(addPositionEvent(db, { userId: other, entryId: entry.clientOrderId }, opened), /foreign key/);
  await assert.rejects(addPositionEvent(db, { userId: user.id, entryId: "nothing" }, opened), /foreign key/);
  assert.deepEqual(await positionEventsOf(db, { userId: other, entryId: entry.clientOrderId }), []);
});
