import assert from "node:assert/strict";
import { activeStrategyOf } from "../../domain/active_strategy_fixture.ts";
import { filledBy, fillOf } from "../../domain/order_arbitraries.ts";
import { applyOrderEvent, intendedOrder } from "../../domain/order_life.ts";
import type { Order } from "../../domain/order.ts";
import { flatPosition } from "../../domain/position.ts";
import { paperMarket } from "../../exchanges/paper/paper_markets.ts";
import { afterFailure, failedLately, WINDOW_MS } from "./failures.ts";
import { exitPlan, MOST_ATTEMPTS, NATIVE_ATTEMPTS, NO_EXITS } from "../../domain/exit_plan.ts";
import { protectionOf } from "../position/protection.ts";
import { type Books, holds, type Ledger, ledgerOf, withOrder } from "./ledger.ts";
import { exitsNeeded } from "../position/needed_exits.ts";
import {
  attemptOf,
  closingRequest,
  entryRequest,
  nearerExit,
  plannedExits,
  protectionRequests,
  saleAtExit,
} from "./order_plan.ts";

const ACTIVE = activeStrategyOf();
const MARKET = paperMarket("BTC/USDT");
const CANDLE_MS = 1_681_084_800_000;
const long = (quantity: number, stopLoss: number | null = null, takeProfit: number | null = null) =>
  ({ kind: "enter", side: "long", quantity, stopLoss, takeProfit }) as const;
const ledger = (orders: Books["orders"] = [], fills: Books["fills"] = []) =>
  ledgerOf({ settled: flatPosition("BTC/USDT"), orders, fills });
const withCash = (cash: string) => ({ cash, price: "30000", priceStep: "0.01" });

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
  const request = entryRequest(ACTIVE, CANDLE_MS, long(0.1, 29_000.5, 31_000), withCash("10000"));
  assert.deepEqual([request.clientOrderId, request.side, request.type, request.quantity], [
    "0f8fad5bd9cb-1681084800000-entry",
    "buy",
    "market",
    "0.1",
  ]);
  assert.deepEqual(plannedExits(intendedOrder(request, 0)), { stopLoss: "29000.5", takeProfit: "31000" });
  const without = entryRequest(ACTIVE, CANDLE_MS, long(0.1), withCash("10000"));
  assert.deepEqual(plannedExits(intendedOrder(without, 0)), { stopLoss: null, takeProfit: null });
});

Deno.test("exits are cut to the market's steps at once: what is watched is reached by the print that reaches what stands", () => {
  const request = entryRequest(ACTIVE, CANDLE_MS, long(0.1, 27_678.37502, 27_844.94498), withCash("10000"));
  assert.deepEqual(plannedExits(intendedOrder(request, 0)), { stopLoss: "27678.37", takeProfit: "27844.94" });
});

Deno.test("exits of a market with finer prices than eight decimals keep their price, and a sum's last digit costs no step", () => {
  const fine = { cash: "10", price: "0.0000000050", priceStep: "0.0000000001" };
  const request = entryRequest(ACTIVE, CANDLE_MS, long(1e9, 0.0000000043, 0.0000000061), fine);
  assert.deepEqual(plannedExits(request), { stopLoss: "0.0000000043", takeProfit: "0.0000000061" });
  const summed = entryRequest(ACTIVE, CANDLE_MS, long(0.1, 29_000.499999999996), withCash("10000"));
  assert.equal(plannedExits(summed).stopLoss, "29000.5");
});

Deno.test("the newest entry is that of the newest candle, also where our clock was set back in between", () => {
  const entryAt = (candleMs: number, createdMs: number, stop: number): Order => ({
    ...intendedOrder(entryRequest(ACTIVE, candleMs, long(1, stop), withCash("100000")), createdMs),
    ...{ state: "filled", filledQuantity: "1", filledQuote: "30000" },
  });
  const [older, newer] = [entryAt(CANDLE_MS, 5_000_000, 28_000), entryAt(CANDLE_MS + 60_000, 1_400_000, 29_000)];
  for (const orders of [[older, newer], [newer, older]]) {
    assert.equal(plannedExits(ledger(orders).entry!).stopLoss, "29000");
  }
});

Deno.test("an entry is never larger than what the money buys, and never negative", () => {
  assert.equal(entryRequest(ACTIVE, CANDLE_MS, long(1), withCash("10000")).quantity, "0.33333333");
  assert.equal(entryRequest(ACTIVE, CANDLE_MS, long(1), withCash("-5")).quantity, "0");
});

const entryOrder = (state: Order["state"] = "accepted"): Order => ({
  ...intendedOrder(entryRequest(ACTIVE, CANDLE_MS, long(1, 29_000, 31_000), withCash("100000")), CANDLE_MS),
  state,
});

const filledEntry = (quantity = "1") => {
  const entry = entryOrder();
  const event = filledBy(fillOf({ clientOrderId: entry.clientOrderId, quantity, fillId: quantity }));
  return { event, order: applyOrderEvent(entry, event, new Set()) };
};

Deno.test("stop and target close what is held, as one group, anew for each attempt", () => {
  const { order, event } = filledEntry();
  const { position } = withOrder(ledger(), order, event);
  const [stop, target] = protectionRequests(
    ACTIVE,
    { held: position, entry: order, attempt: 2 },
    plannedExits(order),
  );
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
  const once = withOrder(ledger([entryOrder()]), order, event);
  assert.deepEqual([once.position.quantity, once.open.size], ["1", 0]);
  assert.equal(withOrder(once, order, event).position.quantity, "1");
});

