import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import { candlesBetween, countCandles } from "../db/candles.ts";
import { lastIncidents, saveIncidents } from "../db/feed_incidents.ts";
import { loadHeartbeatStatus } from "../db/heartbeat_status.ts";
import { rawFramesBetween } from "../db/raw_frames.ts";
import { testDatabase } from "../db/test_database.ts";
import type { Candle } from "../domain/candle.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import type { FeedIncident } from "../domain/feed_audit.ts";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import { recorderProtocol } from "./recorder_protocol.ts";
import { createSystem, type Duration, type Logger, supervisor, type System } from "./runtime/mod.ts";
import { untilWithin } from "./runtime/test_until.ts";
import { VirtualClock } from "./runtime/virtual_clock.ts";
import { candleKey, corrections, feedIncidents, heartbeat, heartbeatStatuses, rawStream } from "./topics.ts";

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

const until = untilWithin(30_000);

/** A database that can be pulled away, and how often somebody has asked for it in vain. */
function unreliable(db: Db): { db: Db; away: boolean; refusals: number } {
  const held = { db, away: false, refusals: 0 };
  held.db = new Proxy(db, {
    apply(target, self, args) {
      if (held.away) {
        held.refusals++;
        throw new Error("connection refused");
      }
      return Reflect.apply(target as never, self, args);
    },
  });
  return held;
}

function treeOf(db: Db, args: Record<string, unknown>) {
  const module = import.meta.resolve("./recorder.actor.ts");
  const recorder = { id: "recorder", module, args: { db, ...args } };
  return supervisor({ strategy: "one_for_one", children: [recorder] });
}

function started(db: Db, args: Record<string, unknown> = {}): Promise<System> {
  return createSystem(treeOf(db, args), { logger: silent });
}

function incident(atMs: number): FeedIncident {
  const nothing = { timeframe: null, from: null, to: null, count: 0 };
  return { exchange: "demo", kind: "wire_lost", symbol: null, atMs, detail: "closed", ...nothing };
}

const entries = { exchange: "demo", kinds: null, symbol: null, beforeId: null, limit: 100 };
const frame = {
  exchange: "demo",
  receivedMs: START_MS,
  stream: "btcusdt@trade",
  symbol: null,
  closes: false,
  text: "{}",
};

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
  const asked = recorder.ask("GetLastCandle", question, { timeout: "30s" });
  await until(() => held.refusals >= 2); // what is kept cannot be stored, nor the question be answered
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
  const lastExit = async () => (await system.tree()).children[0]?.lastExit;
  await until(async () => await lastExit() != null);
  held.away = false;
  assert.match(
    (await lastExit())?.error?.message ?? "",
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

Deno.test("a correction replaces the candle that was told before it, stored or not", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  tell(system, [0, 1]);
  const corrected = { ...candle(1), volume: "4" };
  system.publish(corrections.key(candleKey("BTC/USDT", "1m")), { candle: corrected, was: candle(1) });
  tell(system, [2]);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  const range = { ...question, fromMs: 0, toMs: null, limit: 10 };
  assert.deepEqual(await recorder.ask("GetCandles", range), [candle(0), corrected, candle(2)]);
});

Deno.test("a longer candle that was made before its part was corrected is found", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  tell(system, [0, 1, 2]);
  const long = foldCandles([0, 1, 2].map(candle), "3m");
  system.publish(heartbeat.key(candleKey("BTC/USDT", "3m")), { candle: long });
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  const behind = { ...question, longer: "3m" } as const;
  assert.deepEqual(await recorder.ask("GetCorrectedBehind", behind), []);
  const corrected = { ...candle(1), volume: "4" };
  system.publish(corrections.key(candleKey("BTC/USDT", "1m")), { candle: corrected, was: candle(1) });
  assert.deepEqual(await recorder.ask("GetCorrectedBehind", behind), [corrected]);
});

Deno.test("the audit log is stored, also of the time in which the database was away", async () => {
  await using database = await testDatabase();
  const held = unreliable(database.db);
  await using system = await started(held.db);
  system.publish(feedIncidents, incident(START_MS));
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  await recorder.ask("GetLastCandle", question);
  held.away = true;
  system.publish(feedIncidents, incident(START_MS + 1));
  const asked = recorder.ask("GetLastCandle", question, { timeout: "30s" });
  await until(() => held.refusals >= 2); // what is kept cannot be stored, nor the question be answered
  held.away = false;
  await asked;
  const stored = await lastIncidents(database.db, entries);
  assert.deepEqual(stored.map(({ atMs }) => atMs), [START_MS + 1, START_MS]);
});

