/** For tests: a manual desk over the fixture's order desk and paper broker, with last prices that a test sets. */
import assert from "node:assert/strict";
import { z } from "zod";
import { exitsOfTicket, type StoredExits } from "../db/order_exits.ts";
import { lastOrders } from "../db/orders.ts";
import type { Order } from "../domain/order.ts";
import type { Ticket } from "../domain/ticket.ts";
import { ticketOrderId, ticketOrderName } from "../domain/ticket_ids.ts";
import { manualDeskProtocol } from "./manual_desk_protocol.ts";
import { defineActor } from "./runtime/mod.ts";
import { moduleOf } from "./runtime/testkit.ts";
import { DESK_PATH, eventually, PAPER_PATH, type TradingFixture, tradingFixture } from "./trading_fixture.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

/** Where the fixture's manual desk stands. */
export const MANUAL_PATH = "/root/manual-desk";

/** A manual desk at work. */
export interface ManualFixture extends TradingFixture {
  /** Last prices as its venue tells them, by symbol. */
  readonly prices: Record<string, string>;
}

const { GetPrices } = venueDeskProtocol;

/** The module of a venue desk that tells prices which a test sets. */
export function fixedPricesOf(prices: Record<string, string>): string {
  return moduleOf(defineActor({
    protocol: { GetPrices },
    args: z.undefined(),
    init: () => ({}),
    on: { GetPrices: () => ({ outcome: "told" as const, prices: { ...prices } }) },
  }));
}

/** Starts one on a fresh database; BTC costs 30,000 USDT. */
export async function manualFixture(
  options: Parameters<typeof tradingFixture>[0] = {},
): Promise<ManualFixture> {
  const prices = { "BTC/USDT": "30000" };
  const fixture = await tradingFixture({
    ...options,
    more: ({ db, rows }) => [
      { id: "venues", module: fixedPricesOf(prices) },
      {
        id: "manual-desk",
        module: import.meta.resolve("./manual_desk.actor.ts"),
        args: {
          db,
          paper: { [rows.broker.id]: PAPER_PATH },
          brokersPath: "/root/brokers",
          orderDeskPath: DESK_PATH,
          venuesPath: "/root/venues",
        },
      },
    ],
  });
  return { ...fixture, prices };
}

/** The fixture's manual desk. */
export function manualOf({ kit }: TradingFixture) {
  return kit.system.whereis(MANUAL_PATH, manualDeskProtocol);
}

/** A market buy of 1 BTC without exits, with what a test wants different. */
export function ticketOf({ rows }: TradingFixture, different: Partial<Ticket> = {}): Ticket {
  const none = { price: null, stopLoss: null, takeProfit: null };
  return {
    ...{ brokerId: rows.broker.id, symbol: "BTC/USDT", side: "buy", type: "market", quantity: "1" },
    ...none,
    ...different,
  };
}

let tickets = 0;

/** The id of a new ticket. */
export function newTicketId(): string {
  return `${(++tickets).toString(16).padStart(8, "0")}-2222-4333-8444-555555555555`;
}

/** Places a ticket under a new id, or under the one that is given. */
export async function placeBy(
  fixture: TradingFixture,
  different: Partial<Ticket> = {},
  { ticketId = newTicketId(), userId = fixture.rows.user.id } = {},
) {
  const ticket = ticketOf(fixture, different);
  return { ticketId, ...await manualOf(fixture).ask("PlaceTicket", { userId, ticketId, ticket }) };
}

/** Waits until the orders of the user, as `buy market filled`, are these, in any order. */
export async function ordersAre(fixture: TradingFixture, expected: readonly string[]): Promise<void> {
  const told = async () =>
    (await lastOrders(fixture.db, fixture.rows.user.id, 100)).map(({ side, type, state }) => `${side} ${type} ${state}`)
      .sort();
  await eventually(fixture, async () => JSON.stringify(await told()) === JSON.stringify(expected.toSorted()))
    .catch(async () => assert.deepEqual(await told(), expected.toSorted()));
}

/** A stop and a target around the first price of 30,000. */
export const BOTH = { stopLoss: "29000", takeProfit: "32000" } as const;

/** The exits of a ticket as they are stored. */
export async function storedExitsOf({ db, rows }: ManualFixture, ticketId: string): Promise<StoredExits | undefined> {
  const { stem } = ticketOrderName(ticketOrderId("entry", ticketId))!;
  return await exitsOfTicket(db, rows.user.id, stem);
}

/** Waits until the exits of a ticket are in a state. */
export async function exitsAre(fixture: ManualFixture, ticketId: string, state: string): Promise<StoredExits> {
  return await eventually(fixture, async () => {
    const exits = await storedExitsOf(fixture, ticketId);
    return exits?.state === state ? exits : undefined;
  });
}

/** All orders of its user. */
export async function ordersByName({ db, rows }: ManualFixture): Promise<Map<string, Order>> {
  return new Map((await lastOrders(db, rows.user.id, 100)).map((order) => [order.clientOrderId, order]));
}
