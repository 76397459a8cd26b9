/** The orders of a strategy at work, put together to trades. Pure. */
import { isEntry } from "../../actors/active_strategy/order_plan.ts";
import { type DecimalText, sumDecimal } from "../../domain/decimal.ts";
import type { Fill, Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { averagePrice } from "../average_price.ts";
import type { TimelineTrade } from "../bot_services.ts";

/** An order with its fills, oldest first. */
export interface FilledOrder {
  readonly order: Order;
  readonly fills: readonly Fill[];
}

/** Orders that belong to one trade: an entry first, then all that came of it. */
export type TradeOrders = readonly FilledOrder[];

/** Puts orders (oldest first) together: each entry begins a trade, what follows belongs to it until the next one. */
export function tradesOf(orders: readonly Order[], fills: readonly Fill[]): TradeOrders[] {
  const filled = Map.groupBy(fills, ({ clientOrderId }) => clientOrderId);
  const trades: FilledOrder[][] = [];
  for (const order of orders) {
    const known = trades.at(-1);
    const one = { order, fills: filled.get(order.clientOrderId) ?? [] };
    if (known === undefined || isEntry(order)) trades.push([one]);
    else known.push(one);
  }
  return trades;
}

/** A trade of the timeline. */
export interface ListedTrade {
  readonly orders: TradeOrders;
  /** Whether no other one followed it. */
  readonly isLast: boolean;
  /** How many in a row came to nothing, with this newest of them; 1 for a trade that came to something. */
  readonly attempts: number;
}

/** Trades, newest first. Of attempts in a row that came to nothing the newest alone: a strategy tries again on each candle. */
export function listed(trades: readonly TradeOrders[]): ListedTrade[] {
  const rows: ListedTrade[] = [];
  for (const [index, orders] of trades.entries()) {
    const before = rows.at(-1);
    const isAgain = before !== undefined && hasFailed(before.orders) && hasFailed(orders);
    if (isAgain) rows.pop();
    rows.push({ orders, isLast: index === trades.length - 1, attempts: isAgain ? before.attempts + 1 : 1 });
  }
  return rows.toReversed();
}

/** What a trade came to. `isLast`: no other one followed it. */
export function summaryOf(
  { orders, isLast, attempts }: ListedTrade,
): Omit<TimelineTrade, "steps" | "unprotectedMs"> {
  const first = orders[0]!.order;
  const opening = orders.filter(({ order }) => order.side === first.side);
  const closing = orders.filter(({ order }) => order.side !== first.side);
  const left = closing.findLast(({ fills }) => fills.length > 0);
  const state = hasFailed(orders) ? "failed" : stateOf(closing, isLast);
  const profits = closing.flatMap(({ order }) => order.profitQuote ?? []);
  const lastMs = Math.max(...orders.flatMap(({ order, fills }) => fills.at(-1)?.timeMs ?? order.updatedMs));
  return {
    id: first.clientOrderId,
    side: first.side === "buy" ? "long" : "short",
    state,
    openedMs: first.createdMs,
    closedMs: state === "open" ? null : left?.fills.at(-1)?.timeMs ?? lastMs,
    attempts,
    quantity: state === "failed" ? first.quantity : sumDecimal(opening.map(({ order }) => order.filledQuantity)),
    entryPrice: averageOf(opening),
    exitPrice: averageOf(closing),
    leftBy: state === "closed" ? left?.order.purpose ?? null : null,
    profitQuote: profits.length === 0 ? null : sumDecimal(profits),
    feeQuote: sumDecimal(orders.map(({ order }) => order.feeQuote)),
  };
}

/** An order that closes is one of all that is held: once one is filled, or another trade has begun, nothing is. */
function stateOf(closing: TradeOrders, isLast: boolean): "open" | "closed" {
  return !isLast || closing.some(({ order }) => order.state === "filled") ? "closed" : "open";
}

/** Whether nothing was ever bought or sold, and nothing will be. */
function hasFailed(orders: TradeOrders): boolean {
  const { side } = orders[0]!.order;
  const opening = orders.filter(({ order }) => order.side === side);
  return opening.every(({ order, fills }) => fills.length === 0 && isFinal(order.state));
}

function averageOf(orders: TradeOrders): DecimalText | null {
  const sum = (amount: "filledQuote" | "filledQuantity") => sumDecimal(orders.map(({ order }) => order[amount]));
  return averagePrice(sum("filledQuote"), sum("filledQuantity"));
}
