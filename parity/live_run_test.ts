import assert from "node:assert/strict";
import type { DecisionRecord } from "../domain/decision_record.ts";
import { fillOf, requestOf } from "../domain/order_arbitraries.ts";
import type { Fill, Order } from "../domain/order.ts";
import { comparableDecisions } from "./comparable.ts";
import { runOfLive } from "./live_run.ts";

const order = (clientOrderId: string, purpose: string, different: Partial<Order> = {}): Order => ({
  ...requestOf({ clientOrderId, purpose }),
  state: "filled",
  filledQuantity: "0",
  filledQuote: "0",
  feeQuote: "0",
  profitQuote: null,
  reason: null,
  createdMs: 1_000,
  updatedMs: 1_000,
  ...different,
});
const filled = (side: Order["side"], different: Partial<Fill>) => ({ side, fill: fillOf(different) });

Deno.test("the parts of an order are one execution at their average price; a fee in base makes what was bought smaller", () => {
  const run = runOfLive({
    symbol: "BTC/USDT",
    decisions: [],
    orders: [order("in", "entry, stop loss 80"), order("out", "stop loss")],
    fills: [
      filled("buy", {
        clientOrderId: "in",
        fillId: "1",
        price: "100",
        quantity: "1",
        fee: "0.001",
        feeCurrency: "BTC",
        timeMs: 10,
      }),
      filled("buy", {
        clientOrderId: "in",
        fillId: "2",
        price: "104",
        quantity: "3",
        fee: "0.003",
        feeCurrency: "BTC",
        timeMs: 11,
      }),
      filled("sell", { clientOrderId: "out", fillId: "3", price: "90", quantity: "3.9", fee: "0.351", timeMs: 20 }),
    ],
    close: "90",
    fromMs: 0,
    toMs: 100,
  });
  assert.deepEqual(run.fills, [
    { timeMs: 10, side: "buy", quantity: 3.996, price: 103, fee: 0.412, reason: "entry", parts: 2 },
    { timeMs: 20, side: "sell", quantity: 3.9, price: 90, fee: 0.351, reason: "stop-loss", parts: 1 },
  ]);
  assert.ok(Math.abs(run.profitQuote - (3.996 * 90 - 412 - 0.351)) < 1e-9, String(run.profitQuote));
});

Deno.test("what was executed outside the range does not count; refused orders are told with their reason", () => {
  const run = runOfLive({
    symbol: "BTC/USDT",
    decisions: [],
    orders: [
      order("a", "entry", { state: "denied", reason: "too small", createdMs: 20 }),
      order("b", "exit", { state: "rejected", reason: null, createdMs: 200 }),
    ],
    fills: [filled("buy", { timeMs: 9 }), filled("sell", { fillId: "later", timeMs: 100 })],
    close: "30000",
    fromMs: 10,
    toMs: 100,
  });
  assert.deepEqual([run.fills, run.profitQuote], [[], 0]);
  assert.deepEqual(run.refusals, [{ timeMs: 20, purpose: "entry", reason: "too small" }]);
});

Deno.test("compared is what the newest version decided, from the first candle on at which nothing was held", () => {
  const decided = (openMs: number, version: number, held: number) => ({ openMs, version, held }) as DecisionRecord;
  const all = [decided(1, 1, 0), decided(2, 1, 0), decided(3, 2, 0.5), decided(4, 2, 0.00001), decided(5, 2, 1)];
  assert.deepEqual(comparableDecisions(all, 0.0001).map(({ openMs }) => openMs), [4, 5]);
  assert.deepEqual(comparableDecisions(all.slice(0, 3), 0.0001), []);
  assert.deepEqual(comparableDecisions([], 0.0001), []);
});
