import assert from "node:assert/strict";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { saveCandles } from "./candles.ts";
import type { Db } from "./db.ts";
import { saveDecision } from "./decisions.ts";
import { authorsOf, executionsOf } from "./executions.ts";
import { saveIntent, updateOrder } from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testFill, testOrder, type TestRows, testRows } from "./test_rows.ts";

async function all(db: Db, userId: string | null) {
  const found = [];
  for await (const piece of executionsOf(db, userId, "demo")) found.push(...piece);
  return found;
}

/** Stores an order and its fill, the later the higher its number. */
async function trade(db: Db, { active }: TestRows, number: number, order: Parameters<typeof testOrder>[1]) {
  const stored = testOrder(active, { createdMs: TEST_START_MS + number, ...order });
  await saveIntent(db, stored);
  await updateOrder(db, { ...stored, state: "filled" }, testFill(stored, { timeMs: TEST_START_MS + number }));
  return stored;
}

Deno.test("an execution says whose it was: a strategy's, a webhook's also by its exits, or made by hand", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const other = await testRows(db, "other");
  const [webhookId, called, own] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await db`
    insert into webhooks (id, user_id, name, token_hash, broker_id)
    values (${webhookId}, ${rows.user.id}, 'alerts', ${"a".repeat(64)}, ${rows.broker.id})`;
  for (const receivedMs of [1, 2]) {
    await db`
      insert into webhook_calls (user_id, webhook_id, received_at, address, payload, verdict, state, ticket_id)
      values (${rows.user.id}, ${webhookId}, ${TEST_START_MS + receivedMs}, '', '', 'accepted', 'done', ${called})`;
  }
  const byTicket = (role: "entry" | "stop", ticketId: string) => ({
    clientOrderId: ticketOrderId(role, ticketId),
    activeStrategyId: null,
  });
  await trade(db, rows, 3, byTicket("stop", called));
  await trade(db, rows, 1, byTicket("entry", called));
  await trade(db, rows, 2, byTicket("entry", own));
  await trade(db, rows, 4, {});
  await trade(db, other, 5, byTicket("entry", crypto.randomUUID()));
  const found = await all(db, rows.user.id);
  assert.deepEqual(found.map(({ webhookId, strategyId }) => [webhookId, strategyId]), [
    [webhookId, null],
    [null, null],
    [webhookId, null],
    [null, rows.strategy.id],
  ]);
  assert.equal((await all(db, null)).length, 5);
  const authors = await authorsOf(db, rows.user.id);
  assert.deepEqual(authors, {
    brokers: [{ id: rows.broker.id, name: "paper" }],
    strategies: [{ id: rows.strategy.id, name: "SMA cross" }],
    webhooks: [{ id: webhookId, name: "alerts" }],
  });
  assert.equal((await authorsOf(db, null)).brokers.length, 2);
});

Deno.test("the price of the signal is the close of the candle that was decided on, where both are kept", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const { active } = rows;
  const base = active.id.replaceAll("-", "").slice(0, 12);
  const at = (index: number) => TEST_START_MS + index * 60_000;
  const candle = (index: number, close: string) => ({
    ...{ symbol: active.symbol, timeframe: active.timeframe, openMs: at(index), closeMs: at(index + 1) - 1 },
    ...{ open: "100", high: "200", low: "50", close, volume: "1" },
  });
  await saveCandles(db, "demo", [candle(0, "110"), candle(1, "120"), candle(2, "130")]);
  await saveCandles(db, "binance", [candle(0, "199")]);
  const kinds = ["enter", "exit", "wait"] as const;
  for (const [index, kind] of kinds.entries()) {
    const entering = kind === "enter" ? { side: "long" as const, quantity: 1 } : { side: null, quantity: null };
    await saveDecision(db, {
      ...{ userId: active.userId, activeStrategyId: active.id, openMs: at(index), version: 1, kind, ...entering },
      ...{ stopLoss: null, takeProfit: null, held: 0, decidedMs: at(index + 1), tookMs: 1 },
    });
  }
  const names = [`${at(0)}-entry`, `${at(1)}-exit`, `${at(2)}-entry`, `${at(0)}-stop1`, `${at(9)}-exit`];
  for (const [index, name] of names.entries()) await trade(db, rows, index, { clientOrderId: `${base}-${name}` });
  const found = await all(db, rows.user.id);
  assert.deepEqual(found.map(({ signalPrice }) => signalPrice), ["110", "120", null, null, null]);
});
