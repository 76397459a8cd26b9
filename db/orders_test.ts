import assert from "node:assert/strict";
import type { Fill, Order } from "../domain/order.ts";
import {
  fillsOf,
  fillsOfActiveStrategy,
  fillsOfBroker,
  fillsPage,
  findOrder,
  findOrderOf,
  lastOrders,
  openOrders,
  orderPage,
  type OrderPageQuery,
  ordersOfActiveStrategy,
  ordersOfTicket,
  saveIntent,
  submitOrders,
  updateOrder,
} from "./orders.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testFill, testOrder, testRows } from "./test_rows.ts";

const FOREIGN_KEY_VIOLATION = { code: "23503" };

Deno.test("an order lives in its row from intent to the last fill", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const intended = testOrder(active, { type: "stop_loss", stopPrice: "28000.5", groupId: "g1" });
  assert.equal(await saveIntent(db, intended), true);
  assert.deepEqual(await findOrder(db, intended.clientOrderId), intended);

  const accepted: Order = { ...intended, state: "accepted", updatedMs: TEST_START_MS + 1 };
  await updateOrder(db, accepted);
  assert.deepEqual(await openOrders(db), [accepted]);

  const first = testFill(intended);
  const partially: Order = {
    ...accepted,
    state: "partially_filled",
    filledQuantity: "0.1",
    filledQuote: "2836.661",
    feeQuote: "2.836661",
    updatedMs: TEST_START_MS + 2,
  };
  await updateOrder(db, partially, first);
  const second = testFill(intended, { fillId: "2", quantity: "0.25", timeMs: TEST_START_MS + 6 });
  const filled: Order = { ...partially, state: "filled", filledQuantity: "0.35", profitQuote: "-1.50" };
  await updateOrder(db, filled, second);

  assert.deepEqual(await findOrder(db, intended.clientOrderId), filled);
  assert.deepEqual(await fillsOf(db, intended.clientOrderId), [first, second]);
  assert.deepEqual(await openOrders(db), []);
});

Deno.test("orders are sent once, and together: not when one of them was sent before, by whomever", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const [stop, target] = ["stop", "target"].map((clientOrderId) => testOrder(active, { clientOrderId, groupId: "g" }));
  for (const order of [stop!, target!]) await saveIntent(db, order);
  const sent = (order: Order) => ({ ...order, state: "submitted", updatedMs: TEST_START_MS + 1 }) as const;
  assert.equal(await submitOrders(db, [sent(stop!)]), true);
  assert.deepEqual(await findOrder(db, "stop"), sent(stop!));
  assert.equal(await submitOrders(db, [sent(stop!)]), false);
  assert.equal(await submitOrders(db, [sent(stop!), sent(target!)]), false);
  assert.deepEqual(await findOrder(db, "target"), target);
  assert.equal(await submitOrders(db, [sent(target!)]), true);
});

Deno.test("an intent is stored once: the second of its client order id changes nothing and says so", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const intended = testOrder(active);
  assert.equal(await saveIntent(db, intended), true);
  assert.equal(await saveIntent(db, { ...intended, quantity: "9" }), false);
  assert.equal((await findOrder(db, intended.clientOrderId))?.quantity, intended.quantity);
});

Deno.test("a fill that is reported twice is stored once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const order = testOrder(active);
  await saveIntent(db, order);
  const fill = testFill(order);
  await updateOrder(db, { ...order, state: "filled" }, fill);
  await updateOrder(db, { ...order, state: "filled" }, fill);
  assert.deepEqual(await fillsOf(db, order.clientOrderId), [fill]);
});

Deno.test("an order that was never stored cannot be updated, nor one of another user, and no fill is left behind", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  const order = testOrder(mine.active);
  await assert.rejects(updateOrder(db, order, testFill(order)), /Cannot update order ".*-entry": it was never stored/);
  await saveIntent(db, order);
  await assert.rejects(
    updateOrder(db, { ...order, userId: theirs.user.id }, testFill(order)),
    /never stored for its user/,
  );
  assert.deepEqual(await fillsOf(db, order.clientOrderId), []);
  assert.equal(await findOrder(db, "nobody-knows-it"), undefined);
});

Deno.test("an order through another user's broker or strategy is refused", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  await assert.rejects(saveIntent(db, testOrder(mine.active, { brokerId: theirs.broker.id })), FOREIGN_KEY_VIOLATION);
  await assert.rejects(
    saveIntent(db, testOrder(mine.active, { activeStrategyId: theirs.active.id })),
    FOREIGN_KEY_VIOLATION,
  );
  assert.equal(await saveIntent(db, testOrder(mine.active, { activeStrategyId: null })), true);
});

Deno.test("an order and its fill are stored inside a transaction, or not at all", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  const order = testOrder(active);
  const given = db.begin(async (tx) => {
    await saveIntent(tx, order);
    await updateOrder(tx, { ...order, state: "filled" }, testFill(order));
    throw new Error("changed my mind");
  });
  await assert.rejects(given, /changed my mind/);
  assert.equal(await findOrder(db, order.clientOrderId), undefined);
});

