/** Checking and placing tickets. */
import { findOrder } from "../../db/orders.ts";
import { exitsOfTicket, saveExits, type StoredExits } from "../../db/order_exits.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";
import type { OrderExits, PlacedTicket, Ticket, TicketVerdict } from "../../domain/ticket.ts";
import { ticketOrderId, ticketOrderName } from "../../domain/ticket_ids.ts";
import { judgeTicket } from "../../domain/ticket_rules.ts";
import { AskError } from "../runtime/mod.ts";
import { pursueExits } from "./exits.ts";
import { factsOf, findBroker, freeOf } from "./facts.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";

/** A user's ticket with the id that makes it one order. */
export interface UserTicket {
  readonly userId: string;
  readonly ticketId: string;
  readonly ticket: Ticket;
}

/** Whoever asks waits 30 s: a turn that comes later than this may end when nobody waits any more, ms. */
const TURN_WITHIN_MS = 20_000;
const TOO_LATE = "its turn came too late: it was not sent";

/** Judges a ticket; nothing is sent. */
export async function checkTicket(
  desk: ManualDesk,
  { userId, ticket }: Omit<UserTicket, "ticketId">,
  ctx: ManualContext,
): Promise<TicketVerdict> {
  const broker = await findBroker(desk, userId, ticket.brokerId);
  if (!broker) return deny(unknownBroker(ticket));
  const facts = await factsOf(desk, broker, ticket.symbol, ctx);
  if (typeof facts === "string") return deny(facts);
  return judgeTicket(ticket, { ...facts, free: await freeOf(desk, broker, facts.market, ctx) });
}

/**
 * Places a ticket once: the exits are stored before the entry is sent, so that what fills is protected after any fall. One
 * that was heard so long ago (`heardMs`, by the clock that nobody sets) that nobody waits for its answer any more is passed
 * over: its user has been told that there was none, and may ask again.
 */
export async function placeTicket(
  desk: ManualDesk,
  of: UserTicket & { readonly heardMs: number },
  ctx: ManualContext,
): Promise<PlacedTicket> {
  const { userId, ticketId, ticket, heardMs } = of;
  const nowMs = ctx.clock.now();
  const clientOrderId = ticketOrderId("entry", ticketId);
  const known = await findOrder(desk.args.db, clientOrderId);
  if (known) return await knownTicket(desk, of, known, nowMs);
  if (ctx.clock.elapsed() - heardMs > TURN_WITHIN_MS) {
    return { order: { ...intendedOrder(entryOf(of, ticket), nowMs), reason: TOO_LATE }, exits: null, changes: [] };
  }
  const broker = await findBroker(desk, userId, ticket.brokerId);
  if (!broker) return { order: denied(of, unknownBroker(ticket), nowMs), exits: null, changes: [] };
  const facts = await factsOf(desk, broker, ticket.symbol, ctx);
  const verdict = typeof facts === "string" ? deny(facts) : judgeTicket(ticket, facts);
  if (verdict.verdict === "denied") {
    const reason = verdict.reason;
    const order = await orderDesk(desk, ctx).ask("DenyOrder", { request: entryOf(of, ticket), reason }, DESK_ANSWER);
    return { order, exits: null, changes: [] };
  }
  const exits = await storeExits(desk, of, verdict.ticket, nowMs);
  const order = await sendEntry(desk, entryOf(of, verdict.ticket), ctx);
  return { order, exits: exits && told(await pursueExits(desk, exits, ctx)), changes: verdict.changes };
}

function deny(reason: string): TicketVerdict {
  return { verdict: "denied", reason };
}

/** As a page is told them. */
export function told({ moves: _, ...exits }: StoredExits): OrderExits {
  return exits;
}

async function knownTicket(desk: ManualDesk, of: UserTicket, order: Order, nowMs: number): Promise<PlacedTicket> {
  if (order.userId !== of.userId) {
    return { order: denied(of, "its id is taken", nowMs), exits: null, changes: [] };
  }
  const exits = await exitsOfTicket(desk.args.db, of.userId, ticketOrderName(order.clientOrderId)!.stem);
  return { order, exits: exits ? told(exits) : null, changes: [] };
}

async function storeExits(
  { args, exits }: ManualDesk,
  { userId, ticketId }: UserTicket,
  { brokerId, symbol, stopLoss, takeProfit }: Ticket,
  nowMs: number,
): Promise<StoredExits | null> {
  if (stopLoss === null && takeProfit === null) return null;
  const clientOrderId = ticketOrderId("entry", ticketId);
  const stored: StoredExits = {
    ...{ clientOrderId, userId, brokerId, symbol, stopLoss, takeProfit },
    ...{ moves: 0, state: "waiting", reason: null, createdMs: nowMs, updatedMs: nowMs },
  };
  await saveExits(args.db, stored);
  exits.set(keyOf(stored), stored);
  return stored;
}

/** Without an answer the desk's books say how it stands, or that it never heard of it. */
async function sendEntry(desk: ManualDesk, request: OrderRequest, ctx: ManualContext): Promise<Order> {
  try {
    return await orderDesk(desk, ctx).ask("PlaceOrder", request, DESK_ANSWER);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.error("The order desk does not answer", { why: error.message });
    const stored = await findOrder(desk.args.db, request.clientOrderId);
    const unknown = { ...intendedOrder(request, ctx.clock.now()), reason: `no answer yet: ${error.message}` };
    return stored ?? unknown;
  }
}

function entryOf({ userId, ticketId }: UserTicket, ticket: Ticket): OrderRequest {
  const { brokerId, symbol, side, type, quantity, price } = ticket;
  return {
    clientOrderId: ticketOrderId("entry", ticketId),
    ...{ userId, brokerId, activeStrategyId: null, symbol, side, type, quantity, price },
    ...{ stopPrice: null, groupId: null, purpose: "manual" },
  };
}

function denied(of: UserTicket, reason: string, nowMs: number): Order {
  return { ...intendedOrder(entryOf(of, of.ticket), nowMs), state: "denied", reason };
}

function unknownBroker({ brokerId }: Ticket): string {
  return `there is no broker ${brokerId} of this user`;
}
