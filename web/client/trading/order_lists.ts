/** Lists of orders, as events change them. */
import type { Order, OrderState } from "../../../domain/order.ts";
import type { OrderPage } from "../../trading_services.ts";

const OPEN: ReadonlySet<OrderState> = new Set(["intended", "submitted", "unknown", "accepted", "partially_filled"]);

/** Whether something can still become of it. */
export function isOpen({ state }: Pick<Order, "state">): boolean {
  return OPEN.has(state);
}

/** The open orders, newest first, with this one in its place or taken away. */
export function mergeOpen(orders: readonly Order[], order: Order): readonly Order[] {
  const others = orders.filter(({ clientOrderId }) => clientOrderId !== order.clientOrderId);
  return isOpen(order) ? newestFirst([...others, order]) : others;
}

/** The page of the log with what became of this order; a new one appears on the first page alone. */
export function mergePage(shown: OrderPage, order: Order): OrderPage {
  const isKnown = shown.orders.some(({ clientOrderId }) => clientOrderId === order.clientOrderId);
  if (isKnown) {
    return { ...shown, orders: shown.orders.map((one) => one.clientOrderId === order.clientOrderId ? order : one) };
  }
  return shown.page === 1 ? { ...shown, total: shown.total + 1, orders: newestFirst([...shown.orders, order]) } : shown;
}

function newestFirst(orders: readonly Order[]): readonly Order[] {
  return orders.toSorted((a, b) => b.createdMs - a.createdMs || (a.clientOrderId < b.clientOrderId ? 1 : -1));
}
