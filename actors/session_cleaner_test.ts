import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import { openSession } from "../db/sessions.ts";
import { testDatabase } from "../db/test_database.ts";
import { ensureUser } from "../db/users.ts";
import { createSystem, type Logger, supervisor } from "./runtime/mod.ts";
import { VirtualClock } from "./runtime/virtual_clock.ts";
import { sessionCleanerProtocol } from "./session_cleaner.actor.ts";

const START_MS = Date.UTC(2026, 10, 21);
const HOUR_MS = 3_600_000;
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

async function open(db: Db, number: number, expiresMs: number): Promise<void> {
  const { id: userId } = await ensureUser(db, "ann");
  const tokenHash = String(number).repeat(64);
  const [nowMs, address, userAgent] = [START_MS - HOUR_MS, "127.0.0.1", "test"];
  await openSession(db, { tokenHash, userId, nowMs, expiresMs, address, userAgent });
}

async function left(db: Db): Promise<number> {
  return (await db`select from sessions`).count;
}

/** Nothing to wait for: the question that follows is answered behind all that the timers have sent. */
const settled = () => Promise.resolve();

Deno.test("sessions that have run out are forgotten a minute after the start and every hour, the others stay", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await open(db, 1, START_MS + 1);
  await open(db, 2, START_MS + HOUR_MS / 2);
  await open(db, 3, START_MS + 5 * HOUR_MS);
  const clock = new VirtualClock(START_MS);
  const module = import.meta.resolve("./session_cleaner.actor.ts");
  const children = [{ id: "cleaner", module, args: { db } }];
  await using system = await createSystem(supervisor({ strategy: "one_for_one", children }), { clock, logger: silent });
  const cleaner = system.whereis("/root/cleaner", sessionCleanerProtocol);
  assert.equal(await left(db), 3);
  await clock.advance("1m", settled);
  assert.equal(await cleaner.ask("Clean", undefined), 0);
  assert.equal(await left(db), 2);
  await clock.advance("1h", settled);
  assert.equal(await cleaner.ask("Clean", undefined), 0);
  assert.equal(await left(db), 1);
});
