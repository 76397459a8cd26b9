/** What another client has done with an account at the demo exchange: seen, taken over, protected, released. */
import assert from "node:assert/strict";
import { executionsOf } from "../db/executions.ts";
import { fillsOf, findOrder } from "../db/orders.ts";
import type { HoldingToAdopt } from "../domain/foreign.ts";
import type { OrderState } from "../domain/order.ts";
import { Books } from "../domain/statistics/books.ts";
import { ticketOrderId } from "../domain/ticket_ids.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { printOn, until } from "./ccxt_broker_fixture.ts";
import { demoDesks, DESKS } from "./demo_desks_fixture.ts";
import { foreignDeskProtocol } from "./foreign_desk_protocol.ts";
import { newTicketId } from "./manual_desk_fixture.ts";
import { manualDeskProtocol } from "./manual_desk_protocol.ts";
import { elsewhere } from "./other_client_fixture.ts";
import { foreignChanges } from "./topics.ts";

const FOREIGN = "/root/foreign-desk";

/** An account with 100,000 USDT and 2 BTC, of which nobody here knows, and another client of it. */
async function openHouse(stack: AsyncDisposableStack) {
  const demo = await demoDesks(
    stack,
    (args) => [{ id: "foreign-desk", module: import.meta.resolve("./foreign_desk.actor.ts"), args: { ...args } }],
  );
  const { running, userId, brokerId, kit, key } = demo;
  const desks = {
    orders: kit.system.whereis(DESKS.orders, orderDeskProtocol),
    manual: kit.system.whereis(DESKS.manual, manualDeskProtocol),
    foreign: kit.system.whereis(FOREIGN, foreignDeskProtocol),
  };
  return {
    ...{ ...demo, desks },
    other: stack.use(await elsewhere(running, key)),
    look: async () => (await desks.foreign.ask("GetElsewhere", { userId, brokerId }, { timeout: "30s" }))!,
    adoptOrder: (orderId: string) =>
      desks.orders.ask("AdoptOrder", { userId, brokerId, symbol: "BTC/USDT", orderId }, { timeout: "30s" }),
    adopt: (different: Partial<HoldingToAdopt> = {}, ticketId = newTicketId()) =>
      desks.manual.ask("AdoptHolding", {
        userId,
        ticketId,
        holding: {
          ...{ brokerId, symbol: "BTC/USDT", quantity: "1", entryPrice: "20000", stopLoss: null, takeProfit: null },
          ...different,
        },
      }, { timeout: "30s" }),
  };
}

type House = Awaited<ReturnType<typeof openHouse>>;

const reaches = ({ kit, db }: House, id: string, state: OrderState) =>
  until(kit, async () => (await findOrder(db, id))?.state === state);

async function walk(run: (house: House) => Promise<void>): Promise<void> {
  await using stack = new AsyncDisposableStack();
  await run(await openHouse(stack));
}

Deno.test("a question that an exchange does not answer holds up no other", () =>
  walk(async ({ kit, desks, userId, brokerId }) => {
    kit.drop(`/root/brokers/${brokerId}`, "GetForeign"); // whichever of the two arrives first
    const failures: (string | null)[] = [];
    const ask = async () => {
      const elsewhere = await desks.foreign.ask("GetElsewhere", { userId, brokerId }, { timeout: "30s" });
      failures.push(elsewhere!.failure);
    };
    const both = Promise.all([ask(), ask()]);
    await until(kit, () => failures.length > 0);
    assert.deepEqual(failures, [null], "the other is answered first");
    await until(kit, async () => {
      await kit.advance("1s");
      return failures.length > 1;
    });
    await both;
    assert.match(failures[1]!, /^demo does not answer/);
  }));

Deno.test("an order from elsewhere is told, taken over once with what was filled of it before, followed and canceled", () =>
  walk(async (house) => {
    const { other, at, running, db, desks, kit, userId } = house;
    const changes = kit.probe(foreignChanges.key(userId));
    const [one, two] = [
      await other.place({ clientOrderId: "web_1", side: "buy", quantity: "0.2", price: at(0.9) }),
      await other.place({ clientOrderId: "x.y", side: "buy", quantity: "0.3", price: at(0.8) }),
    ];
    await until(kit, () => changes.got.length > 0);
    printOn(running, Number(at(0.9)) - 1, "0.05");
    const found = await house.look();
    assert.deepEqual([found.failure, found.orders.map(({ orderId }) => orderId)], [null, [one, two]]);
    const taken = await house.adoptOrder(one);
    assert.ok(taken.outcome === "adopted");
    const { clientOrderId, state, purpose, filledQuantity } = taken.order;
    assert.deepEqual([clientOrderId, state, purpose, filledQuantity], [
      ...["web_1", "partially_filled", "adopted order", "0.05"],
    ]);
    assert.deepEqual(await house.adoptOrder(one), taken, "it is the same order");
    assert.deepEqual((await house.look()).orders.map(({ orderId }) => orderId), [two]);
    printOn(running, Number(at(0.9)) - 1, "1");
    await reaches(house, "web_1", "filled");
    assert.equal((await fillsOf(db, "web_1")).length, 2);
    const odd = await house.adoptOrder(two);
    assert.ok(odd.outcome === "adopted");
    assert.match(odd.order.clientOrderId, /^f-[0-9a-f]{32}$/);
    await kit.crash(DESKS.orders);
    const wish = { userId, clientOrderId: odd.order.clientOrderId };
    assert.equal((await desks.manual.ask("CancelOrder", wish, { timeout: "30s" })).outcome, "done");
    assert.equal((await house.adoptOrder("12345678")).outcome, "refused");
  }));

