/** A decision of a strategy at work, as it is kept. */
import { z } from "zod";

/** What was decided at the close of a candle. Quantities in base, prices in quote currency, float64: the strategy's own. */
export const decisionRecord = z.object({
  userId: z.string(),
  activeStrategyId: z.string(),
  /** Open time of the candle, UTC ms. */
  openMs: z.int(),
  /** Which version of the source decided. */
  version: z.int().min(1),
  kind: z.enum(["wait", "enter", "exit"]),
  /** The side that is entered; null for all else. */
  side: z.enum(["long", "short"]).nullable(),
  /** What was asked for; null unless something is entered. */
  quantity: z.number().nullable(),
  stopLoss: z.number().nullable(),
  takeProfit: z.number().nullable(),
  /** What was held when it was decided; negative = short. */
  held: z.number(),
  decidedMs: z.int(),
  /** From the question to the answer. */
  tookMs: z.number().min(0),
});
/** What was decided at the close of a candle. */
export type DecisionRecord = z.infer<typeof decisionRecord>;
