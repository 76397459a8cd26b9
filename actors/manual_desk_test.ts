import assert from "node:assert/strict";
import { z } from "zod";
import { lastOrders } from "../db/orders.ts";
import { testRows } from "../db/test_rows.ts";
import type { Order } from "../domain/order.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import {
  BOTH,
  exitsAre,
  MANUAL_PATH,
  type ManualFixture,
  manualFixture,
  manualOf,
  newTicketId,
  ordersAre,
  ordersByName,
  placeBy,
  ticketOf,
} from "./manual_desk_fixture.ts";
import { keyOf, manualDeskMessages } from "./manual_desk/state.ts";
import { riskGuardProtocol } from "./risk_guard_protocol.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { DESK_PATH, eventually, printAt } from "./trading_fixture.ts";

/** Buys 1 BTC at 30,000 with stop and target, and waits until both stand. */
async function protectedBuy(fixture: ManualFixture) {
  const placed = await placeBy(fixture, BOTH);
  await printAt(fixture, "30000");
  await exitsAre(fixture, placed.ticketId, "working");
  const named = (role: "stop" | "target", moves = 0) => ticketOrderId(role, placed.ticketId, moves);
  return { ...placed, named };
}

Deno.test("an exchange that does not answer one user holds up no other's tickets", async () => {
  await using fixture = await manualFixture();
  const other = await testRows(fixture.db, "another");
  fixture.kit.drop(DESK_PATH, "PlaceOrder");
  const wish = { userId: fixture.rows.user.id, ticketId: newTicketId(), ticket: ticketOf(fixture) };
  const placing = manualOf(fixture).ask("PlaceTicket", wish, { timeout: "1h" });
  const ticket = ticketOf(fixture, { brokerId: other.broker.id });
  // its account does not run here, which is found out at once
  const checked = await manualOf(fixture).ask("CheckTicket", { userId: other.user.id, ticket });
  assert.equal(checked.verdict, "denied");
  let reason: string | null | undefined;
  void placing.then(({ order }) => reason = order.reason);
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return reason;
  });
  assert.match(reason!, /no answer yet/);
});

Deno.test("while an exchange makes one of a user's orders wait, tickets are checked, exits told, and looked after once", async () => {
  await using fixture = await manualFixture();
  const { kit, rows } = fixture;
  await protectedBuy(fixture);
  kit.drop(DESK_PATH, "PlaceOrder");
  const userId = rows.user.id;
  const wish = { userId, ticketId: newTicketId(), ticket: ticketOf(fixture) };
  let isPlaced = false;
  void manualOf(fixture).ask("PlaceTicket", wish, { timeout: "1h" }).then(() => isPlaced = true);
  assert.equal((await manualOf(fixture).ask("CheckTicket", { userId, ticket: ticketOf(fixture) })).verdict, "ok");
  const [exits] = await manualOf(fixture).ask("GetExits", { userId, brokerId: rows.broker.id });
  const again = kit.system.whereis(MANUAL_PATH, manualDeskMessages);
  for (let n = 0; n < 50; n++) {
    again.tell("PursueExits", { key: keyOf({ userId, clientOrderId: exits!.clientOrderId }) });
  }
  await kit.settle();
  const { queued } = kit.system.counts();
  assert.ok(queued < 10, `${queued} messages wait`);
  await eventually(fixture, async () => {
    await kit.advance("1s");
    return isPlaced;
  });
});

Deno.test("a ticket whose turn comes when nobody waits for its answer any more is not sent, until it is asked for again", async () => {
  await using fixture = await manualFixture();
  const { kit, rows } = fixture;
  kit.drop(DESK_PATH, "PlaceOrder");
  const place = (ticketId: string) => {
    const wish = { userId: rows.user.id, ticketId, ticket: ticketOf(fixture) };
    return manualOf(fixture).ask("PlaceTicket", wish, { timeout: "1h" });
  };
  const id = newTicketId();
  const placing = [place(newTicketId()), place(id)];
  let late: Order | undefined;
  void placing[1]!.then(({ order }) => late = order);
  await eventually(fixture, async () => {
    await kit.advance("1s");
    return late;
  });
  assert.deepEqual([late!.state, late!.reason], ["intended", "its turn came too late: it was not sent"]);
  await ordersAre(fixture, []);
  assert.equal((await place(id)).order.state, "accepted");
  await Promise.all(placing);
});

