/** Positions: what is held of a market, and at what cost. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";

/**
 * What is held. `quantity` in base currency: positive = long, negative = short, `"0"` = flat. `costQuote` is what the
 * open quantity cost with its entry fees, in quote currency; `realisedQuote` the profit after fees of what was closed.
 */
export const position = z.object({
  symbol,
  quantity: decimalText,
  costQuote: decimalText,
  realisedQuote: decimalText,
  /** Time of the first fill of the open quantity, UTC ms; null when flat. */
  openedMs: z.int().nullable(),
});
/** What is held. */
export type Position = z.infer<typeof position>;
