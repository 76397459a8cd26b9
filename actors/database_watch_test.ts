import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import type { Notice } from "../domain/active_strategy.ts";
import { databaseWatchProtocol } from "./database_watch.actor.ts";
import { createSystem, type Logger, supervisor } from "./runtime/mod.ts";
import { VirtualClock } from "./runtime/virtual_clock.ts";
import { notices } from "./topics.ts";

const START_MS = Date.UTC(2026, 10, 22);
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const AWAY = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" });

/** A database that answers as is said. */
function database(state: { failure: Error | null }): Db {
  return (() => state.failure ? Promise.reject(state.failure) : Promise.resolve([])) as unknown as Db;
}

async function watched(state: { failure: Error | null }) {
  const clock = new VirtualClock(START_MS);
  const module = import.meta.resolve("./database_watch.actor.ts");
  const children = [{ id: "watch", module, args: { db: database(state) } }];
  const system = await createSystem(supervisor({ strategy: "one_for_one", intensity: 100, children }), {
    clock,
    logger: silent,
  });
  const told: Notice[] = [];
  system.subscribe(notices, (notice) => void told.push(notice));
  const watch = system.whereis("/root/watch", databaseWatchProtocol);
  const look = () => watch.ask("Look", undefined);
  const settled = async () => void await look();
  return { system, told, look, pass: (time: `${number}s`) => clock.advance(time, settled) };
}

Deno.test("everybody is told once that the database is away, and for how long it was once it is back", async () => {
  const state: { failure: Error | null } = { failure: null };
  const { system, told, look, pass } = await watched(state);
  await pass("10s");
  state.failure = AWAY;
  assert.equal(await look(), false);
  assert.equal(told.length, 0);
  await pass("30s");
  const away = told.map(({ key, userId, level, timeMs }) => [key, userId, level, timeMs]);
  assert.deepEqual(away, [["database_away", null, "error", START_MS + 10_000]]);
  state.failure = null;
  assert.equal(await look(), true);
  await pass("10s");
  assert.deepEqual(told.slice(1).map(({ key, parameters }) => [key, parameters]), [["database_back", {
    seconds: "30",
  }]]);
  await system.stop();
});

Deno.test("a database that is back within two seconds is nobody's concern", async () => {
  const state: { failure: Error | null } = { failure: null };
  const { system, told, look, pass } = await watched(state);
  state.failure = AWAY;
  assert.equal(await look(), false);
  state.failure = null;
  await pass("5s");
  assert.deepEqual(told, []);
  await system.stop();
});
