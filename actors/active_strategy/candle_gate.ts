/** Which closed candles a strategy is shown, and on which it may act. Pure. */
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import type { Candle } from "../../domain/candle.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import type { CandleNumbers } from "../../strategies/candle_series.ts";

/** What a candle is to one who has seen those up to `last`: seen before, the next, or one that comes after a gap. */
export function place(last: Candle | null, candle: Candle): "old" | "next" | "gap" {
  if (!last) return "next";
  if (candle.openMs <= last.openMs) return "old";
  return candle.openMs === last.openMs + timeframeMs(candle.timeframe) ? "next" : "gap";
}

/**
 * Whether a candle closed so long ago that a newer one must have closed since: a decision on it comes too late. Accelerated
 * exchanges run ahead of our clock; their candles are never stale by it.
 */
export function isStale(candle: Candle, nowMs: number): boolean {
  return nowMs - candle.closeMs > timeframeMs(candle.timeframe);
}

/** Whether a strategy works at the close of a candle: its dates are `[startMs, endMs)`. */
export function isWithinDates({ startMs, endMs }: ActiveStrategy, candle: Candle): boolean {
  const closedMs = candle.closeMs + 1;
  return (startMs === null || closedMs >= startMs) && (endMs === null || closedMs < endMs);
}

/** A candle as strategies calculate with it. */
export function toNumbers(candle: Candle): CandleNumbers {
  const { openMs, open, high, low, close, volume } = candle;
  return {
    openMs,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  };
}
