import assert from "node:assert/strict";
import { z } from "zod";
import { STOPPED_MS } from "../db/active_strategies.ts";
import { createBroker } from "../db/brokers.ts";
import { findOrder, lastOrders, openOrders, saveIntent } from "../db/orders.ts";
import { killSwitchOf } from "../db/risk.ts";
import { testOrder, testRows } from "../db/test_rows.ts";
import type { OrderRequest } from "../domain/order.ts";
import { opens } from "../domain/risk/opening.ts";
import { brokerProtocol } from "./broker_protocol.ts";
import { killSwitchProtocol } from "./kill_switch_protocol.ts";
import { fixedPricesOf } from "./manual_desk_fixture.ts";
import { portfolioProtocol } from "./portfolio_protocol.ts";
import { defineActor, later, supervisor, type SupervisorChild } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import {
  deskOf,
  eventually,
  heardBy,
  PAPER_PATH,
  printAt,
  requestBy,
  START_MS,
  type TradingFixture,
  tradingFixture,
} from "./trading_fixture.ts";

const KILL_PATH = "/root/kill-switch";
const { SuspendStrategy, SellPosition } = portfolioProtocol;
const { CancelOrder } = brokerProtocol;

/** What the portfolio was told, and how often it still refuses. */
interface Script {
  readonly told: string[];
  refuses: number;
}

/** An account at an exchange that never answers when an order is to be canceled. */
function silentBroker(id: string): SupervisorChild {
  const module = moduleOf(defineActor({
    protocol: { CancelOrder },
    args: z.undefined(),
    init: () => ({}),
    on: { CancelOrder: () => later(new Promise<never>(() => {})) },
  }));
  return { id: "brokers", supervisor: supervisor({ strategy: "one_for_one", children: [{ id, module }] }) };
}

function scriptedPortfolio(script: Script): string {
  const answer = (what: string) => {
    script.told.push(what);
    if (script.refuses-- > 0) return { outcome: "refused", reason: "it is busy" } as const;
    return { outcome: "done" } as const;
  };
  return moduleOf(defineActor({
    protocol: { SuspendStrategy, SellPosition },
    args: z.undefined(),
    init: () => ({}),
    on: { SuspendStrategy: () => answer("suspend"), SellPosition: () => answer("sell") },
  }));
}

async function killFixture(more: readonly SupervisorChild[] = []) {
  const script: Script = { told: [], refuses: 0 };
  const fixture = await tradingFixture({
    cash: { USDT: "1000000", BTC: "10" },
    riskPath: "/root/guard",
    more: ({ db }) => [
      { id: "guard", module: import.meta.resolve("./risk_guard.actor.ts"), args: { db, venuesPath: null } },
      { id: "portfolio", module: scriptedPortfolio(script) },
      {
        id: "kill-switch",
        module: import.meta.resolve("./kill_switch.actor.ts"),
        args: { db, orderDeskPath: "/root/order-desk", portfolioPath: "/root/portfolio", venuesPath: "/root/venues" },
      },
      { id: "venues", module: fixedPricesOf({ "BTC/USDT": "30000" }) },
      ...more,
    ],
  });
  return { ...fixture, script };
}

function switchOf({ kit }: TradingFixture) {
  return kit.system.whereis(KILL_PATH, killSwitchProtocol);
}

function engage(fixture: TradingFixture, sells = false) {
  return switchOf(fixture).ask("Engage", { userId: fixture.rows.user.id, sells });
}

async function isDone(fixture: TradingFixture) {
  await eventually(fixture, async () => (await killSwitchOf(fixture.db, fixture.rows.user.id))?.doneMs);
}

async function stateOf({ db }: TradingFixture, id: string) {
  return (await findOrder(db, id))?.state;
}

function place(fixture: TradingFixture, id: string, different: Partial<OrderRequest> = {}) {
  const request = requestBy(fixture, id, { activeStrategyId: null, purpose: "manual", ...different });
  return deskOf(fixture).ask("PlaceOrder", request, { timeout: "1m" });
}

const STOP = { side: "sell", type: "stop_loss", stopPrice: "20000", purpose: "stop loss" } as const;
const LIMIT = { type: "limit", price: "20000" } as const;

Deno.test("turned on it suspends and cancels, keeps what protects, and denies until it is released", async () => {
  await using fixture = await killFixture();
  const heard = heardBy(fixture);
  await place(fixture, "buy", LIMIT);
  await place(fixture, "sale", { side: "sell", type: "limit", price: "90000" });
  await place(fixture, "stop", STOP);
  await engage(fixture);
  await isDone(fixture);
  assert.deepEqual(fixture.script.told, ["suspend"]);
  const states = await Promise.all(["buy", "sale", "stop"].map((id) => stateOf(fixture, id)));
  assert.deepEqual(states, ["canceled", "canceled", "accepted"]);
  assert.equal((await place(fixture, "more")).state, "denied");
  const { released } = await switchOf(fixture).ask("Release", { userId: fixture.rows.user.id });
  assert.equal(released, true);
  assert.equal((await place(fixture, "again")).state, "accepted");
  await eventually(fixture, () => heard.notices.got.some(({ key }) => key === "guard_released"));
  assert.deepEqual(heard.notices.got.map(({ key }) => key).filter((key) => key !== "guard_denied"), [
    "guard_killed",
    "guard_kill_done",
    "guard_released",
  ]);
});

