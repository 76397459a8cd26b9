import assert from "node:assert/strict";
import { ensureBroker } from "../db/brokers.ts";
import { fillsOf, findOrder, saveIntent, updateOrder } from "../db/orders.ts";
import { testRows } from "../db/test_rows.ts";
import { intendedOrder } from "../domain/order_life.ts";
import type { OrderEvent, OrderRequest, OrderState } from "../domain/order.ts";
import { brokerEvents } from "./topics.ts";
import {
  DESK_PATH,
  deskOf,
  eventually,
  heardBy,
  PAPER_PATH,
  paperOf,
  printAt,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

const stateOf = async ({ db }: TradingFixture, id: string) => (await findOrder(db, id))?.state;
const reaches = (fixture: TradingFixture, id: string, state: OrderState) =>
  eventually(fixture, async () => await stateOf(fixture, id) === state);

Deno.test("a market order is stored, sent, filled by the next print, and each step is told", async () => {
  await using fixture = await tradingFixture();
  const heard = heardBy(fixture);
  const order = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  assert.equal(order.state, "accepted");
  await printAt(fixture, "30000");
  await reaches(fixture, "a", "filled");
  assert.deepEqual(heard.orders.got.map(({ event }) => event?.kind), [
    "OrderSubmitted",
    "OrderAccepted",
    "OrderFilled",
  ]);
  assert.equal((await fillsOf(fixture.db, "a")).length, 1);
});

Deno.test("the same intent twice is one order", async () => {
  await using fixture = await tradingFixture();
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  const again = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a", { quantity: "7" }));
  assert.deepEqual([again.state, again.quantity], ["accepted", "1"]);
  await printAt(fixture, "3000");
  await reaches(fixture, "a", "filled");
  assert.equal((await paperOf(fixture).ask("GetBalances", undefined))[0]?.free, "1");
});

Deno.test("quantity and prices are cut to the market's steps before anything is stored", async () => {
  await using fixture = await tradingFixture();
  const order = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a", { quantity: "0.123456789" }));
  assert.equal(order.quantity, "0.12345");
  assert.equal((await findOrder(fixture.db, "a"))?.quantity, "0.12345");
});

Deno.test("what our own rules deny is recorded with the reason, and never sent", async () => {
  await using fixture = await tradingFixture();
  const denials: [string, Parameters<typeof requestBy>[2], RegExp][] = [
    ["small", { quantity: "0.000001" }, /quantity 0 BTC is not above 0/],
    ["where", { symbol: "DOGE/USDT" }, /DOGE\/USDT is not traded at its broker/],
  ];
  for (const [id, different, reason] of denials) {
    const order = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, id, different));
    assert.equal(order.state, "denied");
    assert.match(order.reason ?? "", reason);
    assert.equal(await stateOf(fixture, id), "denied");
  }
});

Deno.test("what the venue refuses is recorded in its own words", async () => {
  await using fixture = await tradingFixture({ cash: { USDT: "10" } });
  const order = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a", { type: "limit", price: "30000" }));
  assert.deepEqual([order.state, order.reason], ["rejected", "insufficient funds: 30000 USDT needed, 10 USDT free"]);
});

Deno.test("an order for a broker that is not connected is denied", async () => {
  await using fixture = await tradingFixture();
  await fixture.kit.system.stop(PAPER_PATH);
  const order = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  assert.equal(order.state, "denied");
  assert.match(order.reason ?? "", /its broker does not answer .*; nothing was sent/);
});

/** Turns the clock until a question is answered: when it was passed on is not known from outside. */
async function answered<T>(fixture: TradingFixture, question: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => void (isOver = true);
  question.then(over, over);
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return isOver;
  });
  return await question;
}

