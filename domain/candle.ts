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

/** A candle is final: no trade can change it any more (a late trade gives a correction event, never a silent edit). */
export const candleClosed = z.object({ candle });
/** A candle is final. */
export type CandleClosed = z.infer<typeof candleClosed>;

/** The candle of the bucket that is still open has changed. */
export const candleUpdated = z.object({ candle });
/** The candle of the bucket that is still open has changed. */
export type CandleUpdated = z.infer<typeof candleUpdated>;
