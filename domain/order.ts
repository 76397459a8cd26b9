/** Orders and fills of our own. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";

/** Buys take the base currency and pay the quote currency. */
export const orderSide = z.enum(["buy", "sell"]);
/** Side of an order. */
export type OrderSide = z.infer<typeof orderSide>;

/** `stop_loss` and `take_profit` become market orders once the last trade reaches their `stopPrice`. */
export const orderType = z.enum(["market", "limit", "stop_loss", "take_profit"]);
/** Type of an order. */
export type OrderType = z.infer<typeof orderType>;

/** What names an order; exchanges take no other characters, and no more of them. */
export const clientOrderId = z.string().regex(/^[A-Za-z0-9_-]{1,36}$/);

/**
 * What somebody wants: the intent, stored before it is sent. `clientOrderId` is chosen by us and deterministic, so
 * that the same intent can never become two orders. Quantity in base currency, prices in quote currency.
 */
export const orderRequest = z.object({
  clientOrderId,
  userId: z.string(),
  brokerId: z.string(),
  activeStrategyId: z.string().nullable(),
  symbol,
  side: orderSide,
  type: orderType,
  quantity: decimalText,
  /** Limit orders only. */
  price: decimalText.nullable(),
  /** Stop and target orders only. */
  stopPrice: decimalText.nullable(),
  /** Orders of one group cancel each other: the first to fill ends the rest (one-cancels-the-other). */
  groupId: z.string().nullable(),
  /** Why it is placed, in words for the log: `entry`, `exit`, `stop loss`, … */
  purpose: z.string(),
});
/** What somebody wants. */
export type OrderRequest = z.infer<typeof orderRequest>;

/**
 * Life of an order: `intended` (stored) → `submitted` (sent) → `accepted` → `partially_filled` → `filled`; or `denied`
 * (by us), `rejected` (by them), `canceled`, `expired`; `unknown` when no answer came and it must be looked up.
 */
export const orderState = z.enum([
  "intended",
  "submitted",
  "unknown",
  "accepted",
  "partially_filled",
  "filled",
  "denied",
  "rejected",
  "canceled",
  "expired",
]);
/** State of an order. */
export type OrderState = z.infer<typeof orderState>;

/** One execution of our own. Price in quote, quantity in base; the fee in the currency named beside it. */
export const fill = z.object({
  fillId: z.string(),
  clientOrderId: z.string(),
  price: decimalText,
  quantity: decimalText,
  fee: decimalText,
  feeCurrency: z.string(),
  timeMs: z.int(),
});
/** One execution of our own. */
export type Fill = z.infer<typeof fill>;

/** An order with what became of it. */
export const order = z.object({
  ...orderRequest.shape,
  state: orderState,
  filledQuantity: decimalText,
  /** Sum of price × quantity of the fills, in quote currency. */
  filledQuote: decimalText,
  /** All fees, counted in quote currency at the price of their fill. */
  feeQuote: decimalText,
  /** Realised profit of a closing order after fees, in quote currency; null while it is none. */
  profitQuote: decimalText.nullable(),
  /** The denying, rejecting or cancelling side's own words. */
  reason: z.string().nullable(),
  createdMs: z.int(),
  updatedMs: z.int(),
});
/** An order with what became of it. */
export type Order = z.infer<typeof order>;

/** What can happen to an order. */
export const orderEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("OrderDenied"), clientOrderId: z.string(), reason: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderSubmitted"), clientOrderId: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderOutcomeUnknown"), clientOrderId: z.string(), reason: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderAccepted"), clientOrderId: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderRejected"), clientOrderId: z.string(), reason: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderFilled"), clientOrderId: z.string(), fill, timeMs: z.int() }),
  z.object({ kind: z.literal("OrderCanceled"), clientOrderId: z.string(), reason: z.string(), timeMs: z.int() }),
  z.object({ kind: z.literal("OrderExpired"), clientOrderId: z.string(), reason: z.string(), timeMs: z.int() }),
]);
/** What can happen to an order. */
export type OrderEvent = z.infer<typeof orderEvent>;

/** An order has changed; carries the whole order after the change. */
export const orderChanged = z.object({ order, event: orderEvent.nullable() });
/** An order has changed. */
export type OrderChanged = z.infer<typeof orderChanged>;
