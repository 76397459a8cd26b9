/** Payloads of Binance's Spot streams about prices over a window of time. Unknown extra fields are ignored. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";

const statistics = {
  /** Event time, UTC ms. */
  E: z.int(),
  s: z.string(),
  /** Last price, and the first, highest and lowest of the window. */
  c: decimalText,
  o: decimalText,
  h: decimalText,
  l: decimalText,
  /** Volume in base and in quote currency. */
  v: decimalText,
  q: decimalText,
};

/** Individual symbol mini ticker stream `<symbol>@miniTicker`, and one of `!miniTicker@arr`: the last 24 h. */
export const miniTickerEvent = z.object({ e: z.literal("24hrMiniTicker"), ...statistics });

const detailed = {
  ...statistics,
  /** Price change in quote currency and in percent. */
  p: decimalText,
  P: decimalText,
  /** Weighted average price. */
  w: decimalText,
  /** Begin and end of the window, UTC ms. */
  O: z.int(),
  C: z.int(),
  /** First and last trade id (−1 = none), and how many trades. */
  F: z.int(),
  L: z.int(),
  n: z.int(),
};

/** Individual symbol ticker stream `<symbol>@ticker`: the last 24 h, with the best bid and ask. */
export const tickerEvent = z.object({
  e: z.literal("24hrTicker"),
  ...detailed,
  /** First trade before the window. */
  x: decimalText,
  /** Last quantity. */
  Q: decimalText,
  /** Best bid and ask: price and quantity. */
  b: decimalText,
  B: decimalText,
  a: decimalText,
  A: decimalText,
});

/** Rolling window statistics stream `<symbol>@ticker_<window>`, and one of `!ticker_<window>@arr`. */
export const rollingTickerEvent = z.object({ e: z.enum(["1hTicker", "4hTicker", "1dTicker"]), ...detailed });

/** Average price stream `<symbol>@avgPrice`. */
export const avgPriceEvent = z.object({
  e: z.literal("avgPrice"),
  E: z.int(),
  s: z.string(),
  /** Length of the window, such as `5m`. */
  i: z.string(),
  w: decimalText,
  /** Last trade time, UTC ms. */
  T: z.int(),
});

/** Reference price stream `<symbol>@referencePrice`. */
export const referencePriceEvent = z.object({
  e: z.literal("referencePrice"),
  s: z.string(),
  /** Null while there is none. */
  r: decimalText.nullable(),
  /** When it was made, UTC ms. */
  t: z.int(),
});
