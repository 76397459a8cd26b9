/** Positions against what the account holds: paper money, a portfolio that says what a test wants. */
import assert from "node:assert/strict";
import { z } from "zod";
import { activate } from "../db/active_strategies.ts";
import { ensureBroker } from "../db/brokers.ts";
import { testActive } from "../db/test_rows.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import { flatPosition } from "../domain/position.ts";
import { newGuard, statusOf } from "./active_strategy/guard.ts";
import { brokerProtocol } from "./broker_protocol.ts";
import { portfolioProtocol } from "./portfolio_protocol.ts";
import { defineActor, later, supervisor, type System } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { accountEvents, readyAccounts } from "./topics.ts";
import { deskOf, eventually, heardBy, PAPER_PATH, requestBy, START_MS, tradingFixture } from "./trading_fixture.ts";

const { GetStrategies } = portfolioProtocol;

/** A fixture in which every strategy, at first there is one, says that it holds so much; its account has 1 BTC. */
async function auditFixture(held: { quantity: string }) {
  const active: ActiveStrategy[] = [];
  const fixture = await tradingFixture({
    cash: { USDT: "100", BTC: "1" },
    more: ({ db, rows }) => {
      active.push(rows.active);
      const args = { db, name: "Levels", source: "", recorderPath: "", orderDeskPath: "" };
      const statusBy = (activeStrategy: ActiveStrategy) => ({
        ...statusOf(newGuard({ ...args, activeStrategy, deskPath: null, venuesPath: null })),
        position: { ...flatPosition("BTC/USDT"), ...held },
      });
      const portfolio = moduleOf(defineActor({
        protocol: { GetStrategies },
        args: z.undefined(),
        init: () => ({}),
        on: { GetStrategies: () => active.map(statusBy) },
      }));
      return [{ id: "portfolio", module: portfolio }, {
        id: "auditor",
        module: import.meta.resolve("./position_auditor.actor.ts"),
        args: {
          db,
          paper: { [rows.broker.id]: PAPER_PATH },
          brokersPath: "/root/brokers",
          portfolioPath: "/root/portfolio",
        },
      }];
    },
  });
  const { got } = heardBy(fixture).notices;
  const keys = () => got.map(({ key }) => key);
  /** Lets it look, and then some time for its answers to come. */
  const look = async (after: "1s" | "6s" | "1m" = "1m") => {
    await fixture.kit.advance(after);
    for (let turn = 0; turn < 20; turn++) {
      await fixture.kit.settle();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return { ...fixture, fixture, active, got, keys, look };
}

Deno.test("a position that the account does not hold is told once, when it was seen twice, and again when it is over", async () => {
  const held = { quantity: "1.5" };
  await using house = await auditFixture(held);
  await house.look();
  assert.deepEqual(house.keys(), []);
  await eventually(house.fixture, async () => {
    await house.look();
    return house.keys().length > 0;
  });
  assert.deepEqual([house.got[0]?.level, house.got[0]?.parameters], [
    "error",
    { broker: "paper", currency: "BTC", counted: "1.5", found: "1" },
  ]);
  await house.look();
  assert.deepEqual(house.keys(), ["position_mismatch"]);
  held.quantity = "1";
  await eventually(house.fixture, async () => {
    await house.look();
    return house.keys().length > 1;
  });
  assert.deepEqual(house.keys(), ["position_mismatch", "position_matches"]);
});

Deno.test("what the account holds is no news, nor is a broker that does not answer", async () => {
  const held = { quantity: "1" };
  await using house = await auditFixture(held);
  for (let times = 0; times < 3; times++) await house.look();
  held.quantity = "2";
  await house.look();
  house.kit.drop(PAPER_PATH, "GetBalances");
  await house.look();
  await house.kit.advance("11s");
  assert.deepEqual(house.keys(), []);
  await eventually(house.fixture, async () => {
    await house.look();
    return house.keys().length > 0;
  });
});

Deno.test("an account that is silent holds up the look at no other", async () => {
  await using house = await auditFixture({ quantity: "1.5" });
  const { db, kit, rows, fixture, active } = house;
  const of = {
    userId: rows.user.id,
    exchange: "kraken",
    description: "",
    environment: "live",
    isDefault: false,
  } as const;
  const silent = await ensureBroker(db, { ...of, name: "silent", paperBalances: {} });
  const before = { ...testActive(rows.strategy, silent.id), createdMs: rows.active.createdMs - 1 };
  await activate(db, before);
  active.push(before);
  const { GetBalances } = brokerProtocol;
  let asked = 0;
  const on = {
    GetBalances() {
      asked++;
      return later(new Promise<never>(() => {}));
    },
  };
  const module = moduleOf(defineActor({ protocol: { GetBalances }, args: z.undefined(), init: () => ({}), on }));
  const brokers = supervisor({ strategy: "one_for_one", children: [{ id: silent.id, module }] });
  await kit.system.start("/root", { id: "brokers", supervisor: brokers });
  await kit.advance("1m");
  await eventually(fixture, () => asked > 0);
  await kit.advance("1m");
  await eventually(fixture, () => house.keys().length > 0);
  assert.equal(kit.clock.now(), START_MS + 120_000, "nobody's silence was waited for");
});

Deno.test("what an exchange tells of an account is looked into at once, twice within seconds, not a minute later; as at the start", async () => {
  const tellings: ((system: System, brokerId: string) => void)[] = [
    (system, brokerId) => system.publish(accountEvents.key(brokerId), { brokerId, what: "balance" }),
    (system, brokerId) => system.publish(readyAccounts.key(brokerId), { brokerId }),
  ];
  for (const tell of tellings) {
    await using house = await auditFixture({ quantity: "1.5" });
    const { kit, rows, fixture } = house;
    await kit.advance("2s"); // of its first minute
    tell(kit.system, rows.broker.id);
    await eventually(fixture, async () => {
      await house.look("1s");
      return house.keys().length > 0;
    });
    assert.deepEqual(house.keys(), ["position_mismatch"]);
    assert.ok(kit.clock.now() - START_MS < 30_000, "the minute was not waited for");
  }
});

Deno.test("what an order of ours may be selling just now is left to the look of the minute", async () => {
  const held = { quantity: "1.5" };
  await using house = await auditFixture(held);
  const { kit, rows, fixture } = house;
  const sale = requestBy(fixture, "sale", { side: "sell", type: "limit", price: "90000", quantity: "0.5" });
  await deskOf(fixture).ask("PlaceOrder", sale);
  for (let times = 0; times < 3; times++) {
    kit.system.publish(accountEvents.key(rows.broker.id), { brokerId: rows.broker.id, what: "orders" });
    await house.look("6s");
  }
  assert.deepEqual(house.keys(), []);
});
