/** What happened to an order by hand, with all that belongs to its ticket: from its orders, their fills and the ticket's log. */
import { fillsOf, findOrderOf, ordersOfTicket } from "../../db/orders.ts";
import { positionEventsOf } from "../../db/position_events.ts";
import type { Order } from "../../domain/order.ts";
import { releaseId, ticketOrderName } from "../../domain/ticket_ids.ts";
import { stepsOf } from "../bot/timeline.ts";
import type { TimelineStep } from "../bot_services.ts";
import { HttpError } from "../fresh/error.ts";
import type { TradingParts } from "./parts.ts";

/**
 * The steps in the order in which they happened.
 * @throws {HttpError} 409 for an order of a strategy, whose own timeline tells.
 */
export async function ticketLog({ db, marketSpeed }: TradingParts, order: Order): Promise<readonly TimelineStep[]> {
  const { userId, activeStrategyId, clientOrderId } = order;
  if (activeStrategyId !== null) {
    throw new HttpError(409, `The timeline of the strategy at work "${activeStrategyId}" tells of its orders`);
  }
  const all = await ordersOf({ db }, order);
  const orders = await Promise.all(
    all.map(async (one) => ({ order: one, fills: await fillsOf(db, one.clientOrderId) })),
  );
  const entryId = all[0]?.clientOrderId ?? clientOrderId;
  const steps = stepsOf(orders, {
    decisions: new Map(),
    candles: new Map(),
    facts: new Map([[entryId, await positionEventsOf(db, { userId, entryId })]]),
    isOneClock: marketSpeed === 1,
  });
  return steps.map(withoutOldCause);
}

/** All of its ticket, the entry first; an order from elsewhere has none. */
async function ordersOf({ db }: Pick<TradingParts, "db">, order: Order): Promise<readonly Order[]> {
  const name = ticketOrderName(order.clientOrderId);
  if (name === null) return [order];
  const all = await ordersOfTicket(db, order.userId, name.stem);
  const released = await findOrderOf(db, order.userId, releaseId(order.clientOrderId));
  return released ? [...all, released] : all;
}

/** What was moved was placed since its user wished so, not since its entry was filled. */
function withoutOldCause(step: TimelineStep): TimelineStep {
  const isMoved = step.kind === "order" && (ticketOrderName(step.order.clientOrderId)?.moves ?? 0) > 0;
  return isMoved ? { ...step, sinceMs: null } : step;
}
