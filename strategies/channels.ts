/** Ranges and the channels drawn from them. See docs/strategies.md for conventions. */
import { ATR, BollingerBands, EMA } from "trading-signals";
import type { CandleSeries, Column } from "./candle_series.ts";
import { CandleIndicator, checkPeriod, Indicator, newestCandle, register, registerLines } from "./indicator.ts";
import type { Strategy } from "./strategy.ts";

/** Average true range by Wilder, in quote currency; the first candle's range is its high less its low. */
export function atr(strategy: Strategy, period = 14): Indicator {
  checkPeriod("atr", period);
  return register(strategy, new CandleIndicator(new ATR(period), period));
}

/** Highest high of the last `period` candles, the newest among them; compare with `previous` to see a breakout. */
export function highest(strategy: Strategy, period: number, column: Column = "high"): Indicator {
  return register(strategy, new Extreme(checkPeriod("highest", period), column, Math.max));
}

/** Lowest low of the last `period` candles, the newest among them; compare with `previous` to see a breakout. */
export function lowest(strategy: Strategy, period: number, column: Column = "low"): Indicator {
  return register(strategy, new Extreme(checkPeriod("lowest", period), column, Math.min));
}

/** Donchian channel: the highest high and the lowest low of the last `period` candles. */
export function donchian(strategy: Strategy, period = 20): { readonly upper: Indicator; readonly lower: Indicator } {
  return { upper: highest(strategy, period), lower: lowest(strategy, period) };
}

/** Bollinger bands: the simple average, and so many standard deviations (of the population) around it. */
export function bollinger(strategy: Strategy, period = 20, deviations = 2, column: Column = "close") {
  const bands = new BollingerBands(checkPeriod("bollinger", period), deviations);
  return registerLines(strategy, ["upper", "middle", "lower"], (candles) => bands.update(candles.last(column), false));
}

/** Keltner channel: the EMA of the closes, and so many average true ranges around it. */
export function keltner(strategy: Strategy, period = 20, ranges = 2, rangePeriod = 10) {
  const average = new EMA(checkPeriod("keltner", period));
  const range = new ATR(checkPeriod("keltner", rangePeriod));
  return registerLines(strategy, ["upper", "middle", "lower"], (candles) => {
    const middle = average.update(candles.last("close"), false);
    const width = range.update(newestCandle(candles), false);
    if (width === null || candles.seen < period) return null;
    return { upper: middle + ranges * width, middle, lower: middle - ranges * width };
  });
}

class Extreme extends Indicator {
  constructor(
    private readonly period: number,
    private readonly column: Column,
    private readonly pick: (a: number, b: number) => number,
  ) {
    super();
  }
  protected override next(candles: CandleSeries): number {
    if (candles.length < this.period) return NaN;
    let extreme = candles.last(this.column);
    for (let back = 1; back < this.period; back++) extreme = this.pick(extreme, candles.last(this.column, back));
    return extreme;
  }
}
