/** The open candle of a chart, as public prints change it until the exchange's own closed one is fetched. */
import type { UTCTimestamp } from "lightweight-charts";
import type { Timeframe } from "../../../domain/timeframe.ts";
import { bucketOpenMs } from "../../../domain/timeframe.ts";
import type { ChartCandle } from "../chart_data.ts";

/** What a chart needs to know of a print. */
export interface Print {
  readonly price: string;
  readonly quantity: string;
  /** UTC ms. */
  readonly timeMs: number;
}

/** The candles that these prints change or begin, oldest first; a print of a candle before `last` changes nothing. */
export function withPrints(last: ChartCandle | null, prints: readonly Print[], timeframe: Timeframe): ChartCandle[] {
  const changed = new Map<number, ChartCandle>();
  let newest = last;
  for (const print of prints) {
    const time = bucketOpenMs(print.timeMs, timeframe) / 1000 as UTCTimestamp;
    if (newest !== null && time < newest.time) continue;
    newest = newest?.time === time ? grown(newest, print) : begun(time, print);
    changed.set(time, newest);
  }
  return [...changed.values()];
}

function begun(time: UTCTimestamp, { price, quantity }: Print): ChartCandle {
  const value = Number(price);
  return { time, open: value, high: value, low: value, close: value, volume: Number(quantity) };
}

function grown(candle: ChartCandle, { price, quantity }: Print): ChartCandle {
  const value = Number(price);
  return {
    ...candle,
    high: Math.max(candle.high, value),
    low: Math.min(candle.low, value),
    close: value,
    volume: candle.volume + Number(quantity),
  };
}
