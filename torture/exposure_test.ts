import assert from "node:assert/strict";
import type { Execution, Order } from "../exchanges/demo/trading/order.ts";
import type { OrderNote } from "./exchange_log.ts";
import { exposures } from "./exposure.ts";

const STEPS = 100;

function order(name: string, of: Partial<Order>): Order {
  return {
    ...{ accountId: 1, orderId: Number(name.replace(/\D/g, "")), listId: -1, symbol: "BTCUSDT", clientOrderId: name },
    ...{ side: "BUY", type: "MARKET", timeInForce: "GTC", steps: STEPS, quoteQuantity: null, price: null },
    ...{ stopPrice: null, trailingDelta: null, icebergSteps: null, selfTradeMode: "NONE", status: "NEW" },
    ...{ executedSteps: 0, executedQuote: 0n, isWorking: true, timeMs: 0, updateMs: 0, workingMs: null },
    ...{ stepsAhead: 0, trailingPrice: null, expiryReason: null },
    ...of,
  };
}

/** What was executed of an order, at 1 quote currency for each step. */
function executed({ orderId, side, symbol }: Order, steps: number): Execution {
  const quote = BigInt(steps) * 10n ** 16n;
  return {
    ...{ tradeId: 1, symbol, orderId, listId: -1, accountId: 1, price: 1, steps, quote, fee: 0n, feeAsset: "USDT" },
    ...{ timeMs: 0, isBuyer: side === "BUY", isMaker: false },
  };
}

function note(atMs: number, of: Order, steps = 0): OrderNote {
  return { atMs, accountId: 1, order: of, execution: steps === 0 ? null : executed(of, steps) };
}

const bought = order("entry 1", { status: "FILLED" });
const stop = order("stop 2", { side: "SELL", type: "STOP_LOSS" });

Deno.test("what is bought is exposed from its last fill until a stop stands, and again when that is called off", () => {
  const notes = [
    note(10, order("entry 1", {})),
    note(20, order("entry 1", { status: "PARTIALLY_FILLED" }), 40),
    note(30, bought, 60),
    note(35, stop),
    note(50, { ...stop, status: "CANCELED" }),
    note(58, order("sale 3", { side: "SELL", status: "FILLED" }), STEPS),
  ];
  assert.deepEqual(exposures(notes, () => "one", 1_000), [
    { group: "one", entry: "entry 1", fromMs: 30, toMs: 35 },
    { group: "one", entry: "entry 1", fromMs: 50, toMs: 58 },
  ]);
});

Deno.test("what nothing ever protects is exposed to the end; dust and what is nobody's duty are not", () => {
  assert.deepEqual(exposures([note(30, bought, STEPS)], () => "one", 1_000), [
    { group: "one", entry: "entry 1", fromMs: 30, toMs: 1_000 },
  ]);
  assert.deepEqual(exposures([note(30, bought, 5)], () => "one", 1_000), []);
  assert.deepEqual(exposures([note(30, bought, STEPS)], () => null, 1_000), []);
});
