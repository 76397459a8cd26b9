/** An execution of our own with whose it was: the one thing that all statistics are counted from. */
import { z } from "zod";
import { decimalText } from "../decimal.ts";
import { fill, order } from "../order.ts";

/** A fill, and which account, market and author it belongs to. */
export const execution = z.object({
  ...fill.shape,
  brokerId: z.string(),
  symbol: order.shape.symbol,
  side: order.shape.side,
  /** The strategy at work that ordered it, and its source; both null for a ticket. */
  activeStrategyId: z.string().nullable(),
  strategyId: z.string().nullable(),
  /** The webhook whose signal ordered it; null for all else. */
  webhookId: z.string().nullable(),
  /** Price of the signal that it carries out, in quote currency: what slippage is held against; null = it has none. */
  signalPrice: decimalText.nullable(),
  /** It books that something came from elsewhere, or is no longer ours: nothing was traded. */
  isTransfer: z.boolean(),
});
/** A fill, and which account, market and author it belongs to. */
export type Execution = z.infer<typeof execution>;

/** Who ordered. */
export const ORIGINS = ["strategy", "webhook", "manual"] as const;
/** Who ordered: a strategy at work, a webhook, or the user by hand. */
export type Origin = typeof ORIGINS[number];

/** Who ordered an execution. */
export function originOf({ activeStrategyId, webhookId }: Execution): Origin {
  if (activeStrategyId !== null) return "strategy";
  return webhookId === null ? "manual" : "webhook";
}
