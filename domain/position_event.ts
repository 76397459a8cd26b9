/** What happens to a position of a strategy, or to a ticket, as its log keeps it: each fact once, in its order, never changed afterwards. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { exitName } from "./exit_watch.ts";

/** Who keeps an exit, and at which price in quote currency. */
export const keptExit = z.object({ price: decimalText, by: z.enum(["venue", "platform"]) });
/** Who keeps an exit, and at which price. */
export type KeptExit = z.infer<typeof keptExit>;

/** What an entry of a log says. */
export const positionFact = z.discriminatedUnion("kind", [
  /** Something of its entry was filled. */
  z.object({ kind: z.literal("Opened"), side: z.enum(["long", "short"]) }),
  /** Its entry is over: what it has bought or sold in base currency, at this price on average. */
  z.object({ kind: z.literal("EntryFilled"), quantity: decimalText, price: decimalText }),
  /** Its exits are kept; null = it was meant to have none. */
  z.object({ kind: z.literal("Protected"), stopLoss: keptExit.nullable(), takeProfit: keptExit.nullable() }),
  /** An exit that the platform watches was reached by a print at this price; `attempt` to leave, from 1. */
  z.object({ kind: z.literal("ExitReached"), exit: exitName, price: decimalText, attempt: z.int() }),
  /** From now on nobody keeps its exits. */
  z.object({ kind: z.literal("UnprotectedBegan") }),
  /** Somebody keeps them again; it took so long. */
  z.object({ kind: z.literal("UnprotectedEnded"), ms: z.int().min(0) }),
  /** A part of it was left: so much in base currency, by an order of this purpose. */
  z.object({ kind: z.literal("Reduced"), quantity: decimalText, purpose: z.string() }),
  /** What was known of it was not what the books say, which count: how, in words. */
  z.object({ kind: z.literal("Reconciled"), differences: z.array(z.string()) }),
  /** Nothing of it is left that could be sold; profit after fees, and all fees, in quote currency. */
  z.object({
    kind: z.literal("Closed"),
    purpose: z.string(),
    profitQuote: decimalText.nullable(),
    feeQuote: decimalText,
  }),
  /** Of a ticket: its venue has taken an order that waits for its price. */
  z.object({ kind: z.literal("OrderAccepted"), clientOrderId: z.string() }),
  /** Of a ticket: its venue has not said what became of an order, which is looked up. */
  z.object({ kind: z.literal("OrderUnanswered"), clientOrderId: z.string() }),
  /** Of a ticket: its user has moved an exit, in quote currency. */
  z.object({ kind: z.literal("ExitMoved"), exit: exitName, from: decimalText, to: decimalText }),
  /** Of an order from elsewhere: it was canceled, and what was left of it is placed anew by this order of ours. */
  z.object({ kind: z.literal("Replaced"), clientOrderId: z.string() }),
  /** Of a ticket: it takes the place of this order, which was adopted from elsewhere. */
  z.object({ kind: z.literal("Replaces"), clientOrderId: z.string() }),
  /** Of a ticket: its exits could not be placed, and nobody keeps them. */
  z.object({ kind: z.literal("ExitsFailed"), reason: z.string() }),
  /** Of a ticket: its exits are kept no longer, since its user wished so, or since another order has sold what they protected. */
  z.object({ kind: z.literal("ExitsEnded"), why: z.enum(["called_off", "sold"]) }),
]);

/** A fact about a position, with what makes it the same fact when it is told again. */
export const positionEvent = z.object({
  /** Unique within the log of its position. */
  key: z.string(),
  /** UTC ms. */
  timeMs: z.int(),
  fact: positionFact,
});
/** A fact about a position. */
export type PositionEvent = z.infer<typeof positionEvent>;
/** What it says. */
export type PositionFact = PositionEvent["fact"];
