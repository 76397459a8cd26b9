import assert from "node:assert/strict";
import {
  allChannelSecrets,
  channelFailed,
  channelSent,
  channelsOf,
  findChannel,
  removeChannel,
  replaceChannelSecrets,
  saveChannel,
} from "./notification_channels.ts";
import { channelOf, happeningOf, sealedText } from "./notification_fixture.ts";
import { lastNotifications, queueHappenings } from "./notifications.ts";
import { testDatabase } from "./test_database.ts";
import { removeUser } from "./user_removal.ts";
import { ensureUser } from "./users.ts";

const NEVER = { failures: 0, failingSinceMs: null, problem: null, lastSentMs: null, nextMs: null, dropped: 0 };

Deno.test("channels are stored, changed and removed by their user alone, and their names are different", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [(await ensureUser(db, "dac")).id, (await ensureUser(db, "eve")).id];
  const one = channelOf(mine);
  assert.equal(await saveChannel(db, one, 1_000), "saved");
  assert.deepEqual(await channelsOf(db, mine), [{ ...one, ...NEVER }]);
  assert.equal(await saveChannel(db, channelOf(mine), 1_000), "taken");
  assert.equal(await saveChannel(db, channelOf(theirs), 1_000), "saved");
  const changed = { ...one, settings: { kind: "telegram", chatId: "42" } as const, isOn: false };
  assert.equal(await saveChannel(db, changed, 2_000), "saved");
  assert.deepEqual(await findChannel(db, mine, one.id), { ...changed, ...NEVER });
  assert.equal(await findChannel(db, theirs, one.id), undefined);
  await assert.rejects(saveChannel(db, { ...one, userId: theirs, name: "stolen" }, 1), /it is another user's/);
  assert.equal(await removeChannel(db, theirs, one.id), false);
  assert.equal(await removeChannel(db, mine, one.id), true);
  assert.deepEqual(await channelsOf(db, mine), []);
});

Deno.test("a user has at most ten channels, however many are added at once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id } = await ensureUser(db, "dac");
  const saved = await Promise.all(
    Array.from({ length: 12 }, (_, n) => saveChannel(db, channelOf(id, { name: `channel ${n}` }), 1)),
  );
  assert.equal(saved.filter((one) => one === "saved").length, 10);
  assert.equal(saved.filter((one) => one === "many").length, 2);
});

Deno.test("failures are counted from the first on and forgotten by a message that was sent, and by a change", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const one = channelOf(userId);
  await saveChannel(db, one, 1);
  for (const nowMs of [10, 20]) await channelFailed(db, one.id, { problem: `at ${nowMs}`, nowMs, nextMs: nowMs + 5 });
  assert.deepEqual(await findChannel(db, userId, one.id), {
    ...one,
    ...NEVER,
    ...{ failures: 2, failingSinceMs: 10, problem: "at 20", nextMs: 25 },
  });
  await channelSent(db, one.id, { nowMs: 30, nextMs: 40, dropped: 0 });
  const sent = { ...one, ...NEVER, lastSentMs: 30, nextMs: 40 };
  assert.deepEqual(await findChannel(db, userId, one.id), sent);
  await channelFailed(db, one.id, { problem: "again", nowMs: 50, nextMs: 60 });
  await saveChannel(db, one, 70);
  assert.deepEqual(await findChannel(db, userId, one.id), { ...sent, nextMs: null });
});

Deno.test("what waits for a channel that is switched off is lost, and goes with one that is removed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const one = channelOf(userId);
  await saveChannel(db, one, 1);
  await queueHappenings(db, [happeningOf(userId)], 2);
  await saveChannel(db, { ...one, isOn: false }, 3);
  assert.deepEqual((await lastNotifications(db, userId, 9)).map(({ state, settledMs }) => [state, settledMs]), [[
    "lost",
    3,
  ]]);
  await removeChannel(db, userId, one.id);
  assert.deepEqual(await lastNotifications(db, userId, 9), []);
});

Deno.test("secrets are stored sealed, are replaced where they are what was read, and go with their user", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const one = channelOf(userId);
  await assert.rejects(saveChannel(db, { ...one, sealedSecrets: "PLANTED" }, 1), (error) => {
    assert.match(String(error), /notification_channels_secrets_are_sealed/);
    return !Deno.inspect(error).includes("PLANTED");
  });
  await saveChannel(db, one, 1);
  const [read] = await allChannelSecrets(db);
  assert.equal(await replaceChannelSecrets(db, { ...read!, sealedSecrets: sealedText("X") }, sealedText("B")), false);
  assert.equal(await replaceChannelSecrets(db, read!, sealedText("B")), true);
  assert.equal((await findChannel(db, userId, one.id))!.sealedSecrets, sealedText("B"));
  await queueHappenings(db, [happeningOf(userId)], 2);
  assert.deepEqual(await removeUser(db, userId), []);
  assert.deepEqual(await allChannelSecrets(db), []);
});
