import assert from "node:assert/strict";
import type { DecisionRecord } from "../domain/decision_record.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import { decisionsOf, forgetDecisions, saveDecision } from "./decisions.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows } from "./test_rows.ts";

const MINUTE_MS = 60_000;
const ALL = { fromMs: null, toMs: null, limit: 100 };

function decisionOf(
  { id, userId }: ActiveStrategy,
  index: number,
  changes: Partial<DecisionRecord> = {},
): DecisionRecord {
  const openMs = TEST_START_MS + index * MINUTE_MS;
  const nothing = { side: null, quantity: null, stopLoss: null, takeProfit: null, held: 0 } as const;
  const when = { openMs, decidedMs: openMs + MINUTE_MS, tookMs: 0.7 };
  return { userId, activeStrategyId: id, version: 1, kind: "wait", ...nothing, ...when, ...changes };
}

Deno.test("decisions come back as they were made, oldest first, one a candle", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const entry = { kind: "enter", side: "long", quantity: 0.1 + 0.2, stopLoss: 28_000.5, takeProfit: null } as const;
  const made = [
    decisionOf(active, 0),
    decisionOf(active, 1, entry),
    decisionOf(active, 2, { kind: "exit", held: 0.3 }),
  ];
  for (const one of made.toReversed()) assert.equal(await saveDecision(db, one), true);
  assert.equal(await saveDecision(db, decisionOf(active, 1, { version: 1, tookMs: 9 })), false);
  assert.deepEqual(await decisionsOf(db, active.id, ALL), made);
  assert.deepEqual(await decisionsOf(db, active.id, { ...ALL, limit: 2 }), made.slice(1));
  const range = { fromMs: made[1]!.openMs, toMs: made[2]!.openMs, limit: 100 };
  assert.deepEqual(await decisionsOf(db, active.id, range), [made[1]]);
  assert.deepEqual(await decisionsOf(db, crypto.randomUUID(), ALL), []);
});

Deno.test("an entry has a side and a quantity, and nothing else has", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  await assert.rejects(saveDecision(db, decisionOf(active, 0, { kind: "enter" })), /decisions_check/);
  await assert.rejects(saveDecision(db, decisionOf(active, 0, { side: "long", quantity: 1 })), /decisions_check/);
});

Deno.test("old decisions are forgotten", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const made = [0, 1, 2].map((index) => decisionOf(active, index));
  for (const one of made) await saveDecision(db, one);
  assert.equal(await forgetDecisions(db, made[2]!.decidedMs), 2);
  assert.deepEqual(await decisionsOf(db, active.id, ALL), [made[2]]);
});
