import assert from "node:assert/strict";
import { z } from "zod";
import { ensureBroker } from "../db/brokers.ts";
import { findOrder, saveIntent } from "../db/orders.ts";
import { engageKillSwitch, releaseKillSwitch, saveLimits, setLiveSwitch } from "../db/risk.ts";
import type { OrderRequest } from "../domain/order.ts";
import { intendedOrder } from "../domain/order_life.ts";
import { NO_LIMITS, type RiskLimits } from "../domain/risk/limits.ts";
import { paperMarket } from "../exchanges/paper/paper_markets.ts";
import { marketSourceProtocol } from "./market_desk_protocol.ts";
import { riskGuardProtocol } from "./risk_guard_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { fixedPricesOf } from "./manual_desk_fixture.ts";
import {
  DESK_PATH,
  deskOf,
  eventually,
  heardBy,
  printAt,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

const GUARD_PATH = "/root/guard";

/** A desk that asks a guard; BTC costs 30,000 USDT. */
async function guarded({ venuesPath = "/root/venues" as string | null, isThere = true, feed = "" } = {}) {
  const prices: Record<string, string> = { "BTC/USDT": "30000" };
  const fixture = await tradingFixture({
    cash: { USDT: "1000000", BTC: "10" },
    riskPath: GUARD_PATH,
    paper: { feedPath: feed && "/root/feed" || null },
    more: ({ db }) => [
      ...(feed ? [{ id: "feed", module: feed }] : []),
      { id: "venues", module: fixedPricesOf(prices) },
      ...(isThere
        ? [{ id: "guard", module: import.meta.resolve("./risk_guard.actor.ts"), args: { db, venuesPath } }]
        : []),
    ],
  });
  return { ...fixture, prices };
}

async function limit(
  { db, rows }: TradingFixture,
  limits: Partial<RiskLimits>,
  { brokerId = null, countedFromMs = 0 }: { brokerId?: string | null; countedFromMs?: number } = {},
) {
  await saveLimits(db, rows.user.id, { brokerId, countedFromMs, limits: { ...NO_LIMITS, quote: "USDT", ...limits } });
}

let count = 0;

/** Places a market order by hand; answers its state and reason. */
async function place(fixture: TradingFixture, different: Partial<OrderRequest> = {}) {
  const byHand = { activeStrategyId: null, purpose: "manual" };
  const request = requestBy(fixture, `order-${++count}`, { ...byHand, ...different });
  const { state, reason } = await deskOf(fixture).ask("PlaceOrder", request, { timeout: "5m" });
  return { id: request.clientOrderId, state, reason };
}

const SELL = { side: "sell" } as const;
const STOP = { side: "sell", type: "stop_loss", stopPrice: "29000", purpose: "stop loss" } as const;

Deno.test("without a guard nothing opens; exits, stops, sales and cancellations pass", async () => {
  await using fixture = await guarded({ isThere: false });
  const denied = await place(fixture);
  assert.equal(denied.state, "denied");
  assert.match(denied.reason ?? "", /the risk guard does not answer .*; nothing was sent/);
  assert.equal((await place(fixture, { activeStrategyId: fixture.rows.active.id, purpose: "entry" })).state, "denied");
  const stop = await place(fixture, STOP);
  assert.equal(stop.state, "accepted");
  assert.equal((await place(fixture, { ...SELL, purpose: "exit" })).state, "accepted");
  assert.equal((await place(fixture, SELL)).state, "accepted");
  assert.equal((await deskOf(fixture).ask("CancelOrder", { clientOrderId: stop.id })).state, "canceled");
});

Deno.test("a guard that is silent denies what opens, and holds up no exit", async () => {
  await using fixture = await guarded();
  for (const kind of ["Judge", "IsFree"]) fixture.kit.drop(GUARD_PATH, kind);
  const opening = place(fixture);
  const exit = place(fixture, STOP);
  let isOver = false;
  const both = Promise.all([opening, exit]).finally(() => isOver = true);
  await eventually(fixture, async () => {
    await fixture.kit.advance("1s");
    return isOver;
  });
  assert.deepEqual((await both).map(({ state }) => state), ["denied", "accepted"]);
});

Deno.test("a denial is stored with its reason and told once, whoever places the order", async () => {
  await using fixture = await guarded();
  const heard = heardBy(fixture);
  await limit(fixture, { maxPosition: "45000" });
  assert.equal((await place(fixture)).state, "accepted");
  const second = await place(fixture);
  assert.deepEqual([second.state, (await findOrder(fixture.db, second.id))?.state], ["denied", "denied"]);
  assert.match(second.reason ?? "", /would be worth 60000 USDT; your limit is 45000 USDT/);
  const entry = await place(fixture, { activeStrategyId: fixture.rows.active.id, purpose: "entry, stop loss 29000" });
  assert.equal(entry.state, "denied");
  const told = await eventually(fixture, () => heard.notices.got.find(({ key }) => key === "guard_denied"));
  assert.deepEqual([told.level, told.parameters.rule], ["warning", "position"]);
  assert.equal(heard.notices.got.filter(({ key }) => key === "guard_denied").length, 1);
});

Deno.test("what would be denied is told before it is sent, and nobody is told of it", async () => {
  await using fixture = await guarded();
  const heard = heardBy(fixture);
  await limit(fixture, { maxPosition: "20000" });
  const guard = fixture.kit.system.whereis(GUARD_PATH, riskGuardProtocol);
  const preview = (quantity: string) =>
    guard.ask("Preview", requestBy(fixture, "preview", { activeStrategyId: null, purpose: "manual", quantity }));
  assert.equal((await preview("1")).verdict, "denied");
  assert.equal((await preview("0.1")).verdict, "allowed");
  assert.equal((await place(fixture)).state, "denied");
  await eventually(fixture, () => heard.notices.got.find(({ key }) => key === "guard_denied"));
  assert.equal(heard.notices.got.filter(({ key }) => key === "guard_denied").length, 1);
});

Deno.test("an order is free of judging while no limit counts for it and no switch stops it, and a sale of any limit", async () => {
  await using fixture = await guarded();
  const guard = fixture.kit.system.whereis(GUARD_PATH, riskGuardProtocol);
  const at = { userId: fixture.rows.user.id, brokerId: fixture.rows.broker.id };
  const isFree = (opens: boolean, different: Partial<typeof at> = {}) =>
    guard.ask("IsFree", { ...at, opens, ...different });
  assert.equal(await isFree(true), true);
  await limit(fixture, { maxPosition: "20000" });
  assert.deepEqual([await isFree(true), await isFree(false)], [false, true]);
  assert.equal(await isFree(true, { brokerId: crypto.randomUUID() }), false);
});

Deno.test("a kill switch that is turned on while an order's market is asked for stops it", async () => {
  const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const feed = moduleOf(defineActor({
    protocol: { GetMarket: marketSourceProtocol.GetMarket },
    args: z.undefined(),
    init: () => ({}),
    on: {
      async GetMarket() {
        asked.resolve();
        await told.promise;
        return paperMarket("SOL/USDT");
      },
    },
  }));
  await using fixture = await guarded({ feed });
  const placed = place(fixture, { symbol: "SOL/USDT" });
  await asked.promise;
  await fixture.kit.settle();
  await engageKillSwitch(fixture.db, fixture.rows.user.id, { sells: false, nowMs: START_MS });
  await fixture.kit.advance("1s");
  told.resolve();
  assert.match((await placed).reason ?? "", /your kill switch is on/);
});

Deno.test("what was asked for an expected order counts for one, for a tenth of a second, until the user's orders are asked for", async () => {
  await using fixture = await guarded();
  const { kit, db, rows: { user, broker, active } } = fixture;
  const entry = { activeStrategyId: active.id, purpose: "entry" } as const;
  const expectOrder = async (isExit = false) => {
    const of = { userId: user.id, brokerId: broker.id, symbol: active.symbol, activeStrategyId: active.id, isExit };
    await deskOf(fixture).ask("ExpectOrder", of);
  };
  const state = async () => (await place(fixture, entry)).state;
  await expectOrder();
  await expectOrder(true);
  await engageKillSwitch(db, user.id, { sells: false, nowMs: START_MS });
  assert.equal(await state(), "denied", "an exit was expected");
  await releaseKillSwitch(db, user.id);
  for (const turnsOn of [() => kit.advance("100ms"), () => deskOf(fixture).ask("GetOpenOrders", { userId: user.id })]) {
    await expectOrder();
    await engageKillSwitch(db, user.id, { sells: false, nowMs: START_MS });
    await turnsOn();
    assert.equal(await state(), "denied");
    await releaseKillSwitch(db, user.id);
  }
  await expectOrder();
  await engageKillSwitch(db, user.id, { sells: false, nowMs: START_MS });
  assert.deepEqual([await state(), await state()], ["accepted", "denied"]);
});

Deno.test("of many orders at once only those pass that stay within the limit together", async () => {
  await using fixture = await guarded();
  await limit(fixture, { maxPosition: "90000" });
  const placed = await Promise.all(Array.from({ length: 8 }, () => place(fixture)));
  assert.equal(placed.filter(({ state }) => state === "accepted").length, 3);
  assert.equal(placed.filter(({ state }) => state === "denied").length, 5);
});

Deno.test("orders a minute are counted across falls of desk and guard; a minute later there is room", async () => {
  await using fixture = await guarded();
  await limit(fixture, { ordersPerMinute: 2 });
  await place(fixture);
  await place(fixture);
  await fixture.kit.crash(DESK_PATH);
  await fixture.kit.crash(GUARD_PATH);
  assert.match((await place(fixture)).reason ?? "", /2 orders were placed within a minute; your limit is 2/);
  await fixture.kit.advance("1m");
  assert.equal((await place(fixture)).state, "accepted");
});

Deno.test("a loss denies the next purchase until losses count from later on; selling goes on", async () => {
  await using fixture = await guarded();
  await limit(fixture, { maxDailyLoss: "500" });
  await place(fixture);
  await printAt(fixture, "30000");
  const sold = await place(fixture, SELL);
  await printAt(fixture, "29500");
  await eventually(fixture, async () => (await findOrder(fixture.db, sold.id))?.state === "filled");
  assert.match((await place(fixture)).reason ?? "", /500 USDT were lost today; your limit is 500 USDT/);
  assert.equal((await place(fixture, SELL)).state, "accepted");
  await limit(fixture, { maxDailyLoss: "500" }, { countedFromMs: fixture.kit.clock.now() + 1 });
  assert.equal((await place(fixture)).state, "accepted");
});

Deno.test("an account's own limits are not those of another account", async () => {
  await using fixture = await guarded();
  const { db, rows } = fixture;
  const other = await ensureBroker(db, { ...rows.broker, name: "other", isDefault: false });
  await limit(fixture, { symbols: ["ETH/USDT"] }, { brokerId: other.id });
  assert.equal((await place(fixture)).state, "accepted");
  await limit(fixture, { symbols: ["ETH/USDT"] }, { brokerId: rows.broker.id });
  assert.match((await place(fixture)).reason ?? "", /BTC\/USDT is not among the markets that you allow/);
});

Deno.test("where nobody tells a price, a position cannot be measured, and nothing opens", async () => {
  await using fixture = await guarded({ venuesPath: "/root/nobody" });
  await limit(fixture, { maxPosition: "1000000" });
  assert.match((await place(fixture)).reason ?? "", /no price of BTC\/USDT is known/);
});

Deno.test("the kill switch denies what opens, also after falls and for orders that waited, until it is released", async () => {
  await using fixture = await guarded();
  const { db, rows, kit } = fixture;
  await engageKillSwitch(db, rows.user.id, { sells: false, nowMs: START_MS });
  assert.match((await place(fixture)).reason ?? "", /your kill switch is on/);
  assert.equal((await place(fixture, STOP)).state, "accepted");
  const waiting = requestBy(fixture, "waiting", { type: "limit", price: "20000" });
  await saveIntent(db, intendedOrder(waiting, START_MS));
  await kit.crash(GUARD_PATH);
  await kit.crash(DESK_PATH);
  await eventually(fixture, async () => (await findOrder(db, "waiting"))?.state === "denied");
  await releaseKillSwitch(db, rows.user.id);
  assert.equal((await place(fixture)).state, "accepted");
});

Deno.test("an order that waited to be sent goes on waiting while the guard is silent", async () => {
  await using fixture = await guarded({ isThere: false });
  const { db } = fixture;
  await saveIntent(db, intendedOrder(requestBy(fixture, "waiting", { type: "limit", price: "20000" }), START_MS));
  await saveIntent(db, intendedOrder(requestBy(fixture, "stop", STOP), START_MS + 1));
  await fixture.kit.crash(DESK_PATH);
  await eventually(fixture, async () => (await findOrder(db, "stop"))?.state === "accepted");
  assert.equal((await findOrder(db, "waiting"))?.state, "intended");
});

Deno.test("live money: nothing is bought and nothing of before is sold until the live switch is on; what was bought here is sold", async () => {
  await using fixture = await guarded();
  const { db, rows } = fixture;
  const { id: userId } = rows.user;
  await db`update brokers set environment = 'live' where id = ${rows.broker.id}`;
  assert.match((await place(fixture)).reason ?? "", /the live switch of paper is off/);
  assert.equal((await place(fixture, SELL)).state, "denied");
  assert.equal(await setLiveSwitch(db, crypto.randomUUID(), rows.broker.id, START_MS), false);
  assert.equal(await setLiveSwitch(db, userId, rows.broker.id, START_MS), true);
  const bought = await place(fixture);
  await printAt(fixture, "30000");
  await eventually(fixture, async () => (await findOrder(db, bought.id))?.state === "filled");
  await setLiveSwitch(db, userId, rows.broker.id, null);
  assert.equal((await place(fixture)).state, "denied");
  assert.equal((await place(fixture, SELL)).state, "accepted");
  assert.equal((await place(fixture, { ...SELL, quantity: "2" })).state, "denied");
});
