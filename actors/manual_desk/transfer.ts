/** The entry or exit that something is booked as which nobody has traded. */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { currenciesOf } from "../../domain/market.ts";
import type { Fill, Order } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";

/** The order and the fill by which something is booked in or out, without any fee. */
export function transferOf(
  { userId, brokerId, symbol }: Pick<Order, "userId" | "brokerId" | "symbol">,
  { clientOrderId, side, purpose }: Pick<Order, "clientOrderId" | "side" | "purpose">,
  { quantity, price, nowMs }: { readonly quantity: DecimalText; readonly price: DecimalText; readonly nowMs: number },
): [Order, Fill] {
  const request = {
    ...{ clientOrderId, userId, brokerId, activeStrategyId: null, symbol, side, type: "market" as const, quantity },
    ...{ price: null, stopPrice: null, groupId: null, purpose },
  };
  const filledQuote = new Decimal(price).times(quantity).toFixed();
  const order: Order = {
    ...intendedOrder(request, nowMs),
    ...{ state: "filled", filledQuantity: quantity, filledQuote },
  };
  const feeCurrency = currenciesOf(symbol).quote;
  return [order, { fillId: "booked", clientOrderId, price, quantity, fee: "0", feeCurrency, timeMs: nowMs }];
}
