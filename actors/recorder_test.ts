import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import { countCandles } from "../db/candles.ts";
import { loadHeartbeatStatus } from "../db/heartbeat_status.ts";
import { testDatabase } from "../db/test_database.ts";
import type { Candle } from "../domain/candle.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { createSystem, type Logger, supervisor, type System } from "./runtime/mod.ts";
import { candleKey, heartbeat, heartbeatStatuses } from "./topics.ts";

const START_MS = Date.UTC(2023, 3, 10);
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function candle(minute: number): Candle {
  const openMs = START_MS + minute * 60_000;
  const closeMs = openMs + 59_999;
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs,
    open: "1",
    high: "2.5",
    low: "0.5",
    close: "2",
    volume: "3",
  };
}

function tell(system: System, minutes: number[]): void {
  for (const minute of minutes) system.publish(heartbeat.key(candleKey("BTC/USDT", "1m")), { candle: candle(minute) });
}

/** A database that can be pulled away. */
function unreliable(db: Db): { db: Db; away: boolean } {
  const held = { db, away: false };
  held.db = new Proxy(db, {
    apply(target, self, args) {
      if (held.away) throw new Error("connection refused");
      return Reflect.apply(target as never, self, args);
    },
  });
  return held;
}

function started(db: Db, args: Record<string, unknown> = {}): Promise<System> {
  const module = import.meta.resolve("./recorder.actor.ts");
  const recorder = { id: "recorder", module, args: { db, ...args } };
  return createSystem(supervisor({ strategy: "one_for_one", children: [recorder] }), { logger: silent });
}

const question = { symbol: "BTC/USDT", timeframe: "1m" } as const;

Deno.test("a question is answered after everything heard before it is stored", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  assert.equal(await recorder.ask("GetLastCandle", question), null);
  tell(system, [0, 1, 2, 3]);
  assert.deepEqual(await recorder.ask("GetLastCandle", question), candle(3));
  tell(system, [3, 4]);
  const range = { ...question, fromMs: candle(2).openMs, toMs: null, limit: 10 };
  assert.deepEqual(await recorder.ask("GetCandles", range), [2, 3, 4].map(candle));
  const lastTwo = { ...question, fromMs: null, toMs: candle(4).openMs, limit: 2 };
  assert.deepEqual(await recorder.ask("GetCandles", lastTwo), [2, 3].map(candle));
});

Deno.test("a long history is stored in batches, each candle once", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db, { batch: 100 });
  const minutes = Array.from({ length: 1_050 }, (_, minute) => minute);
  tell(system, minutes);
  tell(system, minutes);
  const last = await system.whereis("/root/recorder", recorderProtocol).ask("GetLastCandle", question);
  assert.equal(last?.openMs, candle(1_049).openMs);
  assert.equal(await countCandles(database.db, "demo", "BTC/USDT", "1m"), 1_050);
});

Deno.test("while the database is away candles are kept and questions wait; then both are served", async () => {
  await using database = await testDatabase();
  const held = unreliable(database.db);
  await using system = await started(held.db);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  held.away = true;
  tell(system, [0, 1]);
  const asked = recorder.ask("GetLastCandle", question, { timeout: "10s" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  tell(system, [2]);
  held.away = false;
  assert.equal((await asked)?.openMs, candle(2).openMs);
  const [node] = (await system.tree()).children;
  assert.equal(node?.restarts, 0);
});

Deno.test("when too many candles wait for the database the recorder crashes, so that its sources tell them again", async () => {
  await using database = await testDatabase();
  const held = unreliable(database.db);
  await using system = await started(held.db, { bound: 3 });
  held.away = true;
  tell(system, [0, 1, 2, 3, 4, 5]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  held.away = false;
  const [node] = (await system.tree()).children;
  assert.match(
    node?.lastExit?.error?.message ?? "",
    /Cannot keep candle BTC\/USDT@1m .*: 3 wait for the database already/,
  );
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  assert.equal(
    await recorder.ask("GetLastCandle", question),
    null,
    "no later candle may hide that earlier ones are lost",
  );
  tell(system, [0]);
  assert.equal((await recorder.ask("GetLastCandle", question))?.openMs, candle(0).openMs);
});

Deno.test("a hole is never stored: a candle that follows one which was not heard is a crash", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  tell(system, [0]);
  assert.equal((await recorder.ask("GetLastCandle", question))?.openMs, candle(0).openMs);
  system.publish(heartbeat.key(candleKey("BTC/USDT", "1m")), { candle: candle(2), afterMs: candle(1).openMs });
  await assert.rejects(recorder.ask("GetLastCandle", question), { name: "AskError", code: "crash" });
  assert.equal((await recorder.ask("GetLastCandle", question))?.openMs, candle(0).openMs);
  const [node] = (await system.tree()).children;
  assert.match(node?.lastExit?.error?.message ?? "", /Cannot store candle BTC\/USDT@1m/);
});

Deno.test("what was heard is stored before the recorder ends", async () => {
  await using database = await testDatabase();
  {
    await using system = await started(database.db);
    tell(system, [0, 1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.equal(await countCandles(database.db, "demo", "BTC/USDT", "1m"), 3);
});

Deno.test("the heartbeat status is stored", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  const status = {
    exchange: "demo",
    connected: true,
    coherent: true,
    lastMessageMs: START_MS,
    symbols: ["BTC/USDT"],
    timeframes: ["1m" as const],
    error: null,
    reconnects: 2,
    repairedCandles: 7,
  };
  system.publish(heartbeatStatuses, status);
  await system.whereis("/root/recorder", recorderProtocol).ask("GetLastCandle", question);
  assert.deepEqual(await loadHeartbeatStatus(database.db, "demo"), status);
});
