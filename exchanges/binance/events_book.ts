/** Payloads of Binance's Spot streams about the order book. Unknown extra fields are ignored. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";
import { bookLevel } from "../../domain/market_data.ts";

/** Individual symbol book ticker stream `<symbol>@bookTicker`: the best bid and ask. It has neither `e` nor a time. */
export const bookTickerEvent = z.object({
  /** Order book update id. */
  u: z.int(),
  s: z.string(),
  /** Best bid: price and quantity. */
  b: decimalText,
  B: decimalText,
  /** Best ask: price and quantity. */
  a: decimalText,
  A: decimalText,
});

/** Diff. depth stream `<symbol>@depth` and `<symbol>@depth@100ms`: levels that changed, with their whole quantity, 0 = gone. */
export const depthUpdateEvent = z.object({
  e: z.literal("depthUpdate"),
  E: z.int(),
  s: z.string(),
  /** First and last update id within. */
  U: z.int(),
  u: z.int(),
  b: z.array(bookLevel),
  a: z.array(bookLevel),
});

/** Partial book depth streams `<symbol>@depth<levels>` (5, 10 or 20), also `@100ms`: the best levels. The symbol stands in the stream's name alone. */
export const partialDepthEvent = z.object({
  lastUpdateId: z.int(),
  bids: z.array(bookLevel),
  asks: z.array(bookLevel),
});