Deno.test("a plain ticket is one order, also when it is placed twice", async () => {
  await using fixture = await manualFixture();
  const { order, exits, changes, ticketId } = await placeBy(fixture, { quantity: "0.123456789" });
  assert.deepEqual([order.state, order.quantity, order.purpose, exits], ["accepted", "0.12345", "manual", null]);
  assert.equal(order.clientOrderId, `m-${ticketId.replaceAll("-", "")}`);
  assert.deepEqual(changes, [{ field: "quantity", from: "0.123456789", to: "0.12345" }]);
  const again = await placeBy(fixture, { quantity: "5" }, { ticketId });
  assert.deepEqual([again.order.clientOrderId, again.order.quantity], [order.clientOrderId, "0.12345"]);
  await ordersAre(fixture, ["buy market accepted"]);
});

Deno.test("what was bought gets its stop and target as a group; the first to be reached ends the other", async () => {
  await using fixture = await manualFixture();
  const { ticketId, named } = await protectedBuy(fixture);
  const orders = await ordersByName(fixture);
  const [stop, target] = [orders.get(named("stop"))!, orders.get(named("target"))!];
  assert.deepEqual([stop.state, stop.stopPrice, stop.quantity, target.state, target.stopPrice], [
    "accepted",
    "29000",
    "1",
    "accepted",
    "32000",
  ]);
  assert.ok(stop.groupId !== null && stop.groupId === target.groupId);
  await printAt(fixture, "28900");
  await printAt(fixture, "28900");
  await exitsAre(fixture, ticketId, "done");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss filled", "sell take_profit canceled"]);
});

Deno.test("one exit alone is an order of its own", async () => {
  await using fixture = await manualFixture();
  const { ticketId } = await placeBy(fixture, { stopLoss: "29000" });
  await printAt(fixture, "30000");
  await exitsAre(fixture, ticketId, "working");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss accepted"]);
});

Deno.test("an entry that is canceled half filled is protected for what was filled, after its fee", async () => {
  await using fixture = await manualFixture({ paper: { feeRate: "0.001", feeCurrency: "received" } });
  const { userId } = { userId: fixture.rows.user.id };
  const { order, ticketId } = await placeBy(fixture, { type: "limit", price: "29500", ...BOTH });
  await printAt(fixture, "30000");
  await printAt(fixture, "29400", "0.4");
  await eventually(
    fixture,
    async () => (await ordersByName(fixture)).get(order.clientOrderId)?.filledQuantity === "0.4",
  );
  const canceled = await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId: order.clientOrderId });
  assert.equal(canceled.outcome, "done");
  await exitsAre(fixture, ticketId, "working");
  const stop = (await ordersByName(fixture)).get(ticketOrderId("stop", ticketId))!;
  assert.equal(stop.quantity, "0.3996"); // 0.4 − 0.1 %
});

Deno.test("an entry that is canceled or refused needs no exits", async () => {
  await using fixture = await manualFixture({ cash: { USDT: "30000" } });
  const userId = fixture.rows.user.id;
  const resting = await placeBy(fixture, { type: "limit", price: "29500", ...BOTH });
  await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId: resting.order.clientOrderId });
  await exitsAre(fixture, resting.ticketId, "done");
  const dear = await placeBy(fixture, { type: "limit", price: "29500", quantity: "5", ...BOTH });
  assert.deepEqual([dear.order.state, dear.exits?.state], ["rejected", "done"]);
  await ordersAre(fixture, ["buy limit canceled", "buy limit rejected"]);
});

Deno.test("a ticket is checked without a trace, and told what to think of twice", async () => {
  await using fixture = await manualFixture();
  const userId = fixture.rows.user.id;
  const check = (ticket: Parameters<typeof ticketOf>[1]) =>
    manualOf(fixture).ask("CheckTicket", { userId, ticket: ticketOf(fixture, ticket) });
  const verdict = await check({ quantity: "2.000001" });
  assert.ok(verdict.verdict === "ok");
  assert.deepEqual([verdict.value, verdict.cautions], ["60000", ["market_order", "large", "unprotected"]]);
  assert.deepEqual(verdict.changes, [{ field: "quantity", from: "2.000001", to: "2" }]);
  const wrong = await check({ stopLoss: "30000" });
  assert.deepEqual(wrong, { verdict: "denied", reason: "the stop-loss at 30000 is not below the price of 30000" });
  await ordersAre(fixture, []);
});

