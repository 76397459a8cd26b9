/** Exits by hand that the venue does not hold, or not together: the platform watches for them. */
import assert from "node:assert/strict";
import { findOrder, lastOrders } from "../db/orders.ts";
import { sumDecimal } from "../domain/decimal.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import {
  BOTH,
  MANUAL_PATH,
  type ManualFixture,
  manualFixture,
  manualOf,
  ordersAre,
  placeBy,
  ticketOf,
} from "./manual_desk_fixture.ts";
import { brokerEvents } from "./topics.ts";
import { DESK_PATH, eventually, PAPER_PATH, paperOf, printAt } from "./trading_fixture.ts";

const NOTHING = { stopLoss: false, takeProfit: false, groups: false };
const STOP_ALONE = { ...NOTHING, stopLoss: true };
const holding = (holds: typeof NOTHING) => manualFixture({ paper: { holds } });

async function exitsOf(fixture: ManualFixture) {
  const { user, broker } = fixture.rows;
  return await manualOf(fixture).ask("GetExits", { userId: user.id, brokerId: broker.id });
}

function watchedAre(fixture: ManualFixture, expected: string[]) {
  return eventually(fixture, async () => {
    const [exits] = await exitsOf(fixture);
    return exits?.state === "working" && exits.watched?.join() === expected.join();
  });
}

/** Buys 1 BTC at 30,000 with stop and target. */
async function watchedBuy(fixture: ManualFixture, expected: string[]) {
  const placed = await placeBy(fixture, BOTH);
  await printAt(fixture, "30000");
  await watchedAre(fixture, expected);
  return placed;
}

/** Prints until nothing is protected any more, since nothing is left. */
async function soldAt(fixture: ManualFixture, price: string) {
  await eventually(fixture, async () => {
    await printAt(fixture, price);
    return (await exitsOf(fixture)).length === 0;
  });
}

Deno.test("exits that the venue cannot hold are watched, and a ticket says so before it is sent", async () => {
  await using fixture = await holding(NOTHING);
  const ticket = ticketOf(fixture, BOTH);
  const verdict = await manualOf(fixture).ask("CheckTicket", { userId: fixture.rows.user.id, ticket });
  assert.ok(verdict.verdict === "ok" && verdict.cautions.includes("watched"));
  await watchedBuy(fixture, ["stop", "target"]);
  await printAt(fixture, "29000.01");
  await ordersAre(fixture, ["buy market filled"]);
  await soldAt(fixture, "29000");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
  await printAt(fixture, "28000");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
});

Deno.test("a stop stands at the venue, the target is watched: when that is reached the stop goes and the rest is sold", async () => {
  await using fixture = await holding(STOP_ALONE);
  await watchedBuy(fixture, ["target"]);
  await ordersAre(fixture, ["buy market filled", "sell stop_loss accepted"]);
  await soldAt(fixture, "32000");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss canceled", "sell market filled"]);
});

Deno.test("a stop that stands and fills ends the watch of the target", async () => {
  await using fixture = await holding(STOP_ALONE);
  await watchedBuy(fixture, ["target"]);
  await soldAt(fixture, "28900");
  await printAt(fixture, "33000");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss filled"]);
});

Deno.test("a desk that begins anew watches on", async () => {
  await using fixture = await holding(NOTHING);
  await watchedBuy(fixture, ["stop", "target"]);
  await fixture.kit.crash(MANUAL_PATH);
  await watchedAre(fixture, ["stop", "target"]);
  await soldAt(fixture, "32000");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
});

async function salesOf({ db, rows }: ManualFixture) {
  const orders = await lastOrders(db, rows.user.id, 100);
  return orders.filter(({ side }) => side === "sell").map(({ state }) => state);
}

Deno.test("a sale that was never answered is found in the books; one that was not sent is tried again", async () => {
  for (const [path, kind] of [[DESK_PATH, "PlaceOrder"], [PAPER_PATH, "PlaceOrder"]] as const) {
    await using fixture = await holding(NOTHING);
    await watchedBuy(fixture, ["stop", "target"]);
    fixture.kit.drop(path, kind);
    await eventually(fixture, async () => {
      await printAt(fixture, "28900");
      await fixture.kit.advance("10s");
      return (await salesOf(fixture)).includes("filled");
    });
    await fixture.kit.advance("2m");
    assert.deepEqual((await salesOf(fixture)).filter((state) => state !== "rejected"), ["filled"]);
  }
});