Deno.test("whatever is placed while it is turned on, nothing that opens stands afterwards", async () => {
  await using fixture = await killFixture();
  const placing = Array.from({ length: 20 }, (_, index) => place(fixture, `race-${index}`, LIMIT));
  const engaged = engage(fixture);
  await Promise.all([...placing, engaged]);
  await isDone(fixture);
  assert.deepEqual((await openOrders(fixture.db)).filter(opens), []);
});

Deno.test("it sells what was bought by hand after calling its exits off, and has strategies sell theirs", async () => {
  await using fixture = await killFixture();
  await place(fixture, "in", { quantity: "2" });
  await place(fixture, "entry", { activeStrategyId: fixture.rows.active.id, purpose: "entry" });
  await printAt(fixture, "30000");
  await eventually(fixture, async () => await stateOf(fixture, "entry") === "filled");
  await place(fixture, "stop", { ...STOP, quantity: "2" });
  await engage(fixture, true);
  await isDone(fixture);
  assert.deepEqual(fixture.script.told, ["suspend", "sell"]);
  assert.equal(await stateOf(fixture, "stop"), "canceled");
  const sales = (await openOrders(fixture.db)).map(({ side, type, quantity }) => `${side} ${type} ${quantity}`);
  assert.deepEqual(sales, ["sell market 2"]);
});

Deno.test("it is not done while nobody knows whether its sale went out, and one that did not is followed by another", async () => {
  await using fixture = await killFixture();
  const { kit } = fixture;
  const heard = heardBy(fixture);
  await place(fixture, "in", { quantity: "2" });
  await printAt(fixture, "30000");
  await eventually(fixture, async () => await stateOf(fixture, "in") === "filled");
  kit.drop(PAPER_PATH, "PlaceOrder");
  await engage(fixture, true);
  await eventually(fixture, async () => (await openOrders(fixture.db))[0]?.state === "submitted");
  await kit.advance("11s");
  const incomplete = await eventually(
    fixture,
    () => heard.notices.got.find(({ key }) => key === "guard_kill_incomplete"),
  );
  assert.deepEqual(incomplete.parameters, { reason: "it is not known yet whether BTC/USDT is sold" });
  // the one that never arrived is followed by another
  await eventually(fixture, async () => {
    await kit.advance("5s");
    return (await killSwitchOf(fixture.db, fixture.rows.user.id))?.doneMs;
  });
  const sales = (await lastOrders(fixture.db, fixture.rows.user.id, 10)).filter(({ side }) => side === "sell");
  assert.deepEqual(sales.map(({ state, quantity }) => `${state} ${quantity}`), ["accepted 2", "rejected 2"]);
  await printAt(fixture, "30000");
  await eventually(fixture, async () => (await openOrders(fixture.db)).length === 0);
  await kit.advance("1m");
  assert.equal((await lastOrders(fixture.db, fixture.rows.user.id, 10)).length, 3);
});

Deno.test("nobody's switch waits for what is carried out for another", async () => {
  await using fixture = await killFixture();
  const other = await testRows(fixture.db, "another");
  await place(fixture, "sale", { side: "sell", type: "limit", price: "90000" });
  fixture.kit.drop(PAPER_PATH, "CancelOrder"); // nobody answers for a while
  await engage(fixture);
  await switchOf(fixture).ask("Engage", { userId: other.user.id, sells: false });
  await eventually(fixture, async () => (await killSwitchOf(fixture.db, other.user.id))?.doneMs);
  assert.equal((await killSwitchOf(fixture.db, fixture.rows.user.id))?.doneMs, null);
});

Deno.test("an account whose exchange does not answer holds up no other of the same user", async () => {
  const silent = "00000000-0000-4000-8000-00000000000a";
  await using fixture = await killFixture([silentBroker(silent)]);
  const { db, rows } = fixture;
  const account = { exchange: "binance", name: "a silent one", environment: "demo", description: "" } as const;
  await createBroker(db, { id: silent, userId: rows.user.id, ...account, isDefault: true, paperBalances: {} }, null);
  const there = { clientOrderId: "there", brokerId: silent, activeStrategyId: null, purpose: "manual" } as const;
  await saveIntent(db, testOrder(rows.active, { ...there, state: "accepted", type: "limit", price: "20000" }));
  await place(fixture, "in", { quantity: "2" });
  await printAt(fixture, "30000");
  await place(fixture, "sale", { side: "sell", type: "limit", price: "90000" });
  await engage(fixture, true);
  await eventually(fixture, async () => (await openOrders(db)).some(({ purpose }) => purpose === "sell"));
  assert.equal(await stateOf(fixture, "sale"), "canceled");
  assert.equal(await stateOf(fixture, "there"), "accepted");
});