Deno.test("an order of ours is never told as another's: not without an answer, nor after its broker fell", () =>
  walk(async (house) => {
    const { desks, kit, userId, brokerId, at, running } = house;
    const request = {
      ...{ userId, brokerId, activeStrategyId: null, symbol: "BTC/USDT", side: "buy", type: "limit" } as const,
      ...{ quantity: "0.1", price: at(0.9), stopPrice: null, groupId: null, purpose: "manual" },
    };
    await desks.orders.ask("PlaceOrder", { ...request, clientOrderId: "ours" });
    running.setChaos({ lostAnswer: 1 });
    const lost = await desks.orders.ask("PlaceOrder", { ...request, clientOrderId: "lost" }, { timeout: "30s" });
    assert.equal(lost.state, "unknown");
    await kit.crash(`/root/brokers/${brokerId}`);
    running.setChaos(null);
    await until(kit, async () => (await house.look()).failure === null);
    const { accounts } = running.exchange.desk.engine;
    assert.equal(accounts.openOrdersOf(house.key.accountId).length, 2, "both stand there");
    assert.deepEqual((await house.look()).orders, []);
    assert.equal((await house.adoptOrder("1")).outcome, "refused");
  }));

Deno.test("a holding that nobody counts on is adopted once with its stop, counted from then on, and released again", () =>
  walk(async (house) => {
    const { db, userId, brokerId, at, kit, running, desks } = house;
    const heldOf = async () =>
      (await house.look()).holdings.map(({ symbol, quantity, free }) => [symbol, quantity, free]);
    assert.deepEqual(await heldOf(), [["BTC/USDT", "2", "2"]]);
    const ticketId = newTicketId();
    const taken = await house.adopt({ stopLoss: at(0.9) }, ticketId);
    assert.ok(taken.outcome === "adopted", JSON.stringify(taken));
    assert.deepEqual([taken.order.state, taken.order.purpose, taken.exits?.state], [
      ...["filled", "adopted holding", "working"],
    ]);
    assert.deepEqual(await house.adopt({ stopLoss: at(0.9) }, ticketId), taken, "it is the same entry");
    assert.deepEqual(await heldOf(), [["BTC/USDT", "1", "1"]]);
    const more = await house.adopt({ quantity: "1.5" });
    assert.ok(more.outcome === "refused");
    assert.match(more.reason, /1 BTC are there that nobody counts on, not 1\.5/);
    assert.equal((await house.adopt({ quantity: "0.5", entryPrice: "0" })).outcome, "refused");
    const stop = ticketOrderId("stop", ticketId);
    printOn(running, Number(at(0.9)) - 1, "0.4"); // triggers
    printOn(running, Number(at(0.9)) - 1, "5");
    await reaches(house, stop, "filled");
    const books = new Books();
    const realised = [];
    for await (const piece of executionsOf(db, userId, "demo")) {
      for (const one of piece) realised.push(books.enter(one));
    }
    assert.ok(realised.filter(({ profitQuote }) => profitQuote !== null).length > 0, "the sale has earned something");
    assert.equal(realised.some(({ isUncovered }) => isUncovered), false);
    const rest = await house.adopt({ stopLoss: at(0.8), takeProfit: at(1.2) });
    assert.ok(rest.outcome === "adopted", JSON.stringify(rest));
    assert.deepEqual([(await heldOf()).length, (await house.look()).adopted.map(({ left }) => left)], [0, ["1"]]);
    const { clientOrderId } = rest.order;
    const stranger = await desks.manual.ask("ReleaseHolding", { userId: crypto.randomUUID(), clientOrderId });
    assert.equal(stranger.outcome, "unknown");
    const released = await desks.manual.ask("ReleaseHolding", { userId, clientOrderId }, { timeout: "30s" });
    assert.equal(released.outcome, "done", JSON.stringify(released));
    assert.deepEqual(running.exchange.desk.engine.accounts.openOrdersOf(house.key.accountId), [], "its exits are gone");
    assert.deepEqual([await heldOf(), (await house.look()).adopted], [[["BTC/USDT", "1", "1"]], []]);
    const again = await desks.manual.ask("ReleaseHolding", { userId, clientOrderId }, { timeout: "30s" });
    assert.equal(again.outcome, "refused");
    assert.equal(await desks.foreign.ask("GetElsewhere", { userId: crypto.randomUUID(), brokerId }), null);
    await kit.settle();
  }));

Deno.test("what is locked in an order cannot be protected, and a purchase that stands may be what is held", () =>
  walk(async (house) => {
    const { other, at, desks, userId, brokerId } = house;
    await other.place({ clientOrderId: null, side: "sell", quantity: "1.5", price: at(1.1) });
    const locked = await house.adopt({ stopLoss: at(0.9) });
    assert.ok(locked.outcome === "refused");
    assert.match(locked.reason, /only 0\.5 BTC of it are free/);
    const standing = {
      ...{ clientOrderId: "standing", userId, brokerId, activeStrategyId: null, symbol: "BTC/USDT" },
      ...{ side: "buy", type: "limit", quantity: "1.2", price: at(0.5) } as const,
      ...{ stopPrice: null, groupId: null, purpose: "manual" },
    };
    await desks.orders.ask("PlaceOrder", standing);
    assert.equal((await house.adopt()).outcome, "refused");
    assert.equal((await house.adopt({ quantity: "0.8" })).outcome, "adopted");
  }));
