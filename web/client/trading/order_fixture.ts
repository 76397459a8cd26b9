/** For tests: an order by hand, with what a test wants different. */
import type { Order } from "../../../domain/order.ts";

/** An accepted limit buy of 0.1 BTC at 20,000 USDT. */
export function orderOf(different: Partial<Order> = {}): Order {
  return {
    clientOrderId: "m-00000000000040008000000000000001",
    userId: "00000000-0000-4000-8000-000000000001",
    brokerId: "00000000-0000-4000-8000-00000000000b",
    activeStrategyId: null,
    symbol: "BTC/USDT",
    side: "buy",
    type: "limit",
    quantity: "0.1",
    price: "20000",
    stopPrice: null,
    groupId: null,
    purpose: "entry",
    state: "accepted",
    filledQuantity: "0",
    filledQuote: "0",
    feeQuote: "0",
    profitQuote: null,
    reason: null,
    createdMs: Date.UTC(2026, 0, 2, 3, 4),
    updatedMs: Date.UTC(2026, 0, 2, 3, 4),
    ...different,
  };
}