Deno.test("what another order has sold already is not sold again", async () => {
  await using fixture = await holding(NOTHING);
  await watchedBuy(fixture, ["stop", "target"]);
  await placeBy(fixture, { side: "sell" });
  await printAt(fixture, "30000");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
  await soldAt(fixture, "28900");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
});

Deno.test("exits are called off by the name of their entry, the watched ones too", async () => {
  await using fixture = await holding(STOP_ALONE);
  const { ticketId } = await watchedBuy(fixture, ["target"]);
  const clientOrderId = ticketOrderId("entry", ticketId);
  const userId = fixture.rows.user.id;
  const managed = await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId });
  assert.equal(managed.outcome, "done");
  await printAt(fixture, "33000");
  await printAt(fixture, "20000");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss canceled"]);
  assert.deepEqual(await exitsOf(fixture), []);
});

async function moveExit(
  fixture: ManualFixture,
  { ticketId, exit, to }: { readonly ticketId: string; readonly exit: "stop" | "target"; readonly to: string },
) {
  const clientOrderId = ticketOrderId("entry", ticketId);
  return await manualOf(fixture).ask("MoveOrder", { userId: fixture.rows.user.id, clientOrderId, to, exit });
}

Deno.test("watched exits are moved by the name of their entry, and kept at their old price where the new one is not possible", async () => {
  await using fixture = await holding(NOTHING);
  const { ticketId } = await watchedBuy(fixture, ["stop", "target"]);
  const wrong: ["stop" | "target", string, RegExp][] = [
    ["stop", "30000", /stop-loss at 30000 is not below the price of 30000/],
    ["target", "30000", /take-profit at 30000 is not above the price of 30000/],
    ["stop", "0", /above 0/],
  ];
  for (const [exit, to, why] of wrong) {
    const managed = await moveExit(fixture, { ticketId, exit, to });
    assert.ok(managed.outcome === "refused");
    assert.match(managed.reason, why);
  }
  const [before] = await exitsOf(fixture);
  assert.deepEqual([before!.stopLoss, before!.takeProfit], ["29000", "32000"]);
  assert.equal((await moveExit(fixture, { ticketId, exit: "stop", to: "29500.009" })).outcome, "done");
  assert.equal((await moveExit(fixture, { ticketId, exit: "target", to: "31000" })).outcome, "done");
  const [after] = await exitsOf(fixture);
  assert.deepEqual([after!.stopLoss, after!.takeProfit, after!.state], ["29500", "31000", "working"]);
  await fixture.kit.crash(MANUAL_PATH);
  await watchedAre(fixture, ["stop", "target"]);
  await printAt(fixture, "29500.01");
  await ordersAre(fixture, ["buy market filled"]);
  await soldAt(fixture, "29500");
  await ordersAre(fixture, ["buy market filled", "sell market filled"]);
  const late = await moveExit(fixture, { ticketId, exit: "stop", to: "29000" });
  assert.ok(late.outcome === "refused");
});

Deno.test("a watched target is moved while the stop stays where it stands; that one is moved at the venue", async () => {
  await using fixture = await holding(STOP_ALONE);
  const { ticketId } = await watchedBuy(fixture, ["target"]);
  assert.equal((await moveExit(fixture, { ticketId, exit: "target", to: "33000" })).outcome, "done");
  await ordersAre(fixture, ["buy market filled", "sell stop_loss accepted"]);
  const moved = await moveExit(fixture, { ticketId, exit: "stop", to: "29500" });
  assert.ok(moved.outcome === "done");
  assert.deepEqual([moved.order.clientOrderId, moved.order.stopPrice], [ticketOrderId("stop", ticketId, 1), "29500"]);
  const standing = ["buy market filled", "sell stop_loss accepted", "sell stop_loss canceled"];
  await ordersAre(fixture, standing);
  await printAt(fixture, "32500");
  await ordersAre(fixture, standing);
  await soldAt(fixture, "33000");
  await ordersAre(fixture, ["buy market filled", "sell market filled", ...Array(2).fill("sell stop_loss canceled")]);
});

