/** Orders by hand at an exchange of its own: exits are a list there, and its words are told. */
import assert from "node:assert/strict";
import { ordersOfTicket } from "../db/orders.ts";
import { exitsOfTicket } from "../db/order_exits.ts";
import type { Notice } from "../domain/active_strategy.ts";
import type { Ticket } from "../domain/ticket.ts";
import { ticketOrderId, ticketOrderName } from "../domain/ticket_ids.ts";
import { printOn, until } from "./ccxt_broker_fixture.ts";
import { demoDesks, DESKS } from "./demo_desks_fixture.ts";
import { newTicketId } from "./manual_desk_fixture.ts";
import { manualDeskProtocol } from "./manual_desk_protocol.ts";
import { notices } from "./topics.ts";

async function openHouse(stack: AsyncDisposableStack) {
  const desks = await demoDesks(stack);
  const told: readonly Notice[] = desks.kit.probe(notices.key(desks.userId)).got;
  return { ...desks, told, desk: desks.kit.system.whereis(DESKS.manual, manualDeskProtocol) };
}

type House = Awaited<ReturnType<typeof openHouse>>;

/** Buys 0.1 BTC at the market, with what a test wants different. */
async function buy({ desk, userId, brokerId }: House, different: Partial<Ticket>): Promise<string> {
  const ticketId = newTicketId();
  const none = { price: null, stopLoss: null, takeProfit: null };
  const plain = { brokerId, symbol: "BTC/USDT", side: "buy", type: "market", quantity: "0.1", ...none } as const;
  const { order } = await desk.ask("PlaceTicket", { userId, ticketId, ticket: { ...plain, ...different } });
  assert.notEqual(order.state, "denied", order.reason ?? "");
  return ticketId;
}

async function exitsAre({ kit, db, userId }: House, ticketId: string, state: string) {
  const { stem } = ticketOrderName(ticketOrderId("entry", ticketId))!;
  return await until(kit, async () => {
    const exits = await exitsOfTicket(db, userId, stem);
    return exits?.state === state ? exits : undefined;
  });
}

/** Open orders at the exchange itself, as `s-… 25000`. */
function openAt({ running, key }: House): string[] {
  const { accounts } = running.exchange.desk.engine;
  return accounts.openOrdersOf(key.accountId).map(({ clientOrderId, stopPrice, listId }) =>
    `${clientOrderId} ${(stopPrice ?? 0) / 100} ${listId >= 0 ? "in a list" : "alone"}`
  ).sort();
}

Deno.test("at an exchange the exits are one list for what was bought after the fee, moved as one, and the stop sells", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  const { at, desk, userId, kit, running, key } = house;
  const ticketId = await buy(house, { stopLoss: at(0.9), takeProfit: at(1.1) });
  await exitsAre(house, ticketId, "working");
  const [stop, target] = [ticketOrderId("stop", ticketId), ticketOrderId("target", ticketId)];
  assert.deepEqual(openAt(house), [`${stop} ${at(0.9)} in a list`, `${target} ${at(1.1)} in a list`]);
  const { accounts } = running.exchange.desk.engine;
  assert.equal(accounts.openOrdersOf(key.accountId)[0]?.steps, 9_990); // 0.1 − 0.1 %, in steps of 0.00001

  const moved = await desk.ask("MoveOrder", { userId, clientOrderId: stop, to: at(0.95) }, { timeout: "1m" });
  assert.equal(moved.outcome, "done");
  assert.deepEqual(openAt(house), [`${stop}-1 ${at(0.95)} in a list`, `${target}-1 ${at(1.1)} in a list`]);

  printOn(running, house.price * 0.94, "1");
  const done = await exitsAre(house, ticketId, "done");
  assert.equal(done.stopLoss, at(0.95));
  await until(kit, () => openAt(house).length === 0);
  assert.deepEqual(house.told, []);
});

Deno.test("exits that the exchange refuses are told in its words; a move that it refuses leaves the old ones", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  const { at, desk, userId, prices, price } = house;
  const ticketId = await buy(house, { stopLoss: at(0.9), takeProfit: at(1.1) });
  await exitsAre(house, ticketId, "working");
  const stop = ticketOrderId("stop", ticketId);
  prices["BTC/USDT"] = String(price * 1.08); // what is told of the market is not what the exchange knows
  const move = { userId, clientOrderId: stop, to: at(1.05) };
  const moved = await desk.ask("MoveOrder", move, { timeout: "1m" });
  assert.ok(moved.outcome === "refused");
  assert.match(moved.reason, /relationship of the prices/);
  const target = ticketOrderId("target", ticketId);
  await exitsAre(house, ticketId, "working");
  assert.deepEqual(house.told, []);
  assert.deepEqual(openAt(house), [`${stop}-2 ${at(0.9)} in a list`, `${target}-2 ${at(1.1)} in a list`]);
});

Deno.test("a stop whose price was passed before it could stand sells at the market at once, alone and with a target", async () => {
  await using stack = new AsyncDisposableStack();
  const house = await openHouse(stack);
  const { at, prices, price, db, userId } = house;
  prices["BTC/USDT"] = String(price * 1.08); // what is told of the market is not what the exchange knows
  for (const target of [null, at(1.2)]) {
    const ticketId = await buy(house, { stopLoss: at(1.05), takeProfit: target });
    await exitsAre(house, ticketId, "done");
    const orders = await ordersOfTicket(db, userId, ticketOrderName(ticketOrderId("entry", ticketId))!.stem);
    const named = (name: string) => orders.find(({ clientOrderId }) => clientOrderId === name)!;
    const stop = ticketOrderId("stop", ticketId);
    assert.match(named(stop).reason ?? "", /already passed .*(trigger immediately|relationship of the prices)/);
    const sale = named(`${stop}-1`);
    const told = [sale.type, sale.state, sale.quantity, sale.purpose];
    assert.deepEqual(told, ["market", "filled", "0.0999", "stop loss"]); // 0.1 − 0.1 %
  }
  assert.deepEqual([openAt(house), house.told], [[], []]);
});