Deno.test("a ticket that is denied is stored as an attempt, and nothing is sent", async () => {
  await using fixture = await manualFixture();
  const { order, exits } = await placeBy(fixture, { side: "sell", ...BOTH });
  assert.deepEqual([order.state, exits], ["denied", null]);
  assert.match(order.reason ?? "", /a sell order has none/);
  delete fixture.prices["BTC/USDT"];
  const unknown = await placeBy(fixture, BOTH);
  assert.match(unknown.order.reason ?? "", /the last price is not known now/);
  await ordersAre(fixture, ["buy market denied", "sell market denied"]);
});

Deno.test("another user's broker, orders and ticket ids are nobody's", async () => {
  await using fixture = await manualFixture();
  const { order, ticketId } = await placeBy(fixture, { type: "limit", price: "29500" });
  const other = (await testRows(fixture.db, "other")).user.id;
  const desk = manualOf(fixture);
  const { clientOrderId } = order;
  assert.deepEqual(await desk.ask("CancelOrder", { userId: other, clientOrderId }), { outcome: "unknown" });
  assert.deepEqual(await desk.ask("MoveOrder", { userId: other, clientOrderId, to: "1" }), { outcome: "unknown" });
  const all = { userId: other, brokerId: fixture.rows.broker.id, symbol: null };
  assert.deepEqual(await desk.ask("CancelAll", all), { results: [] });
  assert.deepEqual(await desk.ask("GetExits", { userId: other, brokerId: fixture.rows.broker.id }), []);
  const nobody = { userId: other, clientOrderId: "\0'; drop table trades" };
  assert.deepEqual(await desk.ask("CancelOrder", nobody), { outcome: "unknown" });
  assert.deepEqual(await desk.ask("GetExits", { userId: other, brokerId: "no uuid" }), []);
  for (const id of [ticketId, newTicketId()]) {
    const placed = await placeBy(fixture, {}, { ticketId: id, userId: other });
    assert.deepEqual([placed.order.state, placed.order.userId], ["denied", other]);
  }
  assert.deepEqual(await lastOrders(fixture.db, other, 10), []);
  await ordersAre(fixture, ["buy limit accepted"]);
});

Deno.test("cancel all takes what stands, both orders of a group, and leaves a strategy's orders", async () => {
  await using fixture = await manualFixture();
  const userId = fixture.rows.user.id;
  await protectedBuy(fixture);
  await placeBy(fixture, { type: "limit", price: "28000" });
  const { results } = await manualOf(fixture).ask("CancelAll", {
    userId,
    brokerId: fixture.rows.broker.id,
    symbol: null,
  });
  assert.deepEqual(results.map(({ outcome }) => outcome), ["done", "done", "done"]);
  await ordersAre(fixture, [
    "buy market filled",
    "sell stop_loss canceled",
    "sell take_profit canceled",
    "buy limit canceled",
  ]);
});

Deno.test("a limit order is moved with what is left of it, and its exits wait for the moved one", async () => {
  await using fixture = await manualFixture();
  const userId = fixture.rows.user.id;
  const { order, ticketId } = await placeBy(fixture, { type: "limit", price: "29500", stopLoss: "29000" });
  await printAt(fixture, "30000");
  await printAt(fixture, "29400", "0.4");
  await eventually(
    fixture,
    async () => (await ordersByName(fixture)).get(order.clientOrderId)?.filledQuantity === "0.4",
  );
  const move = (clientOrderId: string, to: string) => manualOf(fixture).ask("MoveOrder", { userId, clientOrderId, to });
  const wrong = await move(order.clientOrderId, "28999");
  assert.deepEqual([wrong.outcome, (await ordersByName(fixture)).size], ["refused", 1]);
  const moved = await move(order.clientOrderId, "29600.009");
  assert.ok(moved.outcome === "done");
  assert.deepEqual([moved.order.clientOrderId, moved.order.price, moved.order.quantity], [
    `${order.clientOrderId}-1`,
    "29600",
    "0.6",
  ]);
  assert.equal((await exitsAre(fixture, ticketId, "waiting")).moves, 0);
  await printAt(fixture, "29550", "0.6");
  await exitsAre(fixture, ticketId, "working");
  assert.equal((await ordersByName(fixture)).get(ticketOrderId("stop", ticketId))?.quantity, "1");
});