Deno.test("without an answer the outcome is unknown; the look-up finds what became of it, and it is not sent again", async () => {
  await using fixture = await tradingFixture();
  const { kit } = fixture;
  kit.drop(PAPER_PATH, "PlaceOrder");
  const placing = deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "lost"), { timeout: "1m" });
  await eventually(fixture, async () => await stateOf(fixture, "lost") === "submitted");
  assert.equal((await answered(fixture, placing)).state, "unknown");
  assert.equal(await stateOf(fixture, "lost"), "unknown");
  await kit.advance("2m");
  await reaches(fixture, "lost", "rejected");
  assert.equal((await findOrder(fixture.db, "lost"))?.reason, "it never reached its venue");
});

for (const [how, hours] of [["ahead", 5], ["back", -5]] as const) {
  Deno.test(`a venue has a minute to know an order, also when our clock is set ${how} meanwhile`, async () => {
    await using fixture = await tradingFixture();
    const { kit } = fixture;
    kit.drop(PAPER_PATH, "PlaceOrder");
    const placing = deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "lost"), { timeout: "1m" });
    await eventually(fixture, async () => await stateOf(fixture, "lost") === "submitted");
    kit.clock.jump(hours * 3_600_000);
    assert.equal((await answered(fixture, placing)).state, "unknown");
    deskOf(fixture).tell("Reconcile");
    kit.clock.jump(hours * 3_600_000);
    await kit.advance("30s");
    deskOf(fixture).tell("Reconcile");
    await kit.advance("10s");
    assert.equal(await stateOf(fixture, "lost"), "unknown");
    await kit.advance("2m");
    await reaches(fixture, "lost", "rejected");
  });
}

Deno.test("a broker that does not answer holds up its own orders alone, each round once", async () => {
  await using fixture = await tradingFixture();
  const { db, rows, kit } = fixture;
  await deskOf(fixture).ask("GetMarket", { brokerId: rows.broker.id, symbol: "BTC/USDT" }); // it has reconciled once
  const away = await ensureBroker(db, { ...rows.broker, name: "away", exchange: "demo", isDefault: false });
  for (const id of ["away-1", "away-2", "away-3"]) {
    const request = requestBy(fixture, id, { brokerId: away.id, activeStrategyId: null });
    await saveIntent(db, { ...intendedOrder(request, START_MS), state: "unknown" });
  }
  const request = requestBy(fixture, "here");
  await saveIntent(db, { ...intendedOrder(request, START_MS + 1), state: "unknown" });
  await paperOf(fixture).ask("PlaceOrder", request);
  const asked = () =>
    kit.deadLetters.filter(({ to, kind }) => to.endsWith(away.id) && kind === "GetOrderEvents").length;
  await kit.advance("1m");
  await reaches(fixture, "here", "accepted");
  await eventually(fixture, () => asked() > 0);
  assert.equal(asked(), 1);
  assert.equal(await stateOf(fixture, "away-1"), "unknown");
});

Deno.test("an acceptance that nobody heard is found by the look-up", async () => {
  await using fixture = await tradingFixture();
  const request = requestBy(fixture, "a");
  const submitted = { ...intendedOrder(request, START_MS), state: "unknown" as const };
  await saveIntent(fixture.db, submitted);
  await paperOf(fixture).ask("PlaceOrder", request);
  await reaches(fixture, "a", "accepted");
});

Deno.test("after a fall between intent and sending, a market order is too late and a stop is still sent", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const stop = { side: "sell", type: "stop_loss", stopPrice: "29000" } as const;
  await saveIntent(fixture.db, intendedOrder(requestBy(fixture, "late"), START_MS));
  await saveIntent(fixture.db, intendedOrder(requestBy(fixture, "stop", stop), START_MS));
  await fixture.kit.crash(DESK_PATH);
  await reaches(fixture, "late", "denied");
  await reaches(fixture, "stop", "accepted");
});

Deno.test("an accepted order that its venue has lost expires after the grace", async () => {
  await using fixture = await tradingFixture();
  const order = intendedOrder(requestBy(fixture, "wiped"), START_MS);
  await saveIntent(fixture.db, order);
  await updateOrder(fixture.db, { ...order, state: "accepted" });
  await fixture.kit.advance("1m");
  await reaches(fixture, "wiped", "expired");
});

