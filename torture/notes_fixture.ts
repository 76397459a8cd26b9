/** Orders and executions of an exchange, for tests of what is made of them. */
import type { Execution, Order } from "../exchanges/demo/trading/order.ts";
import type { OrderNote } from "./exchange_log.ts";

/** As many steps as every order has. */
export const STEPS = 100;

/** An order to buy at the market that has just come; its number is the number in its name. */
export function order(name: string, of: Partial<Order> = {}): Order {
  return {
    ...{ accountId: 1, orderId: Number(name.replace(/\D/g, "")), listId: -1, symbol: "BTCUSDT", clientOrderId: name },
    ...{ side: "BUY", type: "MARKET", timeInForce: "GTC", steps: STEPS, quoteQuantity: null, price: null },
    ...{ stopPrice: null, trailingDelta: null, icebergSteps: null, selfTradeMode: "NONE", status: "NEW" },
    ...{ executedSteps: 0, executedQuote: 0n, isWorking: true, timeMs: 0, updateMs: 0, workingMs: null },
    ...{ stepsAhead: 0, trailingPrice: null, expiryReason: null },
    ...of,
  };
}

/** One that has bought all that it was to buy. */
export function bought(name: string): Order {
  return order(name, { status: "FILLED" });
}

/** One that has sold all that it was to sell. */
export function sold(name: string): Order {
  return order(name, { side: "SELL", status: "FILLED" });
}

/** What happened to an order; `steps` of it were executed, at 1 quote currency for each. */
export function note(atMs: number, of: Order, steps = 0): OrderNote {
  return { atMs, accountId: 1, order: of, execution: steps === 0 ? null : executed(of, steps) };
}

function executed({ orderId, side, symbol }: Order, steps: number): Execution {
  const quote = BigInt(steps) * 10n ** 16n;
  return {
    ...{ tradeId: 1, symbol, orderId, listId: -1, accountId: 1, price: 1, steps, quote, fee: 0n, feeAsset: "USDT" },
    ...{ timeMs: 0, isBuyer: side === "BUY", isMaker: false },
  };
}
