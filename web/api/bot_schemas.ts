/** Shapes of strategies at work, as the API tells them. */
import { z } from "zod";
import { balance } from "../../actors/broker_protocol.ts";
import { activeStrategy, strategyStatus } from "../../domain/active_strategy.ts";
import { candle } from "../../domain/candle.ts";
import { decimalText } from "../../domain/decimal.ts";
import { decisionRecord } from "../../domain/decision_record.ts";
import { market } from "../../domain/market.ts";
import { orderSide } from "../../domain/order.ts";
import { positionFact } from "../../domain/position_event.ts";
import { environment } from "../../domain/venue.ts";
import { activation as asked } from "../bot/bodies.ts";
import { order } from "./schemas.ts";

const sinceMs = z.number().nullable().meta({ description: "Since the step that led to it, ms" });
const timeMs = z.int();

const terms = z.object({
  ...activeStrategy.omit({ userId: true }).shape,
  strategyName: z.string(),
  brokerName: z.string(),
  exchangeName: z.string(),
  environment,
  newestVersion: z.int(),
  limits: market.pick({ quantityStep: true, minQuantity: true, minNotional: true }).nullable().meta({
    description: "What its market takes at least; null = not known now",
  }),
});
const curve = z.array(z.object({ timeMs, balanceQuote: decimalText }));
const decision = decisionRecord.omit({ userId: true, activeStrategyId: true }).meta({ id: "Decision" });

/** What the Trading bot page shows. */
export const bot = z.object({
  strategies: z.array(strategyStatus),
  work: z.array(z.object({ ...terms.shape, curve }).meta({ id: "StrategyAtWork" })),
  orders: z.array(order),
  balances: z.array(balance),
  balanceError: z.string().nullable(),
}).meta({ id: "Bot" });

/** What is to be set to work, and where. */
export const activation = asked.meta({ id: "Activation" });

/** What became of an activation at each account. */
export const activated = z.object({
  shares: z.array(z.discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("done"),
      brokerId: z.string(),
      brokerName: z.string(),
      activeStrategyId: z.string(),
    }),
    z.object({ outcome: z.literal("refused"), brokerId: z.string(), brokerName: z.string(), reason: z.string() }),
  ])),
});

/** A step on the way to a trade. */
export const step = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("candle"), timeMs, candle }),
  z.object({ kind: z.literal("decision"), timeMs, sinceMs, decision }),
  z.object({ kind: z.literal("order"), timeMs, sinceMs, order }),
  z.object({
    kind: z.literal("fill"),
    timeMs,
    sinceMs,
    side: orderSide,
    purpose: z.string(),
    price: decimalText,
    quantity: decimalText,
    fee: decimalText,
    feeCurrency: z.string(),
    expectedPrice: decimalText.nullable(),
  }),
  z.object({ kind: z.literal("over"), timeMs, order }),
  z.object({ kind: z.enum(["accepted", "unanswered"]), timeMs, sinceMs, order }),
  z.object({ kind: z.literal("fact"), timeMs, fact: positionFact }),
]);

const trade = z.object({
  id: z.string(),
  side: z.enum(["long", "short"]),
  state: z.enum(["open", "closed", "failed"]),
  attempts: z.int().meta({ description: "How many in a row came to nothing, of which this is the newest" }),
  openedMs: timeMs,
  closedMs: timeMs.nullable(),
  quantity: decimalText,
  entryPrice: decimalText.nullable(),
  exitPrice: decimalText.nullable(),
  leftBy: z.string().nullable(),
  profitQuote: decimalText.nullable(),
  feeQuote: decimalText,
  unprotectedMs: z.int(),
  steps: z.array(step),
}).meta({ id: "TimelineTrade" });

/** One strategy at work with its timeline. */
export const work = z.object({
  terms,
  status: z.union([strategyStatus, z.null()]),
  timeline: z.object({ trades: z.array(trade), total: z.int(), page: z.int(), pages: z.int() }),
  decisions: z.array(decision),
  curve,
}).meta({ id: "Work" });