Deno.test("frames are stored only where they are to be kept", async () => {
  for (const [rawRetentionMs, expected] of [[0, 0], [60_000, 1]] as const) {
    await using database = await testDatabase();
    await using system = await started(database.db, { rawRetentionMs });
    system.publish(rawStream.key("*"), frame);
    await system.whereis("/root/recorder", recorderProtocol).ask("GetLastCandle", question);
    const stored = await rawFramesBetween(database.db, { exchange: "demo", fromMs: 0, toMs: START_MS + 1, limit: 10 });
    assert.equal(stored.length, expected);
  }
});

Deno.test("every hour what is older than it is to be kept is removed; candles stay", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveIncidents(db, Array.from({ length: 12_000 }, (_, index) => incident(START_MS - 9e6 + index)));
  const clock = new VirtualClock(START_MS);
  const retention = { auditRetentionMs: 7_200_000, rawRetentionMs: 1_800_000 };
  await using system = await createSystem(treeOf(db, retention), { logger: silent, clock });
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  const advance = async (duration: Duration) => {
    await clock.advance(duration, () => Promise.resolve());
    for (let i = 0; i < 4; i++) await recorder.ask("GetLastCandle", question); // removing takes several turns
  };
  const frames = () => rawFramesBetween(db, { exchange: "demo", fromMs: 0, toMs: START_MS + 1, limit: 10 });
  system.publish(heartbeat.key(candleKey("BTC/USDT", "1m")), { candle: candle(0) });
  system.publish(feedIncidents, incident(START_MS));
  system.publish(rawStream.key("*"), frame);
  await advance("1m");
  assert.equal((await lastIncidents(db, entries)).length, 1);
  assert.equal((await frames()).length, 1);
  await advance("1h");
  assert.equal((await frames()).length, 0);
  assert.equal((await lastIncidents(db, entries)).length, 1);
  await advance("2h");
  assert.equal((await lastIncidents(db, entries)).length, 0);
  assert.equal(await countCandles(db, "demo", "BTC/USDT", "1m"), 1);
});

Deno.test("minutes before the first stored one are stored with all longer candles that follow from them", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  const past = { symbol: "BTC/USDT", candles: [-480, -479, -1].map(candle) };
  assert.match((await recorder.ask("StorePast", past)).reason!, /nothing of BTC\/USDT is stored yet/);
  tell(system, [2]);
  const first = candle(-480).openMs;
  assert.deepEqual(await recorder.ask("StorePast", past), { firstMs: first, reason: null });
  for (const timeframe of TIMEFRAMES) {
    const range = { symbol: "BTC/USDT", timeframe, fromMs: null, toMs: null, limit: 10 };
    const minutes = timeframe === "1m" ? [...past.candles, candle(2)] : [];
    const folded = timeframe === "1m" ? [] : [past.candles.slice(0, 2), past.candles.slice(2)]
      .map((parts) => foldCandles(parts, timeframe));
    assert.deepEqual(await candlesBetween(database.db, "demo", range), [...minutes, ...folded], timeframe);
  }
  assert.equal((await recorder.ask("GetFirstCandle", question))?.openMs, first);
  assert.deepEqual(await recorder.ask("StorePast", { ...past, candles: [candle(5)] }), {
    firstMs: first,
    reason: null,
  });
  assert.match(
    (await recorder.ask("StorePast", { ...past, candles: [{ ...candle(-500), openMs: 1 }] })).reason!,
    /Cannot fold/,
  );
  const backwards = { ...past, candles: [-500, -501].map(candle) };
  assert.match((await recorder.ask("StorePast", backwards)).reason!, /rising candles/);
  assert.equal((await recorder.ask("GetFirstCandle", question))?.openMs, first);
});

Deno.test("a longer candle that goes on into what is stored is made anew with the minutes before", async () => {
  await using database = await testDatabase();
  await using system = await started(database.db);
  const recorder = system.whereis("/root/recorder", recorderProtocol);
  tell(system, [2, 3, 4]);
  const long = foldCandles([2, 3, 4].map(candle), "5m");
  system.publish(heartbeat.key(candleKey("BTC/USDT", "5m")), { candle: long });
  await recorder.ask("StorePast", { symbol: "BTC/USDT", candles: [0, 1].map(candle) });
  const stored = await recorder.ask("GetLastCandle", { symbol: "BTC/USDT", timeframe: "5m" });
  assert.deepEqual(stored, foldCandles([0, 1, 2, 3, 4].map(candle), "5m"));
  assert.equal(await recorder.ask("GetLastCandle", { symbol: "BTC/USDT", timeframe: "3m" }), null);
});
