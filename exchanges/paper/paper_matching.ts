/** How a public print meets an order. */
import { compareDecimal, type DecimalText } from "../../domain/decimal.ts";
import type { OrderRequest } from "../../domain/order.ts";
import type { PaperOrder } from "./paper_state.ts";

/** Nothing; a limit order now waits in the book; a stop or target is reached; or a fill at a price. */
export type Meeting =
  | { readonly kind: "nothing" }
  | { readonly kind: "rests" }
  | { readonly kind: "triggers" }
  | { readonly kind: "fills"; readonly price: DecimalText };

/**
 * What a print at `price` does to an order. Market orders, and stops and targets once reached, are filled at the
 * print. A limit order is filled once the market trades at its price or beyond: at its own price when it had been
 * waiting, at the print when it trades at once.
 */
export function meet(order: PaperOrder, price: DecimalText): Meeting {
  const { type } = order.request;
  if (type === "market" || order.triggered) return { kind: "fills", price };
  if (type === "limit") return meetLimit(order, price);
  return { kind: isReached(order.request, price) ? "triggers" : "nothing" };
}

function meetLimit(order: PaperOrder, price: DecimalText): Meeting {
  const limit = order.request.price!;
  const crossed = order.request.side === "buy" ? compareDecimal(price, limit) <= 0 : compareDecimal(price, limit) >= 0;
  if (crossed) return { kind: "fills", price: order.resting ? limit : price };
  return { kind: order.resting ? "nothing" : "rests" };
}

/** A stop loss waits for a price against the position it protects, a take profit for one in its favour. */
function isReached({ type, side, stopPrice }: OrderRequest, price: DecimalText): boolean {
  const below = (type === "stop_loss") === (side === "sell");
  const difference = compareDecimal(price, stopPrice!);
  return below ? difference <= 0 : difference >= 0;
}
