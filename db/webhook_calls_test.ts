import assert from "node:assert/strict";
import { areHeldUp } from "./test_held_up.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, type TestRows, testRows } from "./test_rows.ts";
import { type JudgedCall, saveCall, takeCall } from "./webhook_calls.ts";
import type { Db, Queries } from "./db.ts";
import { addWebhook, type Webhook } from "./webhooks.ts";

const TOKEN_HASH = "a".repeat(64);
const NAME_HASH = "b".repeat(64);
const WITHIN_MS = 45_000;

async function scene(db: Db): Promise<{ rows: TestRows; webhook: Webhook }> {
  const rows = await testRows(db);
  const webhook = await addWebhook(db, {
    ...{ id: crypto.randomUUID(), userId: rows.user.id, name: "alerts", brokerId: rows.broker.id },
    ...{ tokenHash: TOKEN_HASH, isTest: false, onlyTradingView: false, nowMs: TEST_START_MS },
  });
  return { rows, webhook };
}

/** Takes a call of one name that came so long after the start. */
function take(db: Queries, webhook: Webhook, afterMs = 0, changes: Partial<JudgedCall> = {}, hash = TOKEN_HASH) {
  const receivedMs = TEST_START_MS + afterMs;
  return takeCall(db, webhook, hash, {
    ...{
      receivedMs,
      address: "",
      payload: "buy",
      verdict: "accepted",
      reason: null,
      signal: null,
      nameHash: NAME_HASH,
    },
    ...{ takenAs: "accepted", sameIs: "the same was said", sinceMs: receivedMs - WITHIN_MS },
    ...changes,
  });
}

/** Takes a call in a transaction, and another of its name while it is open. */
async function takeTwo(goesOn: (first: unknown) => void) {
  await using database = await testDatabase();
  const { db } = database;
  const { webhook } = await scene(db);
  let second: ReturnType<typeof take> | undefined;
  const first = await db.begin(async (tx) => {
    const taken = await take(tx, webhook);
    let isOver = false;
    second = take(db, webhook, 1_000);
    second.finally(() => isOver = true).catch(() => {});
    for (let turn = 0; turn < 2_000 && !isOver; turn++) {
      if (await areHeldUp({ db, tx }, "insert into webhook_calls", 1)) break;
    }
    goesOn(taken);
    return taken;
  }).catch(() => undefined);
  return { first, second: await second, stored: (await db`select from webhook_calls`).count };
}

Deno.test("a call is a duplicate of one of its name that is being stored in this moment", async () => {
  const { first, second, stored } = await takeTwo(() => {});
  assert.equal(first?.verdict, "accepted");
  assert.deepEqual([second?.verdict, second?.state], ["duplicate", "none"]);
  assert.match(second!.reason!, /^the same was said before, at 2026-11-01T00:00:00.000Z$/);
  assert.equal(stored, 2);
});

Deno.test("a call is taken where one of its name that was being stored was not stored after all", async () => {
  const { second, stored } = await takeTwo(() => {
    throw new Error("given up");
  });
  assert.deepEqual([second?.verdict, second?.state, stored], ["accepted", "waiting", 1]);
});

Deno.test("the database takes two calls of one name only one after the other, whoever stores them", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { webhook } = await scene(db);
  for (const afterMs of [0, WITHIN_MS, 2 * WITHIN_MS]) {
    assert.equal((await take(db, webhook, afterMs))?.verdict, "accepted");
  }
  const again = db`
    insert into webhook_calls (user_id, webhook_id, received_at, address, payload, verdict, name_hash, state, name_turn)
    select user_id, webhook_id, received_at, address, payload, verdict, name_hash, state, name_turn
    from webhook_calls order by number desc limit 1`;
  await assert.rejects(async () => await again, /webhook_calls_one_a_turn/);
});

Deno.test("the same name is another call after its time, in test mode, and of another webhook", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { rows, webhook } = await scene(db);
  const verdictOf = async (call: ReturnType<typeof take>) => (await call)?.verdict;
  assert.equal(await verdictOf(take(db, webhook)), "accepted");
  assert.equal(await verdictOf(take(db, webhook, WITHIN_MS - 1)), "duplicate");
  assert.equal(await verdictOf(take(db, webhook, WITHIN_MS, { verdict: "test", takenAs: "test" })), "test");
  assert.equal(await verdictOf(take(db, webhook, WITHIN_MS)), "accepted");
  const refused = { verdict: "refused", reason: "why" } as const;
  assert.equal(await verdictOf(take(db, webhook, WITHIN_MS, refused)), "duplicate");
  for (let time = 0; time < 2; time++) {
    assert.equal(await verdictOf(take(db, webhook, 3 * WITHIN_MS, refused)), "refused");
  }
  const other = await addWebhook(db, {
    ...{ id: crypto.randomUUID(), userId: rows.user.id, name: "others", brokerId: rows.broker.id },
    ...{ tokenHash: "c".repeat(64), isTest: false, onlyTradingView: false, nowMs: TEST_START_MS },
  });
  assert.equal(await verdictOf(take(db, other, 0, {}, "c".repeat(64))), "accepted");
});

Deno.test("calls that were stored twice before they took turns stay, and a further one is their duplicate", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { rows, webhook } = await scene(db);
  for (let time = 0; time < 2; time++) {
    await saveCall(db, {
      ...{ userId: rows.user.id, webhookId: webhook.id, receivedMs: TEST_START_MS, address: "", payload: "buy" },
      ...{ verdict: "accepted", reason: null, signal: null, nameHash: NAME_HASH },
    });
  }
  assert.equal((await take(db, webhook, 1_000))?.verdict, "duplicate");
  assert.equal((await take(db, webhook, WITHIN_MS))?.verdict, "accepted");
  assert.equal((await take(db, webhook, WITHIN_MS + 1))?.verdict, "duplicate");
});
