/** The life of an order: one table says what each event does to each state, and nothing else changes an order. */
import { Decimal } from "./decimal.ts";
import { feeInQuote, type FeePrices } from "./fee.ts";
import type { Fill, Order, OrderEvent, OrderRequest, OrderState } from "./order.ts";

/**
 * What an event does: a state to enter; `stay` (a late, repeated or reordered event, nothing changes); `fill` (count
 * the fill, then `filled` when nothing is left); `count` (count the fill, but the order is over and stays so); or
 * `impossible`, a contradiction that somebody must hear of.
 */
type Reaction = OrderState | "stay" | "fill" | "count" | "impossible";

const TABLE: Readonly<Record<OrderState, Readonly<Record<OrderEvent["kind"], Reaction>>>> = {
  intended: row("denied", "submitted", "unknown", "accepted", "rejected", "fill", "canceled", "expired"),
  submitted: row("impossible", "stay", "unknown", "accepted", "rejected", "fill", "canceled", "expired"),
  unknown: row("impossible", "stay", "stay", "accepted", "rejected", "fill", "canceled", "expired"),
  accepted: row("impossible", "stay", "stay", "stay", "rejected", "fill", "canceled", "expired"),
  partially_filled: row("impossible", "stay", "stay", "stay", "impossible", "fill", "canceled", "expired"),
  filled: row("impossible", "stay", "stay", "stay", "impossible", "count", "stay", "stay"),
  denied: row("stay", "impossible", "impossible", "impossible", "impossible", "impossible", "impossible", "impossible"),
  rejected: row("impossible", "stay", "stay", "impossible", "stay", "count", "stay", "stay"),
  canceled: row("impossible", "stay", "stay", "stay", "stay", "count", "stay", "stay"),
  expired: row("impossible", "stay", "stay", "stay", "stay", "count", "stay", "stay"),
};

/** One line of the table, in the order in which a healthy life meets the events. */
function row(
  OrderDenied: Reaction,
  OrderSubmitted: Reaction,
  OrderOutcomeUnknown: Reaction,
  OrderAccepted: Reaction,
  OrderRejected: Reaction,
  OrderFilled: Reaction,
  OrderCanceled: Reaction,
  OrderExpired: Reaction,
) {
  return {
    OrderDenied,
    OrderSubmitted,
    OrderOutcomeUnknown,
    OrderAccepted,
    OrderRejected,
    OrderFilled,
    OrderCanceled,
    OrderExpired,
  };
}

const FINAL: ReadonlySet<OrderState> = new Set(["filled", "denied", "rejected", "canceled", "expired"]);

/** Whether the order is over: no event leads out of this state. */
export function isFinal(state: OrderState): boolean {
  return FINAL.has(state);
}

/** Whether an order never came to be: nothing of it was or will be traded. */
export function isRefused({ state }: Pick<Order, "state">): boolean {
  return state === "denied" || state === "rejected";
}

/** Whether nobody knows yet if its venue has it: it never answered, or was not asked. */
export function isUnanswered({ state }: Pick<Order, "state">): boolean {
  return state === "intended" || state === "submitted" || state === "unknown";
}

/** Why an order was canceled that somebody here wished to be. */
export const ON_REQUEST = "canceled on request";

/** Whether its venue ended an order after a part of it was filled, and nobody here wished so: the rest is still wanted. */
export function isCutShort(
  { state, reason, filledQuantity }: Pick<Order, "state" | "reason" | "filledQuantity">,
): boolean {
  return (state === "canceled" || state === "expired") && reason !== ON_REQUEST && new Decimal(filledQuantity).gt(0);
}

/** An event that contradicts what is known of its order: a fill beyond its quantity, or news of what was never sent. */
export class ImpossibleOrderEvent extends Error {
  override readonly name = "ImpossibleOrderEvent";
}

/** The order that a request begins as: stored, not yet sent. `nowMs` in UTC ms. */
export function intendedOrder(request: OrderRequest, nowMs: number): Order {
  return {
    ...request,
    state: "intended",
    filledQuantity: "0",
    filledQuote: "0",
    feeQuote: "0",
    profitQuote: null,
    reason: null,
    createdMs: nowMs,
    updatedMs: nowMs,
  };
}

/**
 * The order after an event. Returns the very same order when the event changes nothing: it came late, again, or in
 * another order than it happened. A fill is counted once (`countedFillIds` holds those of this order that are in it
 * already), also when it arrives after the order was canceled: money that moved is never overlooked.
 *
 * @throws {ImpossibleOrderEvent} when the event contradicts the order.
 */
export function applyOrderEvent(
  order: Order,
  event: OrderEvent,
  countedFillIds: ReadonlySet<string>,
  prices: FeePrices = {},
): Order {
  if (event.clientOrderId !== order.clientOrderId) throw impossible(order, event, "it belongs to another order");
  if (event.kind === "OrderFilled" && countedFillIds.has(event.fill.fillId)) return order;
  const reaction = TABLE[order.state][event.kind];
  if (reaction === "stay") return order;
  if (reaction === "impossible") throw impossible(order, event, `it is ${order.state}`);
  if (event.kind === "OrderFilled") {
    const filled = withFill(order, event, prices);
    return reaction === "count" ? { ...filled, state: order.state, reason: order.reason } : filled;
  }
  return {
    ...order,
    state: reaction as OrderState,
    reason: "reason" in event ? event.reason : null,
    updatedMs: Math.max(order.updatedMs, event.timeMs),
  };
}

function withFill(order: Order, event: Extract<OrderEvent, { kind: "OrderFilled" }>, prices: FeePrices): Order {
  const { fill } = event;
  if (!new Decimal(fill.quantity).gt(0)) throw impossible(order, event, `the fill's quantity is ${fill.quantity}`);
  const filledQuantity = new Decimal(order.filledQuantity).plus(fill.quantity);
  const left = new Decimal(order.quantity).minus(filledQuantity);
  if (left.lt(0)) throw impossible(order, event, `${filledQuantity.toFixed()} of ${order.quantity} would be filled`);
  return {
    ...order,
    state: left.isZero() ? "filled" : "partially_filled",
    filledQuantity: filledQuantity.toFixed(),
    filledQuote: quoteOf(fill).plus(order.filledQuote).toFixed(),
    feeQuote: feeInQuote(fill, order.symbol, prices).plus(order.feeQuote).toFixed(),
    reason: null,
    updatedMs: Math.max(order.updatedMs, event.timeMs),
  };
}

function quoteOf(fill: Fill): Decimal {
  return new Decimal(fill.price).times(fill.quantity);
}

function impossible(order: Order, event: OrderEvent, why: string): ImpossibleOrderEvent {
  return new ImpossibleOrderEvent(`Cannot apply ${event.kind} to order "${order.clientOrderId}": ${why}`);
}
