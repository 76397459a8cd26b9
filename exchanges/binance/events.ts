/**
 * Payloads of Binance's Spot streams about trades and candles, and what every stream may tell, named after its
 * documentation ("WebSocket Streams for Binance"). What is not read here is allowed and ignored: Binance adds fields
 * without notice.
 */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";

/** Aggregate trade stream `<symbol>@aggTrade`: one taker order's fills at one price. */
export const aggTradeEvent = z.object({
  e: z.literal("aggTrade"),
  /** Event time, UTC ms. */
  E: z.int(),
  s: z.string(),
  /** Aggregate trade id; rises by one. */
  a: z.int(),
  p: decimalText,
  q: decimalText,
  /** First and last id of the single trades within. */
  f: z.int(),
  l: z.int(),
  /** Trade time, UTC ms. */
  T: z.int(),
  /** Whether the buyer is the maker. */
  m: z.boolean(),
});

/** Trade stream `<symbol>@trade`: every single trade. */
export const tradeEvent = z.object({
  e: z.literal("trade"),
  E: z.int(),
  s: z.string(),
  /** Trade id; rises by one. */
  t: z.int(),
  p: decimalText,
  q: decimalText,
  T: z.int(),
  m: z.boolean(),
});

/** Block trade stream `<symbol>@blockTrade`: trades made apart from the book. */
export const blockTradeEvent = z.object({
  e: z.literal("blockTrade"),
  E: z.int(),
  s: z.string(),
  t: z.int(),
  p: decimalText,
  q: decimalText,
  T: z.int(),
  m: z.boolean(),
});

/** Kline stream `<symbol>@kline_<interval>`, and `…@+08:00` of which the days begin eight hours earlier. */
export const klineEvent = z.object({
  e: z.literal("kline"),
  E: z.int(),
  s: z.string(),
  k: z.object({
    /** Open and close time, UTC ms, both within the candle. */
    t: z.int(),
    T: z.int(),
    i: z.string(),
    /** First and last trade id; −1 in a silent candle. */
    f: z.int(),
    L: z.int(),
    o: decimalText,
    c: decimalText,
    h: decimalText,
    l: decimalText,
    v: decimalText,
    /** Whether the candle is closed. */
    x: z.boolean(),
  }),
});

/** Sent before the server closes its connections. */
export const serverShutdownEvent = z.object({ e: z.literal("serverShutdown"), E: z.int() });

/** The answer to SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS. */
export const streamAnswer = z.object({
  id: z.union([z.int(), z.string(), z.null()]),
  error: z.object({ code: z.int(), msg: z.string() }).optional(),
});
