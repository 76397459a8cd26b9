/**
 * Holdings from elsewhere: one that nobody counts on is booked as an entry by hand, at the price that its user names, with the
 * exits that protect it. Nothing is traded for it.
 */
import type { Broker } from "../../db/brokers.ts";
import { bookedAt, openBuysAt, saveTransfer } from "../../db/foreign.ts";
import { exitsOfTicket, type StoredExits } from "../../db/order_exits.ts";
import { findOrder } from "../../db/orders.ts";
import { Decimal } from "../../domain/decimal.ts";
import { ADOPTED_HOLDING, countedByCurrency, type HoldingToAdopt, uncounted } from "../../domain/foreign.ts";
import { currenciesOf } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import type { Ticket } from "../../domain/ticket.ts";
import { ticketOrderId, ticketOrderName } from "../../domain/ticket_ids.ts";
import { judgeTicket } from "../../domain/ticket_rules.ts";
import type { AdoptedTicket } from "../manual_desk_protocol.ts";
import { orders } from "../topics.ts";
import { pursueExits } from "./exits.ts";
import { factsOf, findBroker, pictureOf } from "./facts.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";
import { told } from "./tickets.ts";
import { transferOf } from "./transfer.ts";

/** A user's wish, with the id that makes it one entry. */
export interface UserHolding {
  readonly userId: string;
  readonly ticketId: string;
  readonly holding: HoldingToAdopt;
}

/** Books a holding as an entry, once, and sees to its exits. */
export async function adoptHolding(desk: ManualDesk, of: UserHolding, ctx: ManualContext): Promise<AdoptedTicket> {
  const { userId, ticketId, holding } = of;
  const known = await findOrder(desk.args.db, ticketOrderId("entry", ticketId));
  if (known) return await knownHolding(desk, of, known);
  const broker = await findBroker(desk, userId, holding.brokerId);
  if (!broker) return no(`there is no broker ${holding.brokerId} of this user`);
  const facts = await factsOf(desk, broker, holding.symbol, ctx);
  if (typeof facts === "string") return no(facts);
  const verdict = judgeTicket(ticketOf(holding), facts);
  if (verdict.verdict === "denied") return no(verdict.reason);
  if (!new Decimal(holding.entryPrice).gt(0)) {
    return no(`its entry price needs to be above 0, not ${holding.entryPrice}`);
  }
  const cut = { ...of, holding: { ...holding, ...exactly(verdict.ticket) } };
  const notThere = await whyNotThere(desk, broker, cut, ctx);
  return notThere === null ? await book(desk, cut, ctx) : no(notThere);
}

function no(reason: string): AdoptedTicket {
  return { outcome: "refused", reason };
}

async function knownHolding(desk: ManualDesk, { userId }: UserHolding, order: Order): Promise<AdoptedTicket> {
  if (order.userId !== userId || order.purpose !== ADOPTED_HOLDING) return no("its id is taken");
  const exits = await exitsOfTicket(desk.args.db, userId, ticketOrderName(order.clientOrderId)!.stem);
  return { outcome: "adopted", order, exits: exits ? told(exits) : null };
}

/** As if it were bought at the market: its exits are judged by the same rules. */
function ticketOf({ entryPrice: _, ...holding }: HoldingToAdopt): Ticket {
  return { ...holding, side: "buy", type: "market", price: null };
}

function exactly({ quantity, stopLoss, takeProfit }: Ticket) {
  return { quantity, stopLoss, takeProfit };
}

/**
 * Why so much is not there to be adopted, or null. The exchange is asked first and our books are read then: what was bought
 * here is in them before it can be in the account.
 */
async function whyNotThere(
  desk: ManualDesk,
  broker: Broker,
  { userId, holding: { symbol, quantity, stopLoss, takeProfit } }: UserHolding,
  ctx: ManualContext,
): Promise<string | null> {
  if (broker.exchange === "paper") return "a paper account holds nothing from elsewhere";
  const picture = await pictureOf(desk, { brokerId: broker.id, symbol }, ctx);
  if (picture === null) return `${broker.name} does not tell now what it holds`;
  const { db } = desk.args;
  const booked = [...await bookedAt(db, userId, broker.id), ...await openBuysAt(db, userId, broker.id)];
  const { base } = currenciesOf(symbol);
  const found = uncounted(picture.balances, countedByCurrency(booked)).find(({ currency }) => currency === base);
  if (new Decimal(quantity).gt(found?.quantity ?? 0)) {
    return `${found?.quantity ?? "0"} ${base} are there that nobody counts on, not ${quantity}`;
  }
  const isLocked = (stopLoss ?? takeProfit) !== null && new Decimal(quantity).gt(found!.free);
  return isLocked
    ? `only ${found!.free} ${base} of it are free, the rest is locked in orders and cannot be protected`
    : null;
}

async function book(desk: ManualDesk, of: UserHolding, ctx: ManualContext): Promise<AdoptedTicket> {
  const { userId, ticketId, holding } = of;
  const nowMs = ctx.clock.now();
  const { brokerId, symbol, quantity, stopLoss, takeProfit } = holding;
  const clientOrderId = ticketOrderId("entry", ticketId);
  const account = { userId, brokerId, symbol };
  const [order, fill] = transferOf(account, { clientOrderId, side: "buy", purpose: ADOPTED_HOLDING }, {
    ...{ quantity, price: holding.entryPrice, nowMs },
  });
  const exits: StoredExits | null = (stopLoss ?? takeProfit) === null ? null : {
    ...{ clientOrderId, ...account, stopLoss, takeProfit, moves: 0, state: "waiting", reason: null },
    ...{ createdMs: nowMs, updatedMs: nowMs },
  };
  if (!await saveTransfer(desk.args.db, order, fill, exits)) return no("its id is taken");
  ctx.publish(orders.key(userId), { order, event: null });
  if (exits === null) return { outcome: "adopted", order, exits };
  desk.exits.set(keyOf(exits), exits);
  return { outcome: "adopted", order, exits: told(await pursueExits(desk, exits, ctx)) };
}