Deno.test("orders are listed by strategy from the oldest and by user from the newest", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  const orders = [0, 1, 2].map((at) =>
    testOrder(mine.active, { clientOrderId: `a-${at}`, createdMs: TEST_START_MS + at })
  );
  for (const order of orders) await saveIntent(db, order);
  await saveIntent(db, testOrder(theirs.active, { clientOrderId: "b-0" }));
  const ids = (found: Order[]) => found.map(({ clientOrderId }) => clientOrderId);
  assert.deepEqual(ids(await ordersOfActiveStrategy(db, mine.active.id)), ["a-0", "a-1", "a-2"]);
  assert.deepEqual(ids(await lastOrders(db, mine.user.id, 2)), ["a-2", "a-1"]);
  assert.deepEqual(ids(await openOrders(db)), ["a-0", "b-0", "a-1", "a-2"]);
});

Deno.test("executions are listed with their market and side, by broker and by strategy", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  const entry = testOrder(mine.active, { clientOrderId: "a-entry" });
  const exit = testOrder(mine.active, { clientOrderId: "a-exit", side: "sell" });
  const byHand = testOrder(mine.active, { clientOrderId: "a-hand", activeStrategyId: null, symbol: "ETH/USDT" });
  const other = testOrder(theirs.active, { clientOrderId: "b-entry" });
  const filled = new Map<Order, Fill>();
  for (const [at, order] of [exit, entry, byHand, other].entries()) {
    await saveIntent(db, order);
    filled.set(order, testFill(order, { timeMs: TEST_START_MS + (order === exit ? 9 : at) }));
    await updateOrder(db, { ...order, state: "filled" }, filled.get(order));
  }
  const row = (order: Order) => ({ symbol: order.symbol, side: order.side, fill: filled.get(order)! });
  assert.deepEqual(await fillsOfActiveStrategy(db, mine.active.id), [row(entry), row(exit)]);
  assert.deepEqual(await fillsOfBroker(db, mine.broker.id), [row(entry), row(byHand), row(exit)]);
});

Deno.test("orders of an account come in pages, newest first, the open ones apart, each user's own", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const other = await testRows(db, "other");
  for (let number = 1; number <= 5; number++) {
    const state = number % 2 === 0 ? "filled" as const : "accepted" as const;
    const symbol = number === 5 ? "ETH/USDT" : "BTC/USDT";
    const createdMs = TEST_START_MS + number;
    await saveIntent(db, testOrder(rows.active, { clientOrderId: `o${number}`, state, symbol, createdMs }));
  }
  const page = async (query: Partial<OrderPageQuery>, userId = rows.user.id) => {
    const asked = { which: "attempts", symbol: null, page: 1, pageSize: 2, ...query } as const;
    const { orders, ...rest } = await orderPage(db, userId, rows.broker.id, asked);
    return { ids: orders.map(({ clientOrderId }) => clientOrderId), ...rest };
  };
  assert.deepEqual(await page({}), { ids: ["o5", "o4"], total: 5, page: 1, pages: 3 });
  assert.deepEqual(await page({ page: 3 }), { ids: ["o1"], total: 5, page: 3, pages: 3 });
  assert.deepEqual(await page({ page: 9 }), { ids: ["o1"], total: 5, page: 3, pages: 3 });
  assert.deepEqual(await page({ which: "open", pageSize: 10 }), {
    ids: ["o5", "o3", "o1"],
    total: 3,
    page: 1,
    pages: 1,
  });
  assert.deepEqual((await page({ which: "open", symbol: "BTC/USDT", pageSize: 10 })).ids, ["o3", "o1"]);
  assert.deepEqual(await page({}, other.user.id), { ids: [], total: 0, page: 1, pages: 1 });
  assert.equal(await findOrderOf(db, other.user.id, "o1"), undefined);
  assert.equal((await findOrderOf(db, rows.user.id, "o1"))?.clientOrderId, "o1");
});

Deno.test("the last fills of an account are told with market and side, newest first, each user's own", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const other = await testRows(db, "other");
  for (const [number, symbol] of ["BTC/USDT", "ETH/USDT", "BTC/USDT"].entries()) {
    const order = testOrder(rows.active, { clientOrderId: `o${number}`, symbol });
    await saveIntent(db, order);
    await updateOrder(db, order, testFill(order, { timeMs: TEST_START_MS + number }));
  }
  const told = async (symbol: string | null, limit: number, userId = rows.user.id) =>
    (await fillsPage(db, userId, rows.broker.id, symbol, limit)).map(({ clientOrderId, symbol, side }) =>
      `${clientOrderId} ${symbol} ${side}`
    );
  assert.deepEqual(await told(null, 2), ["o2 BTC/USDT buy", "o1 ETH/USDT buy"]);
  assert.deepEqual(await told("BTC/USDT", 10), ["o2 BTC/USDT buy", "o0 BTC/USDT buy"]);
  assert.deepEqual(await told(null, 10, other.user.id), []);
});

Deno.test("all orders of a ticket are found by what their names share", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const rows = await testRows(db);
  const stem = "0f8fad5bd9cb469fa16570867728950e".slice(0, 30);
  const names = [`m-${stem}0e`, `s-${stem}0e`, `t-${stem}0e`, `s-${stem}0e-1`, `t-${stem}-10`];
  const others = [`x-${stem}0e`, `m-1${stem}0`];
  for (const [number, clientOrderId] of [...names, ...others].entries()) {
    await saveIntent(db, testOrder(rows.active, { clientOrderId, createdMs: TEST_START_MS + number }));
  }
  const found = await ordersOfTicket(db, rows.user.id, stem);
  assert.deepEqual(found.map(({ clientOrderId }) => clientOrderId), names);
  assert.deepEqual(await ordersOfTicket(db, (await testRows(db, "other")).user.id, stem), []);
});
