/** When an order that waits for a price begins to work. Prices in ticks. Source: Binance's "Trailing stop FAQ". */
import { isBetter } from "./traded_market.ts";
import type { Order, OrderType, Side } from "./order.ts";

const BASIS_POINTS = 10_000;

/** Which way the price must go: a stop goes with a falling price when selling, a target with a rising one. */
function triggersUpwards(type: OrderType, side: Side): boolean {
  return type.startsWith("STOP_LOSS") === (side === "BUY");
}

/** Whether a stop price has been reached at a last price. */
export function isReached({ type, side }: Pick<Order, "type" | "side">, stopPrice: number, last: number): boolean {
  return triggersUpwards(type, side) ? last >= stopPrice : last <= stopPrice;
}

/** A waiting order after a trade: unchanged, with a trailing price that moved, or due to work. */
export interface Waited {
  readonly order: Order;
  readonly isDue: boolean;
}

/** What a trade at `last` does to an order that waits. */
export function afterTrade(order: Order, last: number): Waited {
  if (order.trailingDelta === null) return { order, isDue: isReached(order, order.stopPrice!, last) };
  if (order.trailingPrice === null) return activated(order, last);
  const upwards = triggersUpwards(order.type, order.side);
  const best = upwards ? Math.min(order.trailingPrice, last) : Math.max(order.trailingPrice, last);
  const distance = best * order.trailingDelta / BASIS_POINTS;
  const isDue = upwards ? last >= best + distance : last <= best - distance;
  return { order: best === order.trailingPrice ? order : { ...order, trailingPrice: best }, isDue };
}

/** Without a stop price a trailing stop is active at once; with one, when the price gets there. */
function activated(order: Order, last: number): Waited {
  const { stopPrice, side } = order;
  const upwards = triggersUpwards(order.type, side);
  const isActive = stopPrice === null || last === stopPrice || isBetter(last, stopPrice, upwards ? "SELL" : "BUY");
  return { order: isActive ? { ...order, trailingPrice: last } : order, isDue: false };
}
