/** Candles: what a market did in one bucket of time. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { symbol } from "./market.ts";
import { timeframe } from "./timeframe.ts";

/**
 * One candle. Prices in quote currency, volume in base currency, both as decimal text. The bucket is
 * `[openMs, closeMs]`, both ends included, UTC ms; `closeMs = openMs + length − 1`. Volume 0 means a silent bucket:
 * all four prices are then the previous close.
 */
export const candle = z.object({
  symbol,
  timeframe,
  openMs: z.int(),
  closeMs: z.int(),
  open: decimalText,
  high: decimalText,
  low: decimalText,
  close: decimalText,
  volume: decimalText,
});
/** One candle. */
export type Candle = z.infer<typeof candle>;

/**
 * A candle is final: no trade can change it any more (a late trade gives a correction event, never a silent edit).
 *
 * `afterMs` is the open time (UTC ms) of the candle of the same symbol and timeframe that was told before this one, null
 * for the very first. Whoever holds that one has missed nothing, even where the exchange halted for hours.
 *
 * `atMs` is when the exchange told it (its own time, UTC ms); absent where that says nothing, as for a first start's history.
 */
export const candleClosed = z.object({ candle, afterMs: z.int().nullable().optional(), atMs: z.int().optional() });
/** A candle is final. */
export type CandleClosed = z.infer<typeof candleClosed>;

/** The candle of the bucket that is still open has changed. */
export const candleUpdated = z.object({ candle });
/** The candle of the bucket that is still open has changed. */
export type CandleUpdated = z.infer<typeof candleUpdated>;
