/** What the recorder hears; apart from the recorder itself, so that who asks it does not load the database. */
import { z } from "zod";
import { candle, candleClosed } from "../domain/candle.ts";
import { heartbeatStatus } from "../domain/heartbeat.ts";
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
  HeartbeatStatusChanged: { in: heartbeatStatus },
  /** What was queued before this was meant for an incarnation that is gone. */
  Begin: { in: z.object({ life: z.number() }) },
  /** Stores what has gathered. */
  Flush: {},
  /** The candles of a range, oldest first. */
  GetCandles: { in: getCandles, out: z.array(candle) },
  /** The newest candle, or null. */
  GetLastCandle: { in: z.object({ symbol, timeframe }), out: candle.nullable() },
} as const;