const GROUP = { side: "sell", groupId: "g" } as const;
const STOP = { ...GROUP, type: "stop_loss", stopPrice: "29000" } as const;
const TARGET = { ...GROUP, type: "take_profit", stopPrice: "32000" } as const;

/** A stop and a target of 1 BTC that the account has. */
function groupBy(fixture: TradingFixture): { orders: [OrderRequest, OrderRequest] } {
  return { orders: [requestBy(fixture, "stop", STOP), requestBy(fixture, "target", TARGET)] };
}

Deno.test("a group is stored at once, sent at once, and is the same group when it is placed again", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const desk = deskOf(fixture);
  for (let times = 0; times < 2; times++) {
    const placed = await desk.ask("PlaceGroup", groupBy(fixture));
    assert.deepEqual(placed.map(({ clientOrderId, state }) => `${clientOrderId} ${state}`), [
      "stop accepted",
      "target accepted",
    ]);
  }
  assert.equal((await desk.ask("CancelOrder", { clientOrderId: "target" })).state, "canceled");
  await reaches(fixture, "stop", "canceled");
});

Deno.test("of a group of which one is denied neither is sent; the venue's refusal is for both", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const desk = deskOf(fixture);
  const [stop] = groupBy(fixture).orders;
  const tiny = { ...requestBy(fixture, "tiny", { ...TARGET, stopPrice: "0.001" }) };
  const denied = await desk.ask("PlaceGroup", { orders: [{ ...stop, clientOrderId: "whole" }, tiny] });
  assert.deepEqual(denied.map(({ state }) => state), ["denied", "denied"]);
  assert.match(denied[0]?.reason ?? "", /needs a stop price above 0/);
  const large = groupBy(fixture).orders.map((order) => ({ ...order, quantity: "2" }));
  const refused = await desk.ask("PlaceGroup", { orders: [large[0]!, large[1]!] });
  assert.deepEqual(refused.map(({ state, reason }) => [state, reason]), [
    ["rejected", "insufficient funds: 2 BTC needed, 1 BTC free"],
    ["rejected", "insufficient funds: 2 BTC needed, 1 BTC free"],
  ]);
});

Deno.test("after a fall between the intents and the sending of a group, both are sent together", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  for (const request of groupBy(fixture).orders) await saveIntent(fixture.db, intendedOrder(request, START_MS));
  await fixture.kit.crash(DESK_PATH);
  await reaches(fixture, "stop", "accepted");
  await reaches(fixture, "target", "accepted");
  assert.equal((await paperOf(fixture).ask("GetBalances", undefined))[0]?.used, "1");
});

Deno.test("without an answer to a group both are unknown; each is looked up, neither is sent again", async () => {
  await using fixture = await tradingFixture({ cash: { BTC: "1" } });
  const { kit } = fixture;
  kit.drop(PAPER_PATH, "PlaceGroup");
  const placing = deskOf(fixture).ask("PlaceGroup", groupBy(fixture), { timeout: "1m" });
  await eventually(fixture, async () => await stateOf(fixture, "target") === "submitted");
  assert.deepEqual((await answered(fixture, placing)).map(({ state }) => state), ["unknown", "unknown"]);
  await kit.advance("2m");
  await reaches(fixture, "stop", "rejected");
  await reaches(fixture, "target", "rejected");
});

Deno.test("an attempt that somebody denies is stored with its reason", async () => {
  await using fixture = await tradingFixture();
  const request = requestBy(fixture, "a");
  const denied = await deskOf(fixture).ask("DenyOrder", { request, reason: "too dear" });
  assert.deepEqual([denied.state, denied.reason], ["denied", "too dear"]);
  assert.equal((await findOrder(fixture.db, "a"))?.state, "denied");
});

Deno.test("nobody is shown another user's order by its name", async () => {
  await using fixture = await tradingFixture();
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  const { user, broker, active } = await testRows(fixture.db, "other");
  const ids = { userId: user.id, brokerId: broker.id, activeStrategyId: active.id };
  const taken = await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a", { ...ids, quantity: "7" }));
  assert.deepEqual([taken.state, taken.userId, taken.quantity], ["denied", user.id, "7"]);
  assert.equal((await findOrder(fixture.db, "a"))?.quantity, "1");
});