Deno.test("what a moved order buys is protected, also where the desk fell while the order desk had not stored it yet", async () => {
  await using fixture = await manualFixture({ riskPath: "/root/guard" });
  const { kit, rows } = fixture;
  const held = Promise.withResolvers<boolean>();
  let asked = 0;
  const { IsFree } = riskGuardProtocol;
  const on = { IsFree: () => asked++ === 0 ? true : later(held.promise) };
  const module = moduleOf(defineActor({ protocol: { IsFree }, args: z.undefined(), init: () => ({}), on }));
  await kit.system.start("/root", { id: "guard", module });
  const { order, ticketId } = await placeBy(fixture, { type: "limit", price: "29500", stopLoss: "29000" });
  const wish = { userId: rows.user.id, clientOrderId: order.clientOrderId, to: "29600" };
  const moving = manualOf(fixture).ask("MoveOrder", wish).catch(() => "it fell");
  await eventually(fixture, () => asked > 1);
  await kit.crash(MANUAL_PATH);
  assert.equal(await moving, "it fell");
  for (let turn = 0; turn < 50; turn++) { // it has time to look after the exits
    await kit.settle();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  held.resolve(true);
  await ordersAre(fixture, ["buy limit canceled", "buy limit accepted"]);
  await printAt(fixture, "29550");
  await exitsAre(fixture, ticketId, "working");
  await ordersAre(fixture, ["buy limit canceled", "buy limit filled", "sell stop_loss accepted"]);
});

Deno.test("a stop is moved with its group; where the new price is not possible the old one stays", async () => {
  await using fixture = await manualFixture();
  const userId = fixture.rows.user.id;
  const { ticketId, named } = await protectedBuy(fixture);
  const move = (clientOrderId: string, to: string) => manualOf(fixture).ask("MoveOrder", { userId, clientOrderId, to });
  const wrong = await move(named("stop"), "30001");
  assert.ok(wrong.outcome === "refused");
  assert.match(wrong.reason, /stop-loss at 30001 is not below the price of 30000/);
  await ordersAre(fixture, ["buy market filled", "sell stop_loss accepted", "sell take_profit accepted"]);
  const moved = await move(named("stop"), "29500");
  assert.ok(moved.outcome === "done");
  assert.deepEqual([moved.order.clientOrderId, moved.order.stopPrice], [named("stop", 1), "29500"]);
  const target = (await ordersByName(fixture)).get(named("target", 1))!;
  assert.deepEqual([target.state, target.stopPrice], ["accepted", "32000"]);
  const exits = await exitsAre(fixture, ticketId, "working");
  assert.deepEqual([exits.stopLoss, exits.takeProfit, exits.moves], ["29500", "32000", 1]);
  assert.equal((await move(named("stop"), "29600")).outcome, "refused");
  await printAt(fixture, "29400");
  await printAt(fixture, "29400");
  await exitsAre(fixture, ticketId, "done");
});

Deno.test("an order that is filled cannot be moved or canceled", async () => {
  await using fixture = await manualFixture();
  const userId = fixture.rows.user.id;
  const { order } = await placeBy(fixture);
  const { clientOrderId } = order;
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy market filled"]);
  for (
    const wish of [
      manualOf(fixture).ask("CancelOrder", { userId, clientOrderId }),
      manualOf(fixture).ask("MoveOrder", { userId, clientOrderId, to: "29000" }),
    ]
  ) {
    const managed = await wish;
    assert.ok(managed.outcome === "refused");
    assert.match(managed.reason, /it is filled/);
  }
});

Deno.test("an entry that fills while the manual desk is down gets its exits when it is back", async () => {
  await using fixture = await manualFixture();
  const { ticketId } = await placeBy(fixture, { type: "limit", price: "29500", ...BOTH });
  await printAt(fixture, "30000");
  await fixture.kit.crash(MANUAL_PATH);
  await printAt(fixture, "29400");
  await exitsAre(fixture, ticketId, "working");
  await ordersAre(fixture, ["buy limit filled", "sell stop_loss accepted", "sell take_profit accepted"]);
});