Deno.test("exits that wait for their entry are moved, and placed at their new prices", async () => {
  await using fixture = await holding(STOP_ALONE);
  const { ticketId } = await placeBy(fixture, { ...BOTH, type: "limit", price: "29500" });
  await printAt(fixture, "30000");
  const wrong = await moveExit(fixture, { ticketId, exit: "stop", to: "29500" });
  assert.ok(wrong.outcome === "refused");
  assert.match(wrong.reason, /not below the price of 29500/);
  for (const [exit, to] of [["stop", "28500"], ["target", "31500"]] as const) {
    assert.equal((await moveExit(fixture, { ticketId, exit, to })).outcome, "done");
  }
  await printAt(fixture, "29400");
  await watchedAre(fixture, ["target"]);
  const orders = await lastOrders(fixture.db, fixture.rows.user.id, 100);
  assert.equal(orders.find(({ type }) => type === "stop_loss")?.stopPrice, "28500");
  await soldAt(fixture, "31500");
});

Deno.test("what has no exits, or is another's, has none that could be moved", async () => {
  await using fixture = await holding(NOTHING);
  const { ticketId } = await placeBy(fixture, { stopLoss: "29000" });
  await printAt(fixture, "30000");
  await watchedAre(fixture, ["stop"]);
  const without = await placeBy(fixture);
  for (const [id, exit] of [[ticketId, "target"], [without.ticketId, "stop"]] as const) {
    const managed = await moveExit(fixture, { ticketId: id, exit, to: "31000" });
    assert.ok(managed.outcome === "refused");
    assert.match(managed.reason, /it has no/);
  }
  const clientOrderId = ticketOrderId("entry", ticketId);
  const other = { userId: "00000000-0000-4000-8000-000000000000", clientOrderId, to: "28000", exit: "stop" as const };
  assert.deepEqual(await manualOf(fixture).ask("MoveOrder", other), { outcome: "unknown" });
});

Deno.test("by the name of an entry that was moved nothing is called off while the moved one may still fill", async () => {
  await using fixture = await holding(NOTHING);
  const { order, ticketId } = await placeBy(fixture, { ...BOTH, type: "limit", price: "29500" });
  await printAt(fixture, "30000");
  const { clientOrderId } = order;
  const userId = fixture.rows.user.id;
  const moved = await manualOf(fixture).ask("MoveOrder", { userId, clientOrderId, to: "29600" });
  assert.equal(moved.outcome, "done");
  const canceled = await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId });
  assert.equal(canceled.outcome, "refused");
  await printAt(fixture, "29550");
  await watchedAre(fixture, ["stop", "target"]);
  assert.equal((await moveExit(fixture, { ticketId, exit: "stop", to: "29100" })).outcome, "done");
});

/** A stop that has sold a part; the market has not taken more of it. */
async function halfStopped(fixture: ManualFixture) {
  const { ticketId } = await watchedBuy(fixture, ["target"]);
  const clientOrderId = ticketOrderId("stop", ticketId);
  await eventually(fixture, async () => {
    await printAt(fixture, "28900", "0.05");
    return (await findOrder(fixture.db, clientOrderId))?.state === "partially_filled";
  });
  return { symbol: "BTC/USDT", clientOrderId };
}

async function soldOf({ db, rows }: ManualFixture): Promise<number> {
  const orders = await lastOrders(db, rows.user.id, 100);
  return Number(sumDecimal(orders.filter(({ side }) => side === "sell").map(({ filledQuantity }) => filledQuantity)));
}

Deno.test("what is left of a stop that its exchange ends half filled is protected anew, and sold", async () => {
  await using fixture = await holding(STOP_ALONE);
  const stop = await halfStopped(fixture);
  fixture.kit.drop(DESK_PATH, "BrokerReported"); // the paper broker has its own word for it
  await paperOf(fixture).ask("CancelOrder", stop);
  const ended = { kind: "OrderCanceled", reason: "canceled at the exchange", timeMs: fixture.kit.clock.now() } as const;
  const { clientOrderId } = stop;
  fixture.kit.system.publish(brokerEvents.key(fixture.rows.broker.id), { ...ended, clientOrderId });
  await eventually(fixture, async () => (await findOrder(fixture.db, clientOrderId))?.state === "canceled");
  await soldAt(fixture, "28900");
  assert.equal(await soldOf(fixture), 1);
});

Deno.test("what is left of a stop that its user calls off half filled is kept", async () => {
  await using fixture = await holding(STOP_ALONE);
  const { clientOrderId } = await halfStopped(fixture);
  const userId = fixture.rows.user.id;
  assert.equal((await manualOf(fixture).ask("CancelOrder", { userId, clientOrderId })).outcome, "done");
  const sold = await soldOf(fixture); // all that was on its way is known by then
  await soldAt(fixture, "28900");
  assert.equal(await soldOf(fixture), sold);
  assert.ok(sold < 1);
});
