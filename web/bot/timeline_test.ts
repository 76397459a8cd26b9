import assert from "node:assert/strict";
import { TEST_START_MS, testActive, testFill, testOrder, testStrategy } from "../../db/test_rows.ts";
import type { Candle } from "../../domain/candle.ts";
import type { DecisionRecord } from "../../domain/decision_record.ts";
import type { PositionFact } from "../../domain/position_event.ts";
import type { Order } from "../../domain/order.ts";
import { candleOf, stepsOf } from "./timeline.ts";
import { listed, summaryOf, tradesOf } from "./trades_of.ts";

const active = testActive(testStrategy("u"), "b");
const BASE = active.id.replaceAll("-", "").slice(0, 12);
const OPEN_MS = TEST_START_MS;
const CLOSE_MS = OPEN_MS + 60_000;

function filled(of: Partial<Order>): Order {
  return testOrder(active, { state: "filled", filledQuantity: "0.1", filledQuote: "2836.661", feeQuote: "2.8", ...of });
}

const entry = filled({
  clientOrderId: `${BASE}-${OPEN_MS}-entry`,
  purpose: "entry, stop loss 28000, take profit 30000",
  createdMs: CLOSE_MS + 20,
});
const stop = filled({
  clientOrderId: `${BASE}-${OPEN_MS}-stop1`,
  side: "sell",
  type: "stop_loss",
  stopPrice: "28000",
  purpose: "stop loss",
  filledQuote: "2799",
  profitQuote: "-43.2",
  createdMs: CLOSE_MS + 60,
  updatedMs: CLOSE_MS + 5_000,
});
const target: Order = {
  ...stop,
  clientOrderId: `${BASE}-${OPEN_MS}-target1`,
  type: "take_profit",
  stopPrice: "30000",
  purpose: "take profit",
  state: "canceled",
  reason: "the other order of its group was filled",
  filledQuantity: "0",
  filledQuote: "0",
  feeQuote: "0",
  profitQuote: null,
  updatedMs: CLOSE_MS + 5_001,
};
const entryFill = testFill(entry, { timeMs: CLOSE_MS + 50 });
const stopFill = testFill(stop, { price: "27990", timeMs: CLOSE_MS + 5_000 });

const candle: Candle = {
  symbol: "BTC/USDT",
  timeframe: "1m",
  openMs: OPEN_MS,
  closeMs: CLOSE_MS - 1,
  open: "28300",
  high: "28400",
  low: "28200",
  close: "28366",
  volume: "12",
};
const decision: DecisionRecord = {
  userId: "u",
  activeStrategyId: active.id,
  openMs: OPEN_MS,
  version: 2,
  kind: "enter",
  side: "long",
  quantity: 0.1,
  stopLoss: 28_000,
  takeProfit: 30_000,
  held: 0,
  decidedMs: CLOSE_MS + 12,
  tookMs: 3,
};
const known = {
  decisions: new Map([[OPEN_MS, decision]]),
  candles: new Map([[OPEN_MS, candle]]),
  facts: new Map(),
  isOneClock: true,
};

Deno.test("a trade tells its candle, decision, orders and fills in their order, each with the time since what led to it", () => {
  const [trade] = tradesOf([entry, stop, target], [entryFill, stopFill]);
  const told = stepsOf(trade!, known).map((step) => [
    step.kind,
    step.timeMs - CLOSE_MS,
    "sinceMs" in step ? step.sinceMs : null,
  ]);
  assert.deepEqual(told, [
    ["candle", 0, null],
    ["decision", 12, 12],
    ["order", 20, 8],
    ["fill", 50, 30],
    ["order", 60, 10],
    ["order", 60, 10],
    ["fill", 5_000, null],
    ["over", 5_001, null],
  ]);
  const fills = stepsOf(trade!, known).filter((step) => step.kind === "fill");
  assert.deepEqual(fills.map(({ expectedPrice, price }) => [expectedPrice, price]), [
    ["28366", "28366.61"],
    ["28000", "27990"],
  ]);
});

