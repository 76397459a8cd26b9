/**
 * Finding out what became of orders that are still open.
 *
 * - `intended`: the platform fell before it was sent. A market order is too late and denied; an order with a price of its
 *   own (limit, stop, target) still means what it said, and is sent; with its group, if it has one. What opens or enlarges
 *   a position is sent only if the risk guard says so now.
 * - `submitted`, `unknown`: looked up by the client order id. Where the venue does not know it for a minute (no
 *   request lives longer: Binance's receive window ends at 60 s), it never arrived: rejected. It is never sent again.
 * - `accepted`, `partially_filled`: what was missed is made up for. A venue that knows it no more has lost it (a test net
 *   that was wiped): expired, after the same minute.
 */
import type { Order, OrderEvent } from "../../domain/order.ts";
import { findOrder, openOrders } from "../../db/orders.ts";
import { isFinal } from "../../domain/order_life.ts";
import { answerOf, brokerOf, nameAt, send, sendGroup } from "./brokers.ts";
import { unsentPartner } from "./groups.ts";
import { reconciled } from "./readiness.ts";
import { type Desk, type DeskContext, record } from "./record.ts";
import { askGuard } from "./risk.ts";

/** How long an order that its venue does not know may still be on its way. */
export const GRACE_MS = 60_000;
const TOO_LATE = "the platform stopped before it was sent, and its moment has passed";

/** Looks every open order up, those of different brokers side by side: one that does not answer holds up no other's. */
export async function reconcileAll(desk: Desk, ctx: DeskContext): Promise<void> {
  const ofBrokers = Map.groupBy(await openOrders(desk.db), ({ brokerId }) => brokerId);
  const silent = new Set<string>();
  await Promise.all([...ofBrokers].map(async ([brokerId, orders]) => {
    if (!await reconcileBroker(desk, orders, ctx)) silent.add(brokerId);
  }));
  reconciled(desk, silent, ctx);
}

/** Whether all were answered for. A broker that does not answer is asked for its other orders in a minute. */
async function reconcileBroker(desk: Desk, orders: readonly Order[], ctx: DeskContext): Promise<boolean> {
  for (const order of orders) {
    if (await desk.turns.ofOrder(order, () => lookUpNow(desk, order, ctx)) === null) return false;
  }
  return true;
}

/** What was done with it while this waited for its turn is not looked up again. */
async function lookUpNow(desk: Desk, { clientOrderId }: Order, ctx: DeskContext): Promise<Order | null> {
  const order = (await findOrder(desk.db, clientOrderId))!;
  return isFinal(order.state) ? order : await lookUp(desk, order, ctx);
}

/** Looks an open order up and records what is new. Answers with the order as it then stands. */
export async function reconcileOrder(desk: Desk, order: Order, ctx: DeskContext): Promise<Order> {
  return await lookUp(desk, order, ctx) ?? order;
}

/** The order as it stands now; null where its broker or venue does not answer. */
async function lookUp(desk: Desk, order: Order, ctx: DeskContext): Promise<Order | null> {
  if (order.state === "intended") return await settleIntent(desk, order, ctx);
  const broker = brokerOf(desk, order.brokerId, ctx);
  const name = await nameAt(desk, order);
  const events = await answerOf(() => broker.ask("GetOrderEvents", name), ctx);
  if (events === null) return null;
  return events.length > 0 ? await recordAll(desk, order, events, ctx) : await notKnown(desk, order, ctx);
}

async function settleIntent(desk: Desk, { clientOrderId }: Order, ctx: DeskContext): Promise<Order> {
  const order = (await findOrder(desk.db, clientOrderId))!;
  if (order.state !== "intended") return order; // went out with its group
  const partner = await unsentPartner(desk, order);
  if (partner) return (await sendGroup(desk, [order, partner], ctx))[0];
  if (order.type === "market") return await denyLate(desk, order, TOO_LATE, ctx);
  const allowed = await askGuard(desk, order, ctx);
  if (allowed.verdict === "unanswered") return order; // asked again in a minute
  return allowed.verdict === "allowed"
    ? await send(desk, order, ctx)
    : await denyLate(desk, order, allowed.reason, ctx);
}

async function denyLate(desk: Desk, order: Order, reason: string, ctx: DeskContext): Promise<Order> {
  const { clientOrderId } = order;
  return await record(desk, order, { kind: "OrderDenied", clientOrderId, reason, timeMs: ctx.clock.now() }, ctx);
}

async function recordAll(desk: Desk, order: Order, events: readonly OrderEvent[], ctx: DeskContext): Promise<Order> {
  let now = order;
  for (const event of events) now = await record(desk, now, event, ctx);
  return now;
}

async function notKnown(desk: Desk, order: Order, ctx: DeskContext): Promise<Order> {
  const timeMs = ctx.clock.now();
  if (desk.absent.msOf(order, ctx.clock) < GRACE_MS) return order;
  const { clientOrderId } = order;
  const arrived = order.state === "accepted" || order.state === "partially_filled";
  const event: OrderEvent = arrived
    ? { kind: "OrderExpired", clientOrderId, reason: "its venue knows it no more", timeMs }
    : { kind: "OrderRejected", clientOrderId, reason: "it never reached its venue", timeMs };
  return await record(desk, order, event, ctx);
}