Deno.test("a cancellation answers with the order as it stands, also when the fill was faster", async () => {
  await using fixture = await tradingFixture();
  const desk = deskOf(fixture);
  await desk.ask("PlaceOrder", requestBy(fixture, "a", { type: "limit", price: "20000" }));
  assert.equal((await desk.ask("CancelOrder", { clientOrderId: "a" })).state, "canceled");
  await desk.ask("PlaceOrder", requestBy(fixture, "b"));
  await printAt(fixture, "30000");
  assert.equal((await desk.ask("CancelOrder", { clientOrderId: "b" })).state, "filled");
});

Deno.test("a canceled order keeps the fill that nobody heard of before, whatever falls right after", async () => {
  await using fixture = await tradingFixture();
  const desk = deskOf(fixture);
  await desk.ask("PlaceOrder", requestBy(fixture, "a", { type: "limit", price: "29000" }));
  await printAt(fixture, "30000");
  fixture.kit.drop(DESK_PATH, "BrokerReported");
  await printAt(fixture, "29000", "0.4");
  const canceled = await desk.ask("CancelOrder", { clientOrderId: "a" });
  assert.deepEqual([canceled.state, canceled.filledQuantity], ["canceled", "0.4"]);
  assert.equal((await fillsOf(fixture.db, "a")).length, 1);
});

Deno.test("the profit of a closing order is what it earned after all fees", async () => {
  await using fixture = await tradingFixture({ paper: { feeRate: "0.001" } });
  const desk = deskOf(fixture);
  await desk.ask("PlaceOrder", requestBy(fixture, "in"));
  await printAt(fixture, "30000");
  await reaches(fixture, "in", "filled");
  await desk.ask("PlaceOrder", requestBy(fixture, "out", { side: "sell", purpose: "exit" }));
  await printAt(fixture, "31000", "0.5");
  await printAt(fixture, "32000", "0.5");
  await reaches(fixture, "out", "filled");
  assert.equal((await findOrder(fixture.db, "in"))?.profitQuote, null);
  // 15,500 − 15.5 + 16,000 − 16 − (30,000 + 30)
  assert.equal(Number((await findOrder(fixture.db, "out"))?.profitQuote), 1438.5);
});

Deno.test("a report that contradicts the order is told to its user and changes nothing", async () => {
  await using fixture = await tradingFixture();
  const heard = heardBy(fixture);
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  await printAt(fixture, "30000");
  await reaches(fixture, "a", "filled");
  const nonsense: OrderEvent = { kind: "OrderRejected", clientOrderId: "a", reason: "no", timeMs: START_MS };
  fixture.kit.system.publish(brokerEvents.key(fixture.rows.broker.id), nonsense);
  const notice = await eventually(fixture, () => heard.notices.got[0]);
  assert.deepEqual([notice.level, notice.key], ["error", "order_impossible"]);
  assert.equal(await stateOf(fixture, "a"), "filled");
});

Deno.test("when broker and desk fall with an order half filled, it is filled to the end, once", async () => {
  await using fixture = await tradingFixture();
  await deskOf(fixture).ask("PlaceOrder", requestBy(fixture, "a"));
  await printAt(fixture, "30000", "0.4");
  await reaches(fixture, "a", "partially_filled");
  await fixture.kit.crash(PAPER_PATH);
  await eventually(fixture, async () => (await paperOf(fixture).ask("GetBalances", undefined)).length === 2);
  assert.deepEqual(await paperOf(fixture).ask("GetBalances", undefined), [
    { currency: "BTC", free: "0.4", used: "0" },
    { currency: "USDT", free: "88000", used: "0" },
  ]);
  await printAt(fixture, "30000", "1");
  await reaches(fixture, "a", "filled");
  assert.deepEqual((await fillsOf(fixture.db, "a")).map(({ fillId, quantity }) => [fillId, quantity]), [
    ["a.1", "0.4"],
    ["a.2", "0.6"],
  ]);
});