Deno.test("released while it is carried out it goes no further, and says no more", async () => {
  await using fixture = await killFixture();
  const { kit } = fixture;
  const heard = heardBy(fixture);
  const order = { side: "sell", type: "limit", price: "90000" } as const;
  await place(fixture, "first", order);
  await kit.advance("1s");
  await place(fixture, "second", order);
  kit.drop(PAPER_PATH, "CancelOrder");
  await engage(fixture);
  await eventually(fixture, () => kit.deadLetters.some(({ kind }) => kind === "CancelOrder"));
  await switchOf(fixture).ask("Release", { userId: fixture.rows.user.id });
  await kit.advance("11s"); // until the first answer is given up
  await eventually(fixture, () => heard.notices.got.some(({ key }) => key === "guard_released"));
  for (let turn = 0; turn < 5; turn++) await kit.advance("5s");
  assert.equal(await stateOf(fixture, "second"), "accepted");
  assert.deepEqual(heard.notices.got.map(({ key }) => key), ["guard_killed", "guard_released"]);
});

Deno.test("a rest that is worth less than its market takes stays, and does not keep it from being done", async () => {
  await using fixture = await killFixture();
  await place(fixture, "rest", { quantity: "0.0001" });
  await printAt(fixture, "30000");
  await eventually(fixture, async () => await stateOf(fixture, "rest") === "filled");
  await engage(fixture, true);
  await isDone(fixture);
  assert.deepEqual((await lastOrders(fixture.db, fixture.rows.user.id, 10)).map(({ side }) => side), ["buy"]);
});

Deno.test("what cannot be done for hours is tried ever more seldom, until it is done", async () => {
  await using fixture = await killFixture();
  const { kit, script } = fixture;
  script.refuses = 100;
  await engage(fixture);
  await eventually(fixture, () => script.told.length > 0);
  await eventually(fixture, async () => {
    await kit.advance("1m");
    return (await killSwitchOf(fixture.db, fixture.rows.user.id))?.doneMs;
  });
  assert.ok(script.told.length > 100, `${script.told.length}`); // more where the database was slower than the turned time
  const tookMs = kit.clock.now() - START_MS;
  assert.ok(tookMs > 4 * 3_600_000, `${tookMs} ms`);
});

Deno.test("what could not be done is told once and tried again, also after a fall; what is done is not done again", async () => {
  await using fixture = await killFixture();
  const { kit, script } = fixture;
  const heard = heardBy(fixture);
  script.refuses = 3;
  await engage(fixture);
  await eventually(fixture, () => heard.notices.got.find(({ key }) => key === "guard_kill_incomplete"));
  await kit.crash(KILL_PATH);
  await eventually(fixture, () => script.told.length >= 2);
  await eventually(fixture, async () => {
    await kit.advance("5s");
    return (await killSwitchOf(fixture.db, fixture.rows.user.id))?.doneMs;
  });
  const told = script.told.length;
  await place(fixture, "sale", { side: "sell", type: "limit", price: "90000" });
  await kit.crash(KILL_PATH);
  await switchOf(fixture).ask("Release", { userId: "00000000-0000-4000-8000-000000000000" }); // it runs again
  assert.equal(script.told.length, told);
  assert.equal(await stateOf(fixture, "sale"), "accepted");
  assert.equal((await place(fixture, "more")).state, "denied");
});

/** Places a market order of 1 BTC that is filled. */
async function fillNow(fixture: TradingFixture, id: string, different: Partial<OrderRequest> = {}) {
  await place(fixture, id, different);
  await eventually(fixture, async () => {
    await printAt(fixture, "30000");
    return await stateOf(fixture, id) === "filled";
  });
}

async function soldByKill({ db, rows }: TradingFixture): Promise<string[]> {
  const orders = await lastOrders(db, rows.user.id, 100);
  return orders.filter(({ clientOrderId }) => clientOrderId.startsWith("kill-")).map(({ quantity }) => quantity);
}

Deno.test("what a stopped strategy has left behind and its user has sold by hand is not sold again, what is left of it is", async () => {
  for (const [quantity, expected] of [["1", []], ["0.4", ["0.6"]]] as const) {
    await using fixture = await killFixture();
    const { db, rows } = fixture;
    await fillNow(fixture, "entry", { activeStrategyId: rows.active.id, purpose: "entry" });
    await db`update active_strategies set is_active = false, start_at = ${STOPPED_MS}, end_at = ${STOPPED_MS}`;
    await fillNow(fixture, "sale", { side: "sell", quantity });
    await engage(fixture, true);
    await eventually(fixture, async () => {
      await printAt(fixture, "30000");
      return (await killSwitchOf(db, rows.user.id))?.doneMs;
    });
    assert.deepEqual(await soldByKill(fixture), expected);
  }
});

Deno.test("what was bought by hand is sold, whatever was sold before that was not bought here", async () => {
  await using fixture = await killFixture();
  await fillNow(fixture, "sale", { side: "sell" });
  await fillNow(fixture, "buy");
  await engage(fixture, true);
  await isDone(fixture);
  assert.deepEqual(await soldByKill(fixture), ["1"]);
});
