import assert from "node:assert/strict";
import { activeStrategyOf } from "../../domain/active_strategy_fixture.ts";
import { filledBy, fillOf } from "../../domain/order_arbitraries.ts";
import { applyOrderEvent, intendedOrder } from "../../domain/order_life.ts";
import type { Order } from "../../domain/order.ts";
import { paperMarket } from "../../exchanges/paper/paper_markets.ts";
import { afterFailure, failedLately, WINDOW_MS } from "./failures.ts";
import { holds, ledgerOf, protectionNeeded, withOrder } from "./ledger.ts";
import { attemptOf, closingRequest, entryRequest, plannedExits, protectionRequests } from "./order_plan.ts";

const ACTIVE = activeStrategyOf();
const MARKET = paperMarket("BTC/USDT");
const CANDLE_MS = 1_681_084_800_000;
const long = (quantity: number, stopLoss: number | null = null, takeProfit: number | null = null) =>
  ({ kind: "enter", side: "long", quantity, stopLoss, takeProfit }) as const;

Deno.test("waits double, the fourth failure within ten minutes halts, and old failures no longer count", () => {
  let failures: readonly number[] = [];
  const waits = [0, 1_000, 2_000, 3_000].map((nowMs) => {
    const after = afterFailure(failures, nowMs);
    failures = after.failures;
    return after.restartInMs;
  });
  assert.deepEqual(waits, [1_000, 2_000, 4_000, null]);
  assert.equal(afterFailure(failures, WINDOW_MS + 2_000).restartInMs, 2_000);
  assert.deepEqual([failedLately([0], WINDOW_MS - 1), failedLately([0], WINDOW_MS)], [true, false]);
});

Deno.test("an entry's id tells strategy, candle and purpose, and its purpose tells stop and target", () => {
  const request = entryRequest(ACTIVE, CANDLE_MS, long(0.1, 29_000.5, 31_000), "10000", "30000");
  assert.deepEqual([request.clientOrderId, request.side, request.type, request.quantity], [
    "0f8fad5bd9cb-1681084800000-entry",
    "buy",
    "market",
    "0.1",
  ]);
  assert.deepEqual(plannedExits(intendedOrder(request, 0)), { stopLoss: "29000.5", takeProfit: "31000" });
  const without = entryRequest(ACTIVE, CANDLE_MS, long(0.1), "10000", "30000");
  assert.deepEqual(plannedExits(intendedOrder(without, 0)), { stopLoss: null, takeProfit: null });
});

Deno.test("an entry is never larger than what the money buys, and never negative", () => {
  assert.equal(entryRequest(ACTIVE, CANDLE_MS, long(1), "10000", "30000").quantity, "0.33333333");
  assert.equal(entryRequest(ACTIVE, CANDLE_MS, long(1), "-5", "30000").quantity, "0");
});

const entryOrder = (state: Order["state"] = "accepted"): Order => ({
  ...intendedOrder(entryRequest(ACTIVE, CANDLE_MS, long(1, 29_000, 31_000), "100000", "30000"), CANDLE_MS),
  state,
});

const filledEntry = (quantity = "1") => {
  const entry = entryOrder();
  const event = filledBy(fillOf({ clientOrderId: entry.clientOrderId, quantity, fillId: quantity }));
  return { event, order: applyOrderEvent(entry, event, new Set()) };
};

Deno.test("stop and target close what is held, as one group, anew for each attempt", () => {
  const { order, event } = filledEntry();
  const { position } = withOrder(ledgerOf("BTC/USDT", [], []), order, event);
  const [stop, target] = protectionRequests(ACTIVE, position, order, 2);
  assert.deepEqual([stop?.clientOrderId, stop?.type, stop?.side, stop?.quantity, stop?.stopPrice], [
    "0f8fad5bd9cb-1681084800000-stop2",
    "stop_loss",
    "sell",
    "1",
    "29000",
  ]);
  assert.deepEqual([target?.type, target?.groupId === stop?.groupId], ["take_profit", true]);
  assert.equal(attemptOf(order, intendedOrder(stop!, 0)), 2);
  assert.equal(attemptOf(order, order), 0);
  assert.ok([stop, target].every((request) => request!.clientOrderId.length <= 36));
  assert.equal(closingRequest(ACTIVE, position, CANDLE_MS, "exit").clientOrderId, "0f8fad5bd9cb-1681084800000-exit");
});

Deno.test("a fill told twice counts once, and an order that is over no longer stands", () => {
  const { order, event } = filledEntry();
  const once = withOrder(ledgerOf("BTC/USDT", [entryOrder()], []), order, event);
  assert.deepEqual([once.position.quantity, once.open.size], ["1", 0]);
  assert.equal(withOrder(once, order, event).position.quantity, "1");
});

Deno.test("protection is needed once the entry is over and nothing stands, and is given up after three attempts", () => {
  const { order, event } = filledEntry();
  const needed = (ledger: ReturnType<typeof ledgerOf>) => protectionNeeded(ledger, MARKET, "30000");
  assert.equal(needed(ledgerOf("BTC/USDT", [entryOrder()], [])), "nothing");
  const partly = filledEntry("0.5");
  assert.equal(needed(withOrder(ledgerOf("BTC/USDT", [], []), partly.order, partly.event)), "nothing");
  let ledger = withOrder(ledgerOf("BTC/USDT", [], []), order, event);
  assert.equal(needed(ledger), "protect");
  for (const attempt of [1, 2, 3]) {
    const [stop] = protectionRequests(ACTIVE, ledger.position, order, attempt);
    const standing = { ...intendedOrder(stop!, CANDLE_MS), state: "accepted" as const };
    assert.equal(needed(withOrder(ledger, standing, null)), "nothing");
    ledger = withOrder(ledger, { ...standing, state: "rejected" }, null);
    assert.equal(needed(ledger), attempt < 3 ? "protect" : "given up");
  }
});

Deno.test("a rest below the market's minimums is nothing that is held", () => {
  const held = (quantity: string) => {
    const { order, event } = filledEntry(quantity);
    return holds(withOrder(ledgerOf("BTC/USDT", [], []), order, event), MARKET, "30000");
  };
  assert.deepEqual(["1", "0.0002", "0.0001", "0.000009"].map(held), [true, true, false, false]);
});

Deno.test("the ledger from the database equals the one that was heard", () => {
  const { order, event } = filledEntry();
  const heard = withOrder(ledgerOf("BTC/USDT", [], []), order, event);
  const fill = event.kind === "OrderFilled" ? event.fill : fillOf();
  assert.deepEqual(ledgerOf("BTC/USDT", [order], [{ side: "buy", fill }]), heard);
});
