/** What led to each order of a trade, and what came of it, step by step. Pure. */
import type { Candle } from "../../domain/candle.ts";
import type { DecisionRecord } from "../../domain/decision_record.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import { isTransfer } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import type { PositionEvent, PositionFact } from "../../domain/position_event.ts";
import type { TimelineStep } from "../bot_services.ts";
import type { FilledOrder, TradeOrders } from "./trades_of.ts";

/** What is kept of the candles that were decided on, by their open time (UTC ms). */
export interface Known {
  readonly decisions: ReadonlyMap<number, DecisionRecord>;
  readonly candles: ReadonlyMap<number, Candle>;
  /** What the logs of positions say, by the client order id of their entry. */
  readonly facts: ReadonlyMap<string, readonly PositionEvent[]>;
  /** Whether the market's times and ours can be compared: not at a demo exchange that hurries. */
  readonly isOneClock: boolean;
}

/** Orders that a decision on a candle leads to carry its open time; one that a user asks for, the time it was asked. */
const DECIDED = /^[0-9a-f]+-(\d+)-(entry|exit)$/;
/** Ends without everything being filled. */
const UNFILLED: readonly Order["state"][] = ["denied", "rejected", "canceled", "expired"];

/** Open time (UTC ms) of the candle whose decision led to an order; null where none did. */
export function candleOf({ clientOrderId }: Order): number | null {
  const [, openMs] = DECIDED.exec(clientOrderId) ?? [];
  return openMs === undefined ? null : Number(openMs);
}

/** The steps of a trade in the order in which they happened. */
export function stepsOf(orders: TradeOrders, known: Known): TimelineStep[] {
  const enteredMs = orders[0]!.fills.at(-1)?.timeMs ?? null;
  const placed = orders.map((one, index) => ({
    keyMs: one.order.createdMs,
    steps: placing(one, index, enteredMs, known),
  }));
  const after = orders.flatMap(({ order, fills }) => [
    ...isWaiting(order)
      ? fills.map((fill) => ({ keyMs: fill.timeMs, steps: [fillStep(order, fill, null, known)] }))
      : [],
    ...UNFILLED.includes(order.state)
      ? [{
        keyMs: Math.max(order.createdMs, order.updatedMs),
        steps: [{ kind: "over", timeMs: order.updatedMs, order } as const],
      }]
      : [],
  ]);
  const facts = (known.facts.get(orders[0]!.order.clientOrderId) ?? []).map((event) => ({
    keyMs: event.timeMs,
    steps: factSteps(event, orders),
  }));
  return [...placed, ...after, ...facts].sort((a, b) => a.keyMs - b.keyMs).flatMap(({ steps }) => steps);
}

/** What led to an order, the order itself, and the fills that came of it at once. */
function placing(
  { order, fills }: FilledOrder,
  index: number,
  enteredMs: number | null,
  known: Known,
): TimelineStep[] {
  const openMs = candleOf(order);
  const candle = openMs === null ? undefined : known.candles.get(openMs);
  const decision = openMs === null ? undefined : known.decisions.get(openMs);
  const filledMs = known.isOneClock && isWaiting(order) && index > 0 ? enteredMs : null;
  const causeMs = decision?.decidedMs ?? filledMs;
  return [
    ...candle ? [{ kind: "candle", timeMs: candle.closeMs + 1, candle } as const] : [],
    ...decision ? [decisionStep(decision, known, candle)] : [],
    { kind: "order", timeMs: order.createdMs, sinceMs: since(order.createdMs, causeMs), order },
    ...isWaiting(order) || isTransfer(order.purpose)
      ? []
      : fills.map((fill) => fillStep(order, fill, candle?.close ?? null, known)),
  ];
}

function decisionStep(
  { userId: _, activeStrategyId: __, ...decision }: DecisionRecord,
  { isOneClock }: Known,
  candle?: Candle,
): TimelineStep {
  const sinceMs = since(decision.decidedMs, candle && isOneClock ? candle.closeMs + 1 : null);
  return { kind: "decision", timeMs: decision.decidedMs, sinceMs, decision };
}

function fillStep(
  order: Order,
  { timeMs, price, quantity, fee, feeCurrency }: FilledOrder["fills"][number],
  close: DecimalText | null,
  { isOneClock }: Known,
): TimelineStep {
  const { side, purpose } = order;
  const sinceMs = isWaiting(order) || !isOneClock ? null : since(timeMs, order.createdMs);
  const expectedPrice = order.stopPrice ?? order.price ?? close;
  return { kind: "fill", timeMs, sinceMs, side, purpose, price, quantity, fee, feeCurrency, expectedPrice };
}

/** Whether an order stands until its price is reached. */
function isWaiting({ type }: Order): boolean {
  return type !== "market";
}

/** What a fact says of its order, or beyond the orders of its trade. */
function factSteps({ timeMs, fact }: PositionEvent, orders: TradeOrders): TimelineStep[] {
  if (fact.kind !== "OrderAccepted" && fact.kind !== "OrderUnanswered") {
    return isNews(fact) ? [{ kind: "fact", timeMs, fact }] : [];
  }
  const of = orders.find(({ order }) => order.clientOrderId === fact.clientOrderId);
  if (of === undefined) return [];
  const kind = fact.kind === "OrderAccepted" ? "accepted" : "unanswered";
  return [{ kind, timeMs, sinceMs: since(timeMs, of.order.createdMs), order: of.order }];
}

const NEWS: readonly PositionFact["kind"][] = [
  ...["ExitReached", "UnprotectedEnded", "Reconciled", "ExitMoved", "ExitsFailed", "ExitsEnded", "Replaced"] as const,
];

function isNews(fact: PositionFact): boolean {
  if (fact.kind === "Protected") return fact.stopLoss?.by === "platform" || fact.takeProfit?.by === "platform";
  return NEWS.includes(fact.kind);
}

/** Null also where the clocks of two sides disagree. */
function since(timeMs: number, causeMs: number | null): number | null {
  return causeMs === null || timeMs < causeMs ? null : timeMs - causeMs;
}
