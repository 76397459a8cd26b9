/** Trades as marks on candles. */
import type { UTCTimestamp } from "lightweight-charts";
import type { BacktestTrade } from "../../../domain/backtest/trade.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "../../../domain/timeframe.ts";

/** A mark on a candle. */
export interface TradeMark {
  /** UTC seconds: the open time of a candle that is drawn. */
  readonly time: UTCTimestamp;
  readonly position: "aboveBar" | "belowBar";
  readonly shape: "arrowUp" | "arrowDown" | "circle";
  /** A token. */
  readonly color: "--up" | "--down";
  readonly text: string;
}

/** A range of time, UTC ms. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Candles that are shown before and after trades. */
const AROUND = { one: 60, all: 20 };

/** The range of candles around trades, whose candles have this length. Undefined without trades. */
export function rangeAround(trades: readonly BacktestTrade[], timeframe: Timeframe): Range | undefined {
  if (trades.length === 0) return undefined;
  const airMs = timeframeMs(timeframe) * (trades.length === 1 ? AROUND.one : AROUND.all);
  const from = trades.reduce((first, { entryMs }) => Math.min(first, entryMs), Infinity);
  const to = trades.reduce((last, { exitMs }) => Math.max(last, exitMs), -Infinity);
  return { fromMs: Math.max(0, from - airMs), toMs: to + airMs };
}

/**
 * Two marks a trade, in the order of time: an arrow for the entry, a circle for the exit in the colour of what it earned.
 * `timeframe`: that of the candles which are drawn; `first`: the number of the first trade, from 1.
 */
export function marksOf(trades: readonly BacktestTrade[], first: number, timeframe: Timeframe): TradeMark[] {
  const timeOf = (ms: number) => bucketOpenMs(ms, timeframe) / 1000 as UTCTimestamp;
  return trades.flatMap(({ side, entryMs, exitMs, profit }, index): TradeMark[] => {
    const isLong = side === "long";
    const text = String(first + index);
    return [
      {
        time: timeOf(entryMs),
        position: isLong ? "belowBar" : "aboveBar",
        shape: isLong ? "arrowUp" : "arrowDown",
        color: isLong ? "--up" : "--down",
        text,
      },
      {
        time: timeOf(exitMs),
        position: isLong ? "aboveBar" : "belowBar",
        shape: "circle",
        color: profit >= 0 ? "--up" : "--down",
        text,
      },
    ];
  }).sort((a, b) => a.time - b.time);
}
