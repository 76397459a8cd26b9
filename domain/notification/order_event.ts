/** What an order tells outside of the page: once, when it is over and something of it was filled. Pure. */
import { Decimal } from "../decimal.ts";
import type { Order } from "../order.ts";
import { isFinal } from "../order_life.ts";
import type { Happening } from "./event.ts";

/** Digits of an average price. */
const PRECISION = 8;

/** What an order tells; null while it may still change, and where nothing was bought or sold. */
export function happeningOfOrder(order: Order): Happening | null {
  const { clientOrderId, userId, symbol, filledQuantity, filledQuote, feeQuote, profitQuote, updatedMs } = order;
  if (!isFinal(order.state) || new Decimal(filledQuantity).isZero()) return null;
  const event = eventOf(order);
  const price = new Decimal(filledQuote).div(filledQuantity).toSignificantDigits(PRECISION).toFixed();
  return {
    userId,
    event,
    level: event === "stop_hit" ? "warning" : "info",
    key: event,
    parameters: {
      ...{ symbol, price, side: order.side, quantity: filledQuantity, amount: filledQuote, fee: feeQuote },
      ...(profitQuote !== null && { profit: profitQuote }),
    },
    timeMs: updatedMs,
    name: `order ${clientOrderId}`,
  };
}

function eventOf({ purpose }: Order): "stop_hit" | "target_hit" | "order_filled" {
  if (purpose === "stop loss") return "stop_hit";
  return purpose === "take profit" ? "target_hit" : "order_filled";
}
