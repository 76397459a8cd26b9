/** What Binance's user data stream tells those who listen to any exchange. Pure. */
import type { OrderState } from "../../domain/order.ts";
import type { UserEvent } from "../../exchanges/binance/user_events.ts";
import type { Told } from "./frame_events.ts";

/** The state of an order in the words of the connection. One that is not known is taken for open: it must be looked up. */
const STATUS: Readonly<Partial<Record<OrderState, string>>> = {
  filled: "closed",
  canceled: "canceled",
  expired: "expired",
  rejected: "rejected",
};

/** The events of one; an execution tells the order and the fill. None for changes that come as balances, too. */
export function accountEventsOf(event: UserEvent, exchange: string): Told[] {
  if (event.kind === "balances") {
    const balances = event.balances.map(({ currency, free, used }) => ({ currency, free, used }));
    return [{ channel: "balance", event: { kind: "BalanceChanged", exchange, balances } }];
  }
  return event.kind === "order" ? orderEvents(event, exchange) : [];
}

function orderEvents(event: UserEvent & { kind: "order" }, exchange: string): Told[] {
  const { symbol, clientOrderId, side, type, state, price, quantity, filledQuantity, timeMs, fill } = event;
  const orderId = String(event.orderId);
  const status = STATUS[state] ?? "open";
  const order = { symbol, orderId, clientOrderId, side, type, status, price, quantity, filledQuantity, timeMs };
  const told: Told = { channel: "orders", event: { kind: "OrdersReported", exchange, orders: [order] } };
  if (!fill) return [told];
  const { fee, feeCurrency } = fill;
  const fills = [{
    symbol,
    fillId: String(fill.tradeId),
    orderId,
    side,
    price: fill.price,
    quantity: fill.quantity,
    fee: feeCurrency === null ? null : fee,
    feeCurrency,
    timeMs,
  }];
  return [told, { channel: "fills", event: { kind: "FillsReported", exchange, fills } }];
}
