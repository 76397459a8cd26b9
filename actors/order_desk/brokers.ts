/** Talking to brokers: what an answer means, and what none means. */
import { venueOrderId } from "../../db/foreign.ts";
import { findOrder } from "../../db/orders.ts";
import { ADOPTED_ORDER } from "../../domain/foreign.ts";
import type { Order, OrderEvent, OrderRequest } from "../../domain/order.ts";
import { brokerAt } from "../broker_paths.ts";
import type { brokerProtocol, OrderGroup, Placing } from "../broker_protocol.ts";
import { type ActorRef, AskError } from "../runtime/mod.ts";
import { orders as changes } from "../topics.ts";
import { type Desk, type DeskContext, mustLive, type OrderPair, record, recordBoth, storeSubmitted } from "./record.ts";

/** How long a broker may take to answer an order; Binance itself gives up after 10 s. */
export const WAITING = { timeout: "10s" } as const;

/** The actor of a broker; asking one that does not run fails. */
export function brokerOf(desk: Desk, brokerId: string, ctx: DeskContext): ActorRef<typeof brokerProtocol> {
  return brokerAt(desk.paths, brokerId, ctx);
}

/** How an order is called at its broker: one that was placed elsewhere is found by the venue's own name alone. */
export async function nameAt(
  { db }: Desk,
  { symbol, clientOrderId, purpose }: Order,
): Promise<{ symbol: string; clientOrderId: string; orderId?: string | undefined }> {
  if (purpose !== ADOPTED_ORDER) return { symbol, clientOrderId };
  return { symbol, clientOrderId, orderId: await venueOrderId(db, clientOrderId) };
}

/** What a broker answers; null where it does not, which is no failure of the desk. */
export async function answerOf<T>(ask: () => Promise<T>, ctx: DeskContext): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("A broker does not answer", { why: error.message });
    return null;
  }
}

/**
 * Sends a stored order and records the answer; without one the outcome is unknown, which is no failure. That it is submitted
 * is told when it has been handed on: who hears of it has much to do.
 */
export async function send(desk: Desk, stored: Order, ctx: DeskContext): Promise<Order> {
  const { clientOrderId, brokerId } = stored;
  const order = stored.state === "intended" ? (await storeSubmitted(desk, [stored], ctx))?.[0] : stored;
  if (!order) return await findOrder(desk.db, clientOrderId) ?? stored;
  const answer = sent(ctx, () => brokerOf(desk, brokerId, ctx).ask("PlaceOrder", requestIn(order), WAITING));
  tellSubmitted(order, ctx);
  const placing = await answer;
  const answered = await record(desk, order, outcomeOf(placing, clientOrderId, ctx), ctx);
  desk.absent.note(answered, ctx.clock);
  return answered;
}

/** Sends the stored orders of a group at once, as {@linkcode send} does one, and records the answer for both. */
export async function sendGroup(desk: Desk, intended: OrderPair, ctx: DeskContext): Promise<OrderPair> {
  const orders = await storeSubmitted(desk, intended, ctx);
  if (!orders) return await asStored(desk, intended);
  const [one, other] = orders;
  const group: OrderGroup = { orders: [requestIn(one), requestIn(other)] };
  const answer = sent(ctx, () => brokerOf(desk, one.brokerId, ctx).ask("PlaceGroup", group, WAITING));
  for (const order of orders) tellSubmitted(order, ctx);
  const placing = await answer;
  const answered = await recordBoth(desk, orders, (clientOrderId) => outcomeOf(placing, clientOrderId, ctx), ctx);
  for (const one of answered) desk.absent.note(one, ctx.clock);
  return answered;
}

/** Both as the books have them. */
export async function asStored({ db }: Desk, [one, other]: OrderPair): Promise<OrderPair> {
  return [await findOrder(db, one.clientOrderId) ?? one, await findOrder(db, other.clientOrderId) ?? other];
}

function tellSubmitted(order: Order, ctx: DeskContext): void {
  const { clientOrderId, userId, updatedMs } = order;
  ctx.publish(changes.key(userId), { order, event: { kind: "OrderSubmitted", clientOrderId, timeMs: updatedMs } });
}

async function sent(ctx: DeskContext, ask: () => Promise<Placing>): Promise<Placing> {
  mustLive(ctx);
  try {
    return await ask();
  } catch (error) {
    return { outcome: "unknown", reason: inWords(error) };
  }
}

function outcomeOf(
  placing: Placing,
  clientOrderId: string,
  ctx: DeskContext,
): Exclude<OrderEvent, { kind: "OrderFilled" }> {
  const timeMs = ctx.clock.now();
  switch (placing.outcome) {
    case "accepted":
      return { kind: "OrderAccepted", clientOrderId, timeMs };
    case "refused":
      return { kind: "OrderRejected", clientOrderId, reason: placing.reason, timeMs };
    case "unknown":
      return { kind: "OrderOutcomeUnknown", clientOrderId, reason: placing.reason, timeMs };
  }
}

/** The request that an order began as; the broker checks it as it does all that it hears. */
function requestIn(
  { clientOrderId, userId, brokerId, activeStrategyId, groupId, purpose, ...order }: Order,
): OrderRequest {
  const { symbol, side, type, quantity, price, stopPrice } = order;
  const of = { clientOrderId, userId, brokerId, activeStrategyId, groupId, purpose };
  return { ...of, symbol, side, type, quantity, price, stopPrice };
}

/** The message of whatever was thrown. */
export function inWords(error: unknown): string {
  if (error instanceof AskError) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
