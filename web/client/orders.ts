/** The list of the last orders, as events change it. */
import type { Order } from "../../domain/order.ts";

/** How many orders the page shows. */
const ORDERS = 10;

/** The newest orders with this one in its place. */
export function mergeOrder(orders: readonly Order[], order: Order): Order[] {
  return [order, ...orders.filter((other) => other.clientOrderId !== order.clientOrderId)]
    .sort((a, b) => b.createdMs - a.createdMs)
    .slice(0, ORDERS);
}
