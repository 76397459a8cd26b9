import assert from "node:assert/strict";
import { GATHER_MS, MOST_WAITING, PATIENCE_MS } from "../domain/notification/pace.ts";
import { happeningOfOrder } from "../domain/notification/order_event.ts";
import type { Db } from "./db.ts";
import { channelFailed, channelsOf, saveChannel } from "./notification_channels.ts";
import { channelOf, happeningOf } from "./notification_fixture.ts";
import {
  dueChannels,
  lastNotifications,
  notificationsSent,
  originsOf,
  queueHappenings,
  tidyNotifications,
  untoldOrders,
  waitingCounts,
  waitingFor,
} from "./notifications.ts";
import { saveIntent, updateOrder } from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { testOrder, testRows } from "./test_rows.ts";
import { ensureUser } from "./users.ts";

const NOW_MS = Date.UTC(2026, 10, 1);

/** Two users, each with a channel. */
async function scene(db: Db) {
  const [dac, eve] = [(await ensureUser(db, "dac")).id, (await ensureUser(db, "eve")).id];
  const [mine, theirs] = [channelOf(dac), channelOf(eve)];
  for (const one of [mine, theirs]) await saveChannel(db, one, NOW_MS);
  return { dac, eve, mine, theirs };
}

Deno.test("what happens waits for each channel of its user that wants to be told, once, however often it is heard", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { dac, mine, theirs } = await scene(db);
  await saveChannel(db, channelOf(dac, { name: "off", isOn: false }), NOW_MS);
  await saveChannel(db, channelOf(dac, { name: "else", events: ["feed_lost"] }), NOW_MS);
  const told = happeningOf(dac, { parameters: { reason: "why\0 not \ud800" } });
  const unwanted = happeningOf(dac, { event: "stop_hit" });
  await queueHappenings(db, [told, told, unwanted], NOW_MS);
  await queueHappenings(db, [told], NOW_MS + 1);
  const { event, level, key, timeMs } = told;
  assert.deepEqual((await waitingFor(db, mine.id)).map(({ id: _, number: __, ...rest }) => rest), [
    { channelId: mine.id, event, level, key, timeMs, parameters: { reason: "why\ufffd not \ufffd" } },
  ]);
  assert.deepEqual(await waitingFor(db, theirs.id), []);
  assert.deepEqual([...await waitingCounts(db, dac)], [[mine.id, 1]]);
  assert.equal((await db`select from notifications`).count, 1);
});

Deno.test("what happens to all is told to all", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { mine, theirs } = await scene(db);
  await queueHappenings(db, [happeningOf(null)], NOW_MS);
  for (const { id } of [mine, theirs]) assert.equal((await waitingFor(db, id)).length, 1);
});

Deno.test("a channel is due when something was gathered and its pause is over; what was sent waits no more", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { dac, mine } = await scene(db);
  await queueHappenings(db, [happeningOf(dac)], NOW_MS);
  assert.deepEqual(await dueChannels(db, NOW_MS + GATHER_MS - 1), []);
  assert.deepEqual(await dueChannels(db, NOW_MS + GATHER_MS), [mine.id]);
  await channelFailed(db, mine.id, { problem: "no", nowMs: NOW_MS, nextMs: NOW_MS + 60_000 });
  assert.deepEqual(await dueChannels(db, NOW_MS + 59_999), []);
  assert.deepEqual(await dueChannels(db, NOW_MS + 60_000), [mine.id]);
  const waiting = await waitingFor(db, mine.id);
  await queueHappenings(db, [happeningOf(dac)], NOW_MS + 1);
  await notificationsSent(db, mine.id, waiting, NOW_MS + 5);
  assert.equal((await waitingFor(db, mine.id)).length, 1);
  assert.deepEqual(
    (await lastNotifications(db, dac, 2)).map(({ state, settledMs, channel }) => [state, settledMs, channel]),
    [["waiting", null, "mine"], ["sent", NOW_MS + 5, "mine"]],
  );
});

Deno.test("a queue takes only so many, and counts the rest", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { dac, mine } = await scene(db);
  const all = Array.from({ length: MOST_WAITING - 1 }, () => happeningOf(dac));
  await queueHappenings(db, all, NOW_MS);
  await queueHappenings(db, [happeningOf(dac), happeningOf(dac), happeningOf(dac)], NOW_MS);
  assert.equal((await waitingFor(db, mine.id)).length, MOST_WAITING);
  assert.equal((await channelsOf(db, dac))[0]!.dropped, 2);
});

Deno.test("what waits for a day is given up, and what is settled is forgotten after two weeks", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { dac } = await scene(db);
  await queueHappenings(db, [happeningOf(dac)], NOW_MS);
  await tidyNotifications(db, NOW_MS + PATIENCE_MS);
  assert.equal((await lastNotifications(db, dac, 1))[0]!.state, "waiting");
  await tidyNotifications(db, NOW_MS + PATIENCE_MS + 1);
  assert.equal((await lastNotifications(db, dac, 1))[0]!.state, "lost");
  await tidyNotifications(db, NOW_MS + 14 * 86_400_000 + 1);
  assert.deepEqual(await lastNotifications(db, dac, 1), []);
});

Deno.test("that a channel fails is told by the channels that do not", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { dac, mine } = await scene(db);
  const other = channelOf(dac, { name: "other", events: ["other"] });
  await saveChannel(db, other, NOW_MS);
  await saveChannel(db, { ...mine, events: ["other"] }, NOW_MS);
  await channelFailed(db, mine.id, { problem: "no", nowMs: NOW_MS, nextMs: NOW_MS });
  await queueHappenings(db, [happeningOf(dac, { event: "other", key: "channel_failing" })], NOW_MS);
  assert.deepEqual([...await waitingCounts(db, dac)], [[other.id, 1]]);
});

Deno.test("orders that were filled and not told are found, until they are put into the queue", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active, broker, user, strategy } = await testRows(db);
  const listening = channelOf(user.id);
  await saveChannel(db, listening, NOW_MS);
  for (const [id, createdMs] of [["before", NOW_MS - 1], ["open", NOW_MS], ["done", NOW_MS]] as const) {
    const intended = testOrder(active, { clientOrderId: id, createdMs, updatedMs: createdMs });
    await saveIntent(db, intended);
    if (id === "open") continue;
    await updateOrder(db, { ...intended, state: "filled", filledQuantity: "1", filledQuote: "30000" });
  }
  const found = await untoldOrders(db, NOW_MS + 1);
  assert.deepEqual(found.map(({ clientOrderId }) => clientOrderId), ["done"]);
  assert.deepEqual(await untoldOrders(db, NOW_MS + 8 * 86_400_000), []);
  await queueHappenings(db, [happeningOfOrder(found[0]!)!], NOW_MS + 1);
  assert.deepEqual(await untoldOrders(db, NOW_MS + 1), []);
  assert.deepEqual([...await originsOf(db, ["done", "nothing"])], [["done", {
    broker: broker.name,
    strategy: strategy.name,
  }]]);
});
