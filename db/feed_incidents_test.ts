import assert from "node:assert/strict";
import type { FeedIncident } from "../domain/feed_audit.ts";
import { type IncidentRange, lastIncidents, pruneIncidents, saveIncidents } from "./feed_incidents.ts";
import { testDatabase } from "./test_database.ts";

const START_MS = Date.UTC(2023, 2, 24, 12, 40);

function incident(index: number, changes: Partial<FeedIncident> = {}): FeedIncident {
  return {
    exchange: "demo",
    kind: "trade_gap",
    symbol: "BTC/USDT",
    timeframe: null,
    atMs: START_MS + index,
    from: 3_100_000_000 + index,
    to: 3_100_000_000 + index,
    count: 1,
    detail: "",
    ...changes,
  };
}

const everything: IncidentRange = { exchange: "demo", kinds: null, symbol: null, beforeId: null, limit: 100 };
const indexes = (found: readonly FeedIncident[]) => found.map(({ atMs }) => atMs - START_MS);

Deno.test("an entry comes back as it was, with a number that rises", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const halt = incident(0, { kind: "halt", timeframe: "1m", from: START_MS, to: START_MS + 60_000, count: 2 });
  const lost = incident(1, {
    kind: "wire_lost",
    symbol: null,
    from: null,
    to: null,
    detail: "closed (1006): \u{FFFD}",
  });
  assert.equal(await saveIncidents(db, [halt, { ...lost, detail: "closed (1006): \0" }]), 2);
  const found = await lastIncidents(db, everything);
  assert.deepEqual(found.map(({ id: _, ...one }) => one), [lost, halt]);
  assert.ok(found[0]!.id > found[1]!.id);
  assert.equal(await saveIncidents(db, []), 0);
});

Deno.test("an entry is stored once, however often it is told", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const whole = incident(0, { symbol: null, from: null, to: null });
  assert.equal(await saveIncidents(db, [whole, whole, incident(1)]), 2);
  assert.equal(await saveIncidents(db, [whole, incident(1), incident(1, { detail: "other" })]), 1);
  assert.deepEqual(indexes(await lastIncidents(db, everything)), [1, 1, 0]);
});

Deno.test("entries are found by exchange, kind and market, page by page", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveIncidents(db, [
    incident(0),
    incident(1, { kind: "halt" }),
    incident(2, { symbol: "ETH/USDT" }),
    incident(3, { symbol: null, kind: "wire_lost" }),
    incident(4, { exchange: "binance" }),
  ]);
  const found = async (range: Partial<IncidentRange>) => indexes(await lastIncidents(db, { ...everything, ...range }));
  assert.deepEqual(await found({}), [3, 2, 1, 0]);
  assert.deepEqual(await found({ kinds: ["halt", "wire_lost"] }), [3, 1]);
  assert.deepEqual(await found({ symbol: "BTC/USDT" }), [3, 1, 0]);
  assert.deepEqual(await found({ exchange: "binance" }), [4]);
  const newest = await lastIncidents(db, { ...everything, limit: 2 });
  assert.deepEqual(await found({ beforeId: newest.at(-1)!.id, limit: 2 }), [1, 0]);
});

Deno.test("old entries are removed, a bounded number at a time", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveIncidents(db, Array.from({ length: 10 }, (_, index) => incident(index)));
  assert.equal(await pruneIncidents(db, START_MS + 5, 3), 3);
  assert.equal(await pruneIncidents(db, START_MS + 5, 3), 2);
  assert.equal(await pruneIncidents(db, START_MS + 5, 3), 0);
  assert.deepEqual(indexes(await lastIncidents(db, everything)), [9, 8, 7, 6, 5]);
});
