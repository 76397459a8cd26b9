/** Market data as any exchange streams it: what may be asked for, and what is told. Trades and candles are in their own files. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";

/** Price and quantity of one level of an order book: quote and base currency. */
export const bookLevel = z.tuple([decimalText, decimalText]);
/** Price and quantity of one level. */
export type BookLevel = z.infer<typeof bookLevel>;

/** The best levels of an order book, best first. `updateId` rises with each change, null where the exchange counts none. */
export const bookPicture = z.object({
  symbol,
  updateId: z.int().nullable(),
  /** When the exchange made it, UTC ms; null where it does not say. */
  timeMs: z.int().nullable(),
  bids: z.array(bookLevel),
  asks: z.array(bookLevel),
});
/** The best levels of an order book. */
export type BookPicture = z.infer<typeof bookPicture>;

/** The best bid and ask alone; null where a side is empty or unknown. */
export const bookTop = z.object({
  symbol,
  updateId: z.int().nullable(),
  timeMs: z.int().nullable(),
  bid: bookLevel.nullable(),
  ask: bookLevel.nullable(),
});
/** The best bid and ask alone. */
export type BookTop = z.infer<typeof bookTop>;

/** What a market did in a rolling window, mostly of 24 h. Prices in quote currency; null where the exchange does not say. */
export const ticker = z.object({
  symbol,
  timeMs: z.int().nullable(),
  /** Length of the window, ms; null where the exchange does not say. */
  windowMs: z.int().nullable(),
  open: decimalText.nullable(),
  high: decimalText.nullable(),
  low: decimalText.nullable(),
  /** The last price. */
  last: decimalText.nullable(),
  bid: decimalText.nullable(),
  ask: decimalText.nullable(),
  volumeBase: decimalText.nullable(),
  volumeQuote: decimalText.nullable(),
});
/** What a market did in a rolling window. */
export type Ticker = z.infer<typeof ticker>;
