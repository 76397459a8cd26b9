/** The facts about a position that follow from its books: told anew after any fall, they are the same facts. Pure. */
import { Decimal, type DecimalText, sumDecimal } from "../../domain/decimal.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import type { KeptExit, PositionEvent } from "../../domain/position_event.ts";
import { isEntry, type PlannedExits, plannedExits } from "../active_strategy/order_plan.ts";

/** What the facts are made of. */
export interface PositionBooks {
  readonly entry: Order;
  /** Orders that left the position or may do so. */
  readonly leaving: readonly Order[];
  /** Nothing is left of it. */
  readonly isOver: boolean;
}

/** What its orders say: opened, entered, reduced, closed. Before anything was filled that is nothing. */
export function factsOf({ entry, leaving, isOver }: PositionBooks): PositionEvent[] {
  if (new Decimal(entry.filledQuantity).isZero()) return [];
  const side = entry.side === "buy" ? "long" : "short";
  const opened: PositionEvent = { key: "opened", timeMs: entry.updatedMs, fact: { kind: "Opened", side } };
  const left = leaving
    .filter(({ state, filledQuantity }) => isFinal(state) && !new Decimal(filledQuantity).isZero())
    .toSorted((one, other) => one.updatedMs - other.updatedMs);
  const last = left.pop(); // of which it is not known yet whether it is the one that closes it
  return [
    opened,
    ...isFinal(entry.state) ? [enteredBy(entry)] : [],
    ...left.map(reducedBy),
    ...last && isOver ? [closedBy(last, entry, leaving)] : [],
  ];
}

function enteredBy({ filledQuantity, filledQuote, updatedMs }: Order): PositionEvent {
  const price = new Decimal(filledQuote).div(filledQuantity).toDecimalPlaces(8).toFixed();
  return { key: "entered", timeMs: updatedMs, fact: { kind: "EntryFilled", quantity: filledQuantity, price } };
}

function reducedBy({ clientOrderId, filledQuantity, purpose, updatedMs }: Order): PositionEvent {
  const fact = { kind: "Reduced", quantity: filledQuantity, purpose } as const;
  return { key: `reduced ${clientOrderId}`, timeMs: updatedMs, fact };
}

function closedBy({ purpose, updatedMs }: Order, entry: Order, leaving: readonly Order[]): PositionEvent {
  const profits = leaving.flatMap(({ profitQuote }) => profitQuote ?? []);
  const profitQuote = profits.length === 0 ? null : sumDecimal(profits);
  const feeQuote = sumDecimal([entry, ...leaving].map(({ feeQuote }) => feeQuote));
  return { key: "closed", timeMs: updatedMs, fact: { kind: "Closed", purpose, profitQuote, feeQuote } };
}

/**
 * That its exits are kept: by the venue where one stands there, else by the platform, which watches for it. Undefined where
 * nobody keeps one of them. `nowMs` = UTC ms.
 */
export function protectedBy(
  entry: Order,
  standing: readonly Order[],
  watched: PlannedExits,
  nowMs: number,
): PositionEvent | undefined {
  const planned = plannedExits(entry);
  const stopLoss = keptExit(standing.find(({ type }) => type === "stop_loss"), watched.stopLoss);
  const takeProfit = keptExit(standing.find(({ type }) => type === "take_profit"), watched.takeProfit);
  if (planned.stopLoss !== null && stopLoss === null || planned.takeProfit !== null && takeProfit === null) return;
  const names = standing.map(({ clientOrderId }) => clientOrderId).toSorted();
  const key = ["protected", ...names, stopLoss?.by ?? "-", takeProfit?.by ?? "-"].join(" ");
  return { key, timeMs: nowMs, fact: { kind: "Protected", stopLoss, takeProfit } };
}

function keptExit(native: Order | undefined, watched: DecimalText | null): KeptExit | null {
  if (native) return { price: native.stopPrice!, by: "venue" };
  return watched === null ? null : { price: watched, by: "platform" };
}

/** The orders of the position of an entry among all of its strategy, oldest first: up to the next entry. */
export function ordersFrom(entryId: string, orders: readonly Order[]): Order[] {
  const first = orders.findIndex(({ clientOrderId }) => clientOrderId === entryId);
  if (first < 0) return [];
  const next = orders.findIndex((order, index) => index > first && isEntry(order));
  return orders.slice(first, next < 0 ? undefined : next);
}
