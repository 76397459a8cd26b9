/** A market as somebody looks at it: its price, its book and its prints, at any venue. */
import { z } from "zod";
import { symbol } from "./market.ts";
import { bookPicture, ticker } from "./market_data.ts";
import { anyTrade } from "./trade.ts";

/** Levels of each side of the book, and prints, that a view holds at most. */
export const VIEW_LEVELS = 20;
/** Prints that a view holds at most. */
export const VIEW_TRADES = 50;

/** What whoever looks at a market is told: the newest state of each, and what was printed since. */
export const marketView = z.object({
  /** As `venueId` has it. */
  venueId: z.string(),
  symbol,
  /** Null = nothing heard yet. */
  ticker: ticker.nullable(),
  /** The best {@linkcode VIEW_LEVELS} levels of each side; null = nothing heard yet. */
  book: bookPicture.nullable(),
  /** Prints since the last view, oldest first; at most {@linkcode VIEW_TRADES}. */
  trades: z.array(anyTrade),
  /** Why nothing flows, in the exchange's words; null while all is well. */
  error: z.string().nullable(),
});
/** What whoever looks at a market is told. */
export type MarketView = z.infer<typeof marketView>;