const ALL = { stopLoss: true, takeProfit: true, groups: true };

Deno.test("exits are needed once the entry is over; after three attempts the venue is not asked to hold them any more", () => {
  const { order, event } = filledEntry();
  const needed = (of: Ledger) => exitsNeeded({ ledger: of, market: MARKET, abilities: ALL }, "30000")?.plan;
  assert.equal(needed(ledger([entryOrder()])), undefined);
  const partly = filledEntry("0.5");
  assert.equal(needed(withOrder(ledger(), partly.order, partly.event)), null);
  let now = withOrder(ledger(), order, event);
  const planned = plannedExits(order);
  for (let attempt = 1; attempt <= NATIVE_ATTEMPTS; attempt++) {
    assert.deepEqual(needed(now), { native: planned, watched: NO_EXITS });
    const [stop] = protectionRequests(ACTIVE, { held: now.position, entry: order, attempt }, planned);
    now = withOrder(now, { ...intendedOrder(stop!, CANDLE_MS), state: "rejected" }, null);
  }
  assert.deepEqual(needed(now), { native: NO_EXITS, watched: planned });
});

Deno.test("the venue holds what it can, the stop first; the rest is watched", () => {
  const both = { stopLoss: "1", takeProfit: "2" };
  const [stop, target] = [{ ...NO_EXITS, stopLoss: "1" }, { ...NO_EXITS, takeProfit: "2" }];
  const planOf = (stopLoss: boolean, takeProfit: boolean, groups: boolean, planned = both) =>
    exitPlan(planned, { stopLoss, takeProfit, groups }, 0);
  assert.deepEqual(planOf(true, true, true), { native: both, watched: NO_EXITS });
  assert.deepEqual(planOf(true, true, false), { native: stop, watched: target });
  assert.deepEqual(planOf(true, false, true), { native: stop, watched: target });
  assert.deepEqual(planOf(false, true, false), { native: target, watched: stop });
  assert.deepEqual(planOf(false, false, false), { native: NO_EXITS, watched: both });
  assert.deepEqual(exitPlan(both, ALL, MOST_ATTEMPTS), { native: NO_EXITS, watched: NO_EXITS });
  assert.deepEqual(exitPlan(target, { stopLoss: true, takeProfit: true, groups: false }, 0).native, target);
});

Deno.test("a position is unprotected where nobody keeps its stop, whoever keeps its target", () => {
  const planned = { stopLoss: "29000", takeProfit: "31000" };
  const { order } = filledEntry();
  const held = withOrder(ledger(), order, filledEntry().event).position;
  const of = { held, entry: order, attempt: 1 };
  const standing = protectionRequests(ACTIVE, of, planned).map((one) => ({
    ...intendedOrder(one, CANDLE_MS),
    state: "accepted" as const,
  }));
  const [stop, target] = [standing[0]!, standing[1]!];
  const kept = (leaving: Order[], watched = NO_EXITS) => protectionOf(planned, leaving, watched);
  assert.deepEqual([kept(standing), kept([]), kept([target])], ["native", "unprotected", "unprotected"]);
  assert.deepEqual([kept([{ ...stop, state: "unknown" }, target]), kept([stop])], ["unprotected", "native"]);
  assert.equal(kept([stop], { stopLoss: null, takeProfit: "31000" }), "mixed");
  assert.equal(kept([target], { stopLoss: "29000", takeProfit: null }), "mixed");
  assert.equal(kept([], planned), "emulated");
  const sale = { ...intendedOrder(saleAtExit(ACTIVE, of, "stop"), CANDLE_MS), state: "accepted" as const };
  assert.deepEqual([sale.type, sale.clientOrderId, kept([sale])], ["market", stop.clientOrderId, "native"]);
  assert.equal(protectionOf(NO_EXITS, [], NO_EXITS), "none");
});

Deno.test("of two exits the one was reached that is nearer to what was paid", () => {
  const { order } = filledEntry();
  const paying = (filledQuote: string, purpose = order.purpose) => nearerExit({ ...order, filledQuote, purpose });
  assert.deepEqual(["28900", "30000", "30001", "32000"].map((price) => paying(price)), [
    "stop",
    "stop",
    "target",
    "target",
  ]);
  assert.equal(paying("1", "entry, take profit 31000"), "target");
  assert.equal(paying("40000", "entry, stop loss 29000"), "stop");
});

Deno.test("a rest below the market's minimums is nothing that is held", () => {
  const held = (quantity: string) => {
    const { order, event } = filledEntry(quantity);
    return holds(withOrder(ledger(), order, event), MARKET, "30000");
  };
  assert.deepEqual(["1", "0.0002", "0.0001", "0.000009"].map(held), [true, true, false, false]);
});

Deno.test("the ledger from the database equals the one that was heard", () => {
  const { order, event } = filledEntry();
  const heard = withOrder(ledger(), order, event);
  const fill = event.kind === "OrderFilled" ? event.fill : fillOf();
  assert.deepEqual(ledger([order], [{ side: "buy", fill }]), heard);
});