Deno.test("what its log says beyond its orders stands among the steps, what they say already does not", () => {
  const [trade] = tradesOf([entry, stop, target], [entryFill, stopFill]);
  const at = (timeMs: number, fact: PositionFact) => ({
    key: `${fact.kind} ${timeMs}`,
    timeMs: CLOSE_MS + timeMs,
    fact,
  });
  const [venue, platform] = [{ price: "28000", by: "venue" }, { price: "30000", by: "platform" }] as const;
  const facts = new Map([[entry.clientOrderId, [
    at(50, { kind: "Opened", side: "long" }),
    at(55, { kind: "Protected", stopLoss: venue, takeProfit: null }),
    at(56, { kind: "Protected", stopLoss: venue, takeProfit: platform }),
    at(57, { kind: "UnprotectedEnded", ms: 7 }),
    at(4_000, { kind: "ExitReached", exit: "target", price: "30001", attempt: 2 }),
    at(5_000, { kind: "Closed", purpose: "stop loss", profitQuote: "-43.2", feeQuote: "5.6" }),
  ]]]);
  const told = stepsOf(trade!, { ...known, facts }).flatMap((step) => step.kind === "fact" ? [step.fact.kind] : []);
  assert.deepEqual(told, ["Protected", "UnprotectedEnded", "ExitReached"]);
});

Deno.test("what is kept no longer is left out", () => {
  const [trade] = tradesOf([entry], [entryFill]);
  const steps = stepsOf(trade!, { ...known, decisions: new Map(), candles: new Map() });
  assert.deepEqual(steps.map(({ kind }) => kind), ["order", "fill"]);
  assert.deepEqual([candleOf(entry), candleOf(stop)], [OPEN_MS, null]);
});

Deno.test("a trade is open until an order that closes it is filled, and says by what it was left", () => {
  const [held] = tradesOf([entry, { ...stop, state: "accepted", filledQuantity: "0", profitQuote: null }], [entryFill]);
  const open = summaryOf({ orders: held!, isLast: true, attempts: 1 });
  assert.deepEqual([open.state, open.closedMs, open.leftBy, open.profitQuote], ["open", null, null, null]);
  const [left] = tradesOf([entry, stop, target], [entryFill, stopFill]);
  const closed = summaryOf({ orders: left!, isLast: true, attempts: 1 });
  assert.deepEqual(
    [closed.state, closed.closedMs, closed.leftBy, closed.profitQuote, closed.entryPrice, closed.exitPrice],
    ["closed", CLOSE_MS + 5_000, "stop loss", "-43.2", "28366.61", "27990"],
  );
  assert.deepEqual([closed.side, closed.quantity, closed.feeQuote], ["long", "0.1", "5.6"]);
});

Deno.test("an entry that never filled is a trade that failed, with the reason among its steps", () => {
  const denied: Order = { ...entry, state: "denied", reason: "below the minimum", filledQuantity: "0", feeQuote: "0" };
  const [failed] = tradesOf([denied], []);
  const summary = summaryOf({ orders: failed!, isLast: true, attempts: 1 });
  assert.deepEqual([summary.state, summary.quantity], ["failed", denied.quantity]);
  const steps = stepsOf(failed!, known);
  assert.deepEqual(steps.map(({ kind }) => kind), ["candle", "decision", "order", "over"]);
});

Deno.test("where the market has a clock of its own, no time is told from one clock to the other", () => {
  const [trade] = tradesOf([entry, stop, target], [entryFill, stopFill]);
  const told = stepsOf(trade!, { ...known, isOneClock: false }).flatMap((step) =>
    "sinceMs" in step && step.sinceMs !== null ? [[step.kind, step.sinceMs]] : []
  );
  assert.deepEqual(told, [["order", 8]]);
});

Deno.test("attempts in a row that came to nothing are listed once, the newest, with their number", () => {
  const attempt = (minute: number, state: Order["state"] = "denied"): Order => ({
    ...entry,
    ...{ clientOrderId: `${BASE}-${OPEN_MS + minute * 60_000}-entry`, state, filledQuantity: "0", feeQuote: "0" },
  });
  const trades = tradesOf([attempt(1), attempt(2), entry, attempt(3, "rejected"), attempt(4), attempt(5)], [entryFill]);
  const rows = listed(trades).map(({ orders, isLast, attempts }) => [
    orders[0]!.order.clientOrderId,
    isLast,
    attempts,
  ]);
  assert.deepEqual(rows, [
    [attempt(5).clientOrderId, true, 3],
    [entry.clientOrderId, false, 1],
    [attempt(2).clientOrderId, false, 2],
  ]);
  assert.deepEqual(listed(tradesOf([attempt(6, "submitted")], [])).map(({ attempts }) => attempts), [1]);
});
