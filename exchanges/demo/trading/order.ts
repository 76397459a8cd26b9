/** Orders of the demo exchange's clients. Prices count ticks, quantities steps of the market; times are the exchange's, UTC ms. */
import type { Money } from "./money.ts";

/** Binance's order types on Spot. */
export const ORDER_TYPES = [
  "LIMIT",
  "MARKET",
  "LIMIT_MAKER",
  "STOP_LOSS",
  "STOP_LOSS_LIMIT",
  "TAKE_PROFIT",
  "TAKE_PROFIT_LIMIT",
] as const;
/** Type of an order. */
export type OrderType = typeof ORDER_TYPES[number];

/** `GTC` rests until canceled, `IOC` takes what is there, `FOK` takes all or nothing. */
export const TIMES_IN_FORCE = ["GTC", "IOC", "FOK"] as const;
/** How long an order waits. */
export type TimeInForce = typeof TIMES_IN_FORCE[number];

/** What happens when a client's order meets another of his own. */
export const SELF_TRADE_MODES = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"] as const;
/** What happens when a client's order meets another of his own. */
export type SelfTradeMode = typeof SELF_TRADE_MODES[number];

/** Side of an order. */
export type Side = "BUY" | "SELL";

/** State of an order. `PENDING_NEW` waits for another order of its list. */
export type OrderStatus =
  | "NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "REJECTED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH";

/** What a client asks for, checked and on the market's grid. */
export interface NewOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly clientOrderId: string;
  /** 0 where the order is given in quote currency. */
  readonly steps: number;
  /** Market orders may say what to spend or to earn instead of how much to trade. */
  readonly quoteQuantity: Money | null;
  readonly price: number | null;
  readonly stopPrice: number | null;
  /** Distance of a trailing stop in basis points. */
  readonly trailingDelta: number | null;
  readonly icebergSteps: number | null;
  readonly selfTradeMode: SelfTradeMode;
}

/** An order and what became of it. */
export interface Order extends NewOrder {
  readonly accountId: number;
  readonly orderId: number;
  /** −1 = of no list. */
  readonly listId: number;
  readonly status: OrderStatus;
  readonly executedSteps: number;
  readonly executedQuote: Money;
  /** A stop that was not reached yet does not work. */
  readonly isWorking: boolean;
  readonly timeMs: number;
  readonly updateMs: number;
  /** When it began to work; null = not yet. */
  readonly workingMs: number | null;
  /** Steps of others that stood at its price before it came; they are filled first. */
  readonly stepsAhead: number;
  /** Of a trailing stop: the best price for the client since it is active, null = not active yet. */
  readonly trailingPrice: number | null;
  /** Why it expired, in Binance's words. */
  readonly expiryReason: string | null;
}

/** One execution of a client's order. */
export interface Execution {
  readonly tradeId: number;
  readonly symbol: string;
  readonly orderId: number;
  readonly listId: number;
  readonly accountId: number;
  readonly price: number;
  readonly steps: number;
  readonly quote: Money;
  readonly fee: Money;
  readonly feeAsset: string;
  readonly timeMs: number;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
}

/** Two orders of which one cancels the other. */
export interface OrderList {
  readonly listId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly clientListId: string;
  readonly timeMs: number;
  readonly orderIds: readonly [number, number];
  readonly isDone: boolean;
}

/** Whether nothing more will happen to it. */
export function isOver({ status }: Pick<Order, "status">): boolean {
  return status !== "NEW" && status !== "PARTIALLY_FILLED";
}

/** Steps that are not traded yet. */
export function stepsLeft({ steps, executedSteps }: Pick<Order, "steps" | "executedSteps">): number {
  return steps - executedSteps;
}

/** Whether it waits for a price before it works. */
export function isContingent({ type }: Pick<Order, "type">): boolean {
  return type.startsWith("STOP_LOSS") || type.startsWith("TAKE_PROFIT");
}

/** Whether it names the price to trade at. */
export function hasLimit({ type }: Pick<Order, "type">): boolean {
  return type.startsWith("LIMIT") || type.endsWith("_LIMIT");
}
