import assert from "node:assert/strict";
import type { Db } from "./db.ts";
import {
  closeSession,
  closeSessionsOf,
  findSession,
  forgetExpiredSessions,
  openSession,
  sessionsOf,
  touchSession,
} from "./sessions.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS } from "./test_rows.ts";
import { ensureUser } from "./users.ts";

const HOUR_MS = 3_600_000;
const hashOf = (letter: string) => letter.repeat(64);

function open(db: Db, userId: string, letter: string, changes: Partial<Parameters<typeof openSession>[1]> = {}) {
  return openSession(db, {
    tokenHash: hashOf(letter),
    userId,
    nowMs: TEST_START_MS,
    expiresMs: TEST_START_MS + HOUR_MS,
    address: "192.0.2.1",
    userAgent: "Firefox",
    ...changes,
  });
}

Deno.test("a session is opened once, found by its token's hash, and not beyond its end", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const [one, again] = await Promise.all([open(db, userId, "a"), open(db, userId, "a")]);
  assert.deepEqual(one, again);
  assert.deepEqual(await findSession(db, hashOf("a"), TEST_START_MS + HOUR_MS - 1), one);
  assert.equal(await findSession(db, hashOf("a"), TEST_START_MS + HOUR_MS), undefined);
  assert.equal(await findSession(db, hashOf("b"), TEST_START_MS), undefined);
  assert.ok(!JSON.stringify(one).includes(hashOf("a")));
});

Deno.test("a session is of one user who exists, and its token is a hash", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const one = await ensureUser(db, "one");
  const two = await ensureUser(db, "two");
  await open(db, one.id, "a");
  await assert.rejects(open(db, two.id, "a"), /its token is in use/);
  await assert.rejects(open(db, crypto.randomUUID(), "b"), { code: "23503" });
  await assert.rejects(open(db, two.id, "c", { tokenHash: "the token itself" }), (error) => {
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes("the token itself"));
    return (error as { code: string }).code === "23514";
  });
  await assert.rejects(open(db, two.id, "d", { expiresMs: TEST_START_MS }), { code: "23514" });
  assert.deepEqual(await sessionsOf(db, two.id, TEST_START_MS), []);
});

Deno.test("a session that is used lives on, and one that has ended does not come back", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const { id } = await open(db, userId, "a");
  const nowMs = TEST_START_MS + 60_000;
  await touchSession(db, id, { nowMs, expiresMs: nowMs + HOUR_MS });
  await touchSession(db, id, { nowMs: nowMs - 1_000, expiresMs: nowMs });
  const [session] = await sessionsOf(db, userId, nowMs);
  assert.deepEqual([session?.seenMs, session?.expiresMs], [nowMs, nowMs + HOUR_MS]);
  const lateMs = nowMs + HOUR_MS;
  await touchSession(db, id, { nowMs: lateMs, expiresMs: lateMs + HOUR_MS });
  assert.equal(await findSession(db, hashOf("a"), lateMs), undefined);
});

Deno.test("a user signs out their own browsers and nobody else's", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const one = await ensureUser(db, "one");
  const two = await ensureUser(db, "two");
  const [first, second, third] = [
    await open(db, one.id, "a"),
    await open(db, one.id, "b"),
    await open(db, two.id, "c"),
  ];
  assert.equal(await closeSession(db, one.id, third.id), false);
  assert.equal(await closeSession(db, one.id, first.id), true);
  assert.equal(await closeSession(db, one.id, first.id), false);
  await open(db, one.id, "d");
  assert.equal(await closeSessionsOf(db, one.id, second.id), 1);
  assert.deepEqual(await sessionsOf(db, one.id, TEST_START_MS), [second]);
  assert.equal(await closeSessionsOf(db, one.id), 1);
  assert.deepEqual(await sessionsOf(db, two.id, TEST_START_MS), [third]);
});

Deno.test("expired sessions are forgotten, and all of a user who is removed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  await open(db, userId, "a");
  await open(db, userId, "b", { expiresMs: TEST_START_MS + 2 * HOUR_MS });
  assert.equal(await forgetExpiredSessions(db, TEST_START_MS + HOUR_MS), 1);
  assert.equal((await db`select from sessions`).count, 1);
  await db`delete from users where id = ${userId}`;
  assert.equal((await db`select from sessions`).count, 0);
});

Deno.test("whatever a browser says it is, it is stored, cut", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const userAgent = `\0'; drop table users; --<script>${"x".repeat(10_000)}`;
  const session = await open(db, userId, "a", { userAgent });
  assert.equal(session.userAgent.length, 300);
  assert.ok(session.userAgent.startsWith("\u{FFFD}'; drop table users; --<script>"));
});
