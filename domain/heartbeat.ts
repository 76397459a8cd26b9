/** The state of the market feed. */
import { z } from "zod";
import { symbol } from "./market.ts";
import { timeframe } from "./timeframe.ts";

/** A frame as received from an exchange, for the raw stream. `text` is the frame itself. */
export const marketFrame = z.object({
  receivedMs: z.int(),
  exchange: z.string(),
  /** The exchange's own name of the stream, such as `btcusdt@trade`. */
  stream: z.string(),
  symbol: symbol.nullable(),
  /** Whether this frame closes a candle. */
  closes: z.boolean(),
  text: z.string(),
});
/** A frame as received from an exchange. */
export type MarketFrame = z.infer<typeof marketFrame>;

/** Is the feed alive, and is what it delivered regular? */
export const heartbeatStatus = z.object({
  exchange: z.string(),
  connected: z.boolean(),
  /** No gap since the start, and no candle later than the tolerance. */
  coherent: z.boolean(),
  lastMessageMs: z.int().nullable(),
  symbols: z.array(symbol),
  timeframes: z.array(timeframe),
  /** The last error in the exchange's own words; null while all is well. */
  error: z.string().nullable(),
  reconnects: z.int(),
  /** Candles that had to be fetched over REST since the start. */
  repairedCandles: z.int(),
});
/** Is the feed alive? */
export type HeartbeatStatus = z.infer<typeof heartbeatStatus>;
