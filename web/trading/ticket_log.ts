/** What happened to an order by hand, with all that belongs to its ticket: from its orders, their fills and the ticket's log. */
import { fillsOf, findOrderOf, ordersOfTicket } from "../../db/orders.ts";
import type { Db } from "../../db/db.ts";
import { positionEventsOf } from "../../db/position_events.ts";
import { ADOPTED_ORDER } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import type { PositionEvent } from "../../domain/position_event.ts";
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
  const { activeStrategyId, clientOrderId } = order;
  if (activeStrategyId !== null) {
    throw new HttpError(409, `The timeline of the strategy at work "${activeStrategyId}" tells of its orders`);
  }
  const { orders: all, events } = await familyOf(db, order);
  const orders = await Promise.all(
    all.map(async (one) => ({ order: one, fills: await fillsOf(db, one.clientOrderId) })),
  );
  const steps = stepsOf(orders, {
    decisions: new Map(),
    candles: new Map(),
    facts: new Map([[all[0]?.clientOrderId ?? clientOrderId, events]]),
    isOneClock: marketSpeed === 1,
  });
  return steps.map(withoutOldCause);
}

/** Orders that belong together, the first one first, and what the log says of them. */
interface Family {
  readonly orders: readonly Order[];
  readonly events: readonly PositionEvent[];
}

/** All of an order's ticket, and the order from elsewhere whose place it has taken. */
async function familyOf(db: Db, order: Order): Promise<Family> {
  const { userId } = order;
  const own = await ticketOf(db, order);
  const facts = own.events.map(({ fact }) => fact);
  const other = async (kind: "Replaced" | "Replaces"): Promise<Family> => {
    const fact = facts.find((one) => one.kind === kind);
    const found = fact && "clientOrderId" in fact ? await findOrderOf(db, userId, fact.clientOrderId) : undefined;
    return found ? await ticketOf(db, found) : { orders: [], events: [] };
  };
  const all = [await other("Replaces"), own, await other("Replaced")];
  return { orders: all.flatMap(({ orders }) => orders), events: all.flatMap(({ events }) => events) };
}

/** All of an order's ticket, the entry first; an order from elsewhere has none. */
async function ticketOf(db: Db, order: Order): Promise<Family> {
  const { userId, clientOrderId, purpose } = order;
  const name = purpose === ADOPTED_ORDER ? null : ticketOrderName(clientOrderId);
  const all = name === null ? [] : await ordersOfTicket(db, userId, name.stem);
  const released = name && await findOrderOf(db, userId, releaseId(clientOrderId));
  const orders = [...all.length > 0 ? all : [order], ...released ? [released] : []];
  return { orders, events: await positionEventsOf(db, { userId, entryId: orders[0]!.clientOrderId }) };
}

/** What was moved was placed since its user wished so, not since its entry was filled. */
function withoutOldCause(step: TimelineStep): TimelineStep {
  const isMoved = step.kind === "order" && (ticketOrderName(step.order.clientOrderId)?.moves ?? 0) > 0;
  return isMoved ? { ...step, sinceMs: null } : step;
}
