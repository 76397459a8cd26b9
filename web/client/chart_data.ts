/** Candles as a chart draws them: numbers, and seconds. */
import type { UTCTimestamp } from "lightweight-charts";
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";

/** One candle of a chart; `time` in UTC seconds. */
export interface ChartCandle {
  readonly time: UTCTimestamp;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A candle of the live stream. */
export function toChartCandle(candle: Candle): ChartCandle {
  const { openMs, open, high, low, close, volume } = candle;
  return fromNumbers([openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)]);
}

/** The newest `limit` stored candles, oldest first. @throws {Error} in the server's words. */
export async function fetchCandles(
  symbol: Symbol,
  timeframe: Timeframe,
  limit: number,
  signal: AbortSignal,
): Promise<ChartCandle[]> {
  const query = new URLSearchParams({ symbol, timeframe, limit: String(limit) });
  const response = await fetch(`/api/candles?${query}`, { signal });
  const answer = await response.json();
  if (!response.ok) throw new Error((answer as { error?: string }).error ?? `HTTP ${response.status}`);
  return (answer as number[][]).map(fromNumbers);
}

/** One candle as the house tells it: `[openMs, open, high, low, close, volume]`. */
export function fromNumbers(
  [openMs = 0, open = 0, high = 0, low = 0, close = 0, volume = 0]: readonly number[],
): ChartCandle {
  return { time: openMs / 1000 as UTCTimestamp, open, high, low, close, volume };
}
