/** Timeframes: the lengths of candles, and how the longer are made of the shorter. */
import { z } from "zod";

/** The eight timeframes, shortest first. */
export const TIMEFRAMES = ["1m", "3m", "5m", "10m", "15m", "1h", "2h", "4h"] as const;

/** The length of a candle. */
export const timeframe = z.enum(TIMEFRAMES);
/** The length of a candle. */
export type Timeframe = z.infer<typeof timeframe>;

const MINUTE_MS = 60_000;
const LENGTH_MS: Readonly<Record<Timeframe, number>> = {
  "1m": MINUTE_MS,
  "3m": 3 * MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "10m": 10 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "1h": 60 * MINUTE_MS,
  "2h": 120 * MINUTE_MS,
  "4h": 240 * MINUTE_MS,
};

/** The timeframe from whose closed candles each longer one is folded: the longest that divides it. */
const SOURCE: Readonly<Partial<Record<Timeframe, Timeframe>>> = {
  "3m": "1m",
  "5m": "1m",
  "10m": "5m",
  "15m": "5m",
  "1h": "15m",
  "2h": "1h",
  "4h": "2h",
};

/** Length in milliseconds. */
export function timeframeMs(of: Timeframe): number {
  return LENGTH_MS[of];
}

/** The timeframe it is folded from, or undefined for 1m, which comes from the exchange. */
export function sourceOf(of: Timeframe): Timeframe | undefined {
  return SOURCE[of];
}

/** Open time (UTC ms) of the bucket that holds `timeMs`; buckets start at whole multiples of the length since 1970. */
export function bucketOpenMs(timeMs: number, of: Timeframe): number {
  return timeMs - (timeMs % LENGTH_MS[of]);
}
