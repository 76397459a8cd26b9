/** What the recorder hears; apart from the recorder itself, so that who asks it does not load the database. */
import { z } from "zod";
import { candle, candleClosed } from "../domain/candle.ts";
import { candleCorrected, feedIncident } from "../domain/feed_audit.ts";
import { heartbeatStatus, marketFrame } from "../domain/heartbeat.ts";
import { symbol } from "../domain/market.ts";
import { timeframe } from "../domain/timeframe.ts";

/** Which candles: those that open at or after `fromMs` and before `toMs`, UTC ms. */
export const getCandles = z.object({
  symbol,
  timeframe,
  /** Null: the last `limit` before `toMs`; else the first `limit` from there on. */
  fromMs: z.int().nullable(),
  toMs: z.int().nullable(),
  limit: z.int().min(1).max(100_000),
});

/** What the recorder hears. */
export const recorderProtocol = {
  CandleClosed: { in: candleClosed },
  CandleCorrected: { in: candleCorrected },
  IncidentNoticed: { in: feedIncident },
  FrameReceived: { in: marketFrame },
  HeartbeatStatusChanged: { in: heartbeatStatus },
  /** What was queued before this was meant for an incarnation that is gone. */
  Begin: { in: z.object({ life: z.number() }) },
  /** Stores what has gathered. */
  Flush: {},
  /** Removes what is older than it is to be kept. */
  Prune: {},
  /** The candles of a range, oldest first. */
  GetCandles: { in: getCandles, out: z.array(candle) },
  /** The newest candle, or null. */
  GetLastCandle: { in: z.object({ symbol, timeframe }), out: candle.nullable() },
  /** The oldest candle, or null. */
  GetFirstCandle: { in: z.object({ symbol, timeframe }), out: candle.nullable() },
  /** The candles that were corrected after those of the `longer` timeframe had been made of them, oldest first. */
  GetCorrectedBehind: { in: z.object({ symbol, timeframe, longer: timeframe }), out: z.array(candle) },
  /**
   * Stores 1m candles that come right before the first stored one, oldest first, and all longer ones that follow from them.
   * Those that are not before it are left out.
   */
  StorePast: {
    in: z.object({ symbol, candles: z.array(candle) }),
    out: z.object({ firstMs: z.int().nullable(), reason: z.string().nullable() }),
  },
} as const;
