import assert from "node:assert/strict";
import { Decimal } from "../domain/decimal.ts";
import { ADOPTED_HOLDING, ADOPTED_ORDER, RELEASED_HOLDING } from "../domain/foreign.ts";
import type { Order } from "../domain/order.ts";
import { stopActive } from "./active_strategies.ts";
import { ensureBroker } from "./brokers.ts";
import type { Db } from "./db.ts";
import {
  adoptedHoldings,
  adoptedName,
  bookedAt,
  fillsByHand,
  knownOrders,
  openBuysAt,
  saveAdoptedOrder,
  saveTransfer,
  symbolsTradedAt,
  venueOrderId,
} from "./foreign.ts";
import { findOrder, saveIntent, updateOrder } from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testFill, testOrder, type TestRows, testRows } from "./test_rows.ts";

const STEM = "0123456789abcdef0123456789abcd";
const BY_HAND = { activeStrategyId: null, purpose: "manual" } as const;

let trades = 0;

/** Stores an order with one fill of all of it, later than the one before. */
async function trade(db: Db, { active }: TestRows, side: Order["side"], quantity: string, more: Partial<Order> = {}) {
  const createdMs = TEST_START_MS + ++trades;
  const order = testOrder(active, { clientOrderId: `trade-${trades}`, side, quantity, createdMs, ...more });
  await saveIntent(db, order);
  const filled: Order = { ...order, state: "filled", filledQuantity: quantity, filledQuote: quantity };
  await updateOrder(db, filled, testFill(order, { quantity, fee: "0", timeMs: createdMs }));
}

async function booked(db: Db, { user, broker }: TestRows) {
  const all = await bookedAt(db, user.id, broker.id);
  return all.map(({ isByHand, quantity }) => `${isByHand ? "by hand" : "strategy"} ${new Decimal(quantity).toFixed()}`)
    .sort();
}

Deno.test("strategies at work and orders by hand are counted on, a sale of what came from elsewhere takes nothing from them", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  await trade(db, rows, "buy", "0.5");
  await trade(db, rows, "sell", "2", BY_HAND);
  await trade(db, rows, "buy", "3", BY_HAND);
  await trade(db, rows, "sell", "1", BY_HAND);
  assert.deepEqual(await booked(db, rows), ["by hand 2", "strategy 0.5"]);
  await stopActive(db, rows.active.id);
  assert.deepEqual(await booked(db, rows), ["by hand 2"]);
  assert.deepEqual(await bookedAt(db, (await testRows(db, "other")).user.id, rows.broker.id), []);
});

Deno.test("a fee in what was bought is not held", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const order = testOrder(rows.active, BY_HAND);
  await saveIntent(db, order);
  await updateOrder(db, order, testFill(order, { quantity: "1", fee: "0.001", feeCurrency: "BTC" }));
  assert.deepEqual(await booked(db, rows), ["by hand 0.999"]);
});

Deno.test("what standing purchases may have bought is told market by market", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const open: Partial<Order> = { state: "accepted", quantity: "2", filledQuantity: "0.5" };
  await saveIntent(db, testOrder(rows.active, open));
  await saveIntent(db, testOrder(rows.active, { ...open, clientOrderId: "sale", side: "sell" }));
  await saveIntent(db, testOrder(rows.active, { ...open, clientOrderId: "over", state: "canceled" }));
  const [buys] = await openBuysAt(db, rows.user.id, rows.broker.id);
  assert.deepEqual([buys?.symbol, Number(buys?.quantity)], ["BTC/USDT", 1.5]);
  assert.deepEqual(await symbolsTradedAt(db, rows.user.id, rows.broker.id, 5), ["BTC/USDT"]);
});

Deno.test("an order from elsewhere is adopted once, and found by the exchange's name of it", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const order = testOrder(rows.active, {
    ...{ clientOrderId: "web_1", activeStrategyId: null, purpose: ADOPTED_ORDER, state: "accepted" },
  });
  assert.equal(await saveAdoptedOrder(db, order, "77", TEST_START_MS), true);
  assert.equal(await saveAdoptedOrder(db, { ...order, clientOrderId: "f-2" }, "77", TEST_START_MS), false);
  assert.equal(await saveAdoptedOrder(db, order, "78", TEST_START_MS), false, "its name is taken");
  assert.equal(await findOrder(db, "f-2"), undefined);
  assert.equal(await adoptedName(db, rows.broker.id, "77"), "web_1");
  assert.deepEqual([await venueOrderId(db, "web_1"), await venueOrderId(db, "other")], ["77", undefined]);
  const known = await knownOrders(db, rows.broker.id, { names: ["web_1", "x"], orderIds: ["77", "78"] });
  assert.deepEqual([[...known.names], [...known.orderIds]], [["web_1"], ["77"]]);
  const { id: _, createdMs: __, ...account } = rows.broker;
  const twin = await ensureBroker(db, { ...account, name: "twin", isDefault: false });
  const other = await ensureBroker(db, { ...account, name: "other", isDefault: false, exchange: "kraken" });
  const orderIdsAt = async (id: string) => [...(await knownOrders(db, id, { names: [], orderIds: ["77"] })).orderIds];
  assert.deepEqual([await orderIdsAt(twin.id), await orderIdsAt(other.id)], [["77"], []], "the account is kept twice");
});

Deno.test("an adopted holding is booked once with its exits, shrinks by what these sell, and is gone when it is released", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const { user, broker, active } = rows;
  const clientOrderId = `m-${STEM}ef`;
  const of: Partial<Order> = { activeStrategyId: null, state: "filled", quantity: "2", filledQuantity: "2" };
  const order = testOrder(active, { clientOrderId, purpose: ADOPTED_HOLDING, filledQuote: "60000", ...of });
  const fill = testFill(order, { fillId: "adopted", price: "30000", quantity: "2", fee: "0" });
  assert.equal(await saveTransfer(db, order, fill, null), true);
  assert.equal(await saveTransfer(db, order, fill, null), false);
  await trade(db, rows, "sell", "0.5", { clientOrderId: `s-${STEM}ef`, activeStrategyId: null, purpose: "stop loss" });
  const [adopted, ...others] = await adoptedHoldings(db, user.id, broker.id);
  assert.deepEqual([Number(adopted?.left), Number(adopted?.entryPrice), others.length], [1.5, 30000, 0]);
  assert.deepEqual((await fillsByHand(db, order)).map(({ side }) => side), ["buy", "sell"]);
  const release: Partial<Order> = { clientOrderId: `r-${STEM}`, purpose: RELEASED_HOLDING, side: "sell" };
  const released = testOrder(active, { ...of, ...release });
  assert.equal(
    await saveTransfer(db, released, testFill(released, { quantity: "1.5", timeMs: TEST_START_MS + 1_000 }), null),
    true,
  );
  assert.deepEqual(await adoptedHoldings(db, user.id, broker.id), []);
  assert.deepEqual(await booked(db, rows), ["by hand 0"]);
});
