import assert from "node:assert/strict";
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import { loadHeartbeatStatus, saveHeartbeatStatus } from "./heartbeat_status.ts";
import { testDatabase } from "./test_database.ts";

Deno.test("the state of a feed replaces the last one of its exchange", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const status: HeartbeatStatus = {
    exchange: "demo",
    connected: true,
    coherent: true,
    lastMessageMs: Date.UTC(2026, 10, 1, 0, 0, 0, 123),
    symbols: ["BTC/USDT", "ETH/USDT"],
    timeframes: ["1m", "4h"],
    error: null,
    reconnects: 0,
    repairedCandles: 1440,
  };
  assert.equal(await loadHeartbeatStatus(db, "demo"), undefined);
  await saveHeartbeatStatus(db, status);
  assert.deepEqual(await loadHeartbeatStatus(db, "demo"), status);
  const lost = { ...status, connected: false, lastMessageMs: null, symbols: [], error: 'say "no"', reconnects: 3 };
  await saveHeartbeatStatus(db, lost);
  await saveHeartbeatStatus(db, { ...status, exchange: "binance" });
  assert.deepEqual(await loadHeartbeatStatus(db, "demo"), lost);
});
