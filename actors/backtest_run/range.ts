/** The candles of a request. */
import type { BacktestRequest } from "../../domain/backtest/request.ts";
import { bucketOpenMs, timeframeMs } from "../../domain/timeframe.ts";

type Range = Pick<BacktestRequest, "timeframe" | "fromMs" | "toMs">;

/** Most candles that a run may take, those of detail included: what its process can hold. */
export const MOST_CANDLES = 3_000_000;

/** Candles that open before this (UTC ms) close at or before `toMs`: a candle's close is the last ms of its time. */
export function openBeforeMs({ timeframe, toMs }: Range): number {
  return toMs - timeframeMs(timeframe) + 2;
}

/** Where the last whole candle of the range ends (UTC ms), which is where its history must reach to. */
export function historyEndMs({ timeframe, toMs }: Range): number {
  return bucketOpenMs(toMs + 1, timeframe);
}

/** How many candles a request has at most; those of detail included. */
export function candlesOf({ fromMs, toMs, timeframe, detail }: Range & Pick<BacktestRequest, "detail">): number {
  const count = (lengthMs: number) => Math.max(0, Math.ceil((toMs - fromMs) / lengthMs));
  return count(timeframeMs(timeframe)) + (detail && timeframe !== "1m" ? count(timeframeMs("1m")) : 0);
}
