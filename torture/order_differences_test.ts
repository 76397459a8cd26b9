import assert from "node:assert/strict";
import type { Fill, Order } from "../domain/order.ts";
import type { LedgerOrder } from "./ledger.ts";
import { type BookedOrder, orderDifferences } from "./order_differences.ts";

const fill: Fill = {
  ...{ fillId: "7", clientOrderId: "a", price: "100.50", quantity: "0.20000", fee: "0.0201" },
  ...{ feeCurrency: "USDT", timeMs: 5 },
};

function booked(of: Partial<Order> = {}, fills: readonly Fill[] = [fill]): BookedOrder {
  const order: Order = {
    ...{ clientOrderId: "a", userId: "u", brokerId: "b", activeStrategyId: null, symbol: "BTC/USDT", side: "sell" },
    ...{ type: "market", quantity: "0.20", price: null, stopPrice: null, groupId: null, purpose: "by hand" },
    ...{ state: "filled", filledQuantity: "0.2", filledQuote: "20.10", feeQuote: "0.0201", profitQuote: null },
    ...{ reason: null, createdMs: 1, updatedMs: 5 },
    ...of,
  };
  return { order, fills };
}

const { clientOrderId: _, ...execution } = fill;
const theirs: LedgerOrder = {
  ...{ clientOrderId: "a", symbol: "BTC/USDT", side: "sell", state: "filled", quantity: "0.2" },
  fills: [{ ...execution, price: "100.5", quantity: "0.2" }],
};

Deno.test("an order with the same executions is the same, however its numbers are written", () => {
  assert.deepEqual(orderDifferences([booked()], [theirs]), []);
});

Deno.test("an order that only one side has, or has twice, is told", () => {
  assert.deepEqual(orderDifferences([], [theirs]), ['"a" is only at the exchange']);
  assert.deepEqual(orderDifferences([booked()], []), ['"a" (by hand): it is filled, and the exchange has none']);
  assert.deepEqual(orderDifferences([booked()], [theirs, theirs]), ['the exchange has 2 orders "a"']);
  assert.deepEqual(orderDifferences([booked(), booked()], [theirs]), ["an order of ours is there twice"]);
});

Deno.test("a refusal needs a reason, and has no executions", () => {
  const refused = (reason: string | null, fills: readonly Fill[]) =>
    orderDifferences([booked({ state: "rejected", reason }, fills)], []);
  assert.deepEqual(refused("too little money", []), []);
  assert.deepEqual(refused(null, [fill]), [
    '"a" (by hand): it is rejected without a reason',
    '"a" (by hand): it is rejected, and has 1 fills',
  ]);
});

Deno.test("every field that differs is told: state, quantities, and each number of an execution", () => {
  const of = (change: Partial<Order>, fills?: readonly Fill[]) => orderDifferences([booked(change, fills)], [theirs]);
  assert.match(of({ state: "canceled" })[0]!, /state is canceled, at the exchange filled/);
  assert.match(of({ side: "buy" })[0]!, /side is buy/);
  assert.match(of({ filledQuantity: "0.1" })[0]!, /filled is 0.1, at the exchange 0.2/);
  assert.match(of({ filledQuote: "20.2" })[0]!, /filled quote is 20.2, at the exchange 20.1/);
  assert.match(of({}, [])[0]!, /fills is , at the exchange 7: 0.2 at 100.5, fee 0.0201 USDT, 5/);
  assert.match(of({}, [{ ...fill, fee: "0.02" }])[0]!, /fee 0.02 USDT, 5, at the exchange/);
  assert.match(of({}, [fill, { ...fill, fillId: "8" }])[0]!, /8: 0.2 at 100.5/);
});
