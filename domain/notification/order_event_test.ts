import assert from "node:assert/strict";
import { requestOf } from "../order_arbitraries.ts";
import type { Order } from "../order.ts";
import { intendedOrder } from "../order_life.ts";
import { happeningOfOrder } from "./order_event.ts";

const order = (changes: Partial<Order>): Order => ({ ...intendedOrder(requestOf(), 1), ...changes });
const FILLED = { state: "filled", filledQuantity: "2", filledQuote: "61000" } as const;

Deno.test("an order is told once it is over, and only where something was bought or sold", () => {
  assert.equal(happeningOfOrder(order({ state: "canceled" })), null);
  assert.equal(happeningOfOrder(order({ ...FILLED, state: "partially_filled" })), null);
  assert.equal(happeningOfOrder(order({ ...FILLED, state: "canceled" }))?.parameters.quantity, "2");
  const told = happeningOfOrder(order(FILLED))!;
  assert.deepEqual([told.event, told.parameters.price, told.parameters.profit], ["order_filled", "30500", undefined]);
});

Deno.test("a stop and a target are told as such, with what they brought", () => {
  const event = (purpose: string) => happeningOfOrder(order({ ...FILLED, purpose, profitQuote: "-5" }))!;
  assert.deepEqual(["stop loss", "take profit", "exit"].map((purpose) => event(purpose).event), [
    "stop_hit",
    "target_hit",
    "order_filled",
  ]);
  assert.equal(event("stop loss").parameters.profit, "-5");
});
