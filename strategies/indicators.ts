/**
 * Indicators: streaming, calculated by `trading-signals`, fed with closed candles only.
 *
 * Make them in a field of your strategy and read `value` and `previous`. Conventions: the EMA begins with the first
 * close (not with an average); RSI and ATR smooth as Wilder did, beginning with a simple average; the first candle's
 * true range is its high less its low.
 */
import { ATR, EMA, RSI } from "trading-signals";
import type { CandleSeries, Column } from "./candle_series.ts";
import { checkPeriod, ColumnIndicator, Indicator, register } from "./indicator.ts";
import type { Strategy } from "./strategy.ts";
import { WindowMean } from "./window_mean.ts";

/** Simple moving average of the last `period` candles. */
export function sma(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("sma", period);
  return register(strategy, new ColumnIndicator(new WindowMean(period), period, column));
}

/** Exponential moving average, weight 2 ÷ (period + 1); it counts from the `period`-th candle on. */
export function ema(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("ema", period);
  return register(strategy, new ColumnIndicator(new EMA(period), period, column));
}

/** Relative strength index by Wilder, from 0 to 100. */
export function rsi(strategy: Strategy, period: number, column: Column = "close"): Indicator {
  checkPeriod("rsi", period, 2);
  return register(strategy, new ColumnIndicator(new RSI(period), period + 1, column));
}

/** Average true range by Wilder, in quote currency. */
export function atr(strategy: Strategy, period: number): Indicator {
  return register(strategy, new AverageTrueRange(checkPeriod("atr", period)));
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
export function donchian(strategy: Strategy, period: number): { readonly upper: Indicator; readonly lower: Indicator } {
  return { upper: highest(strategy, period), lower: lowest(strategy, period) };
}

class AverageTrueRange extends Indicator {
  readonly #atr: ATR;
  constructor(period: number) {
    super();
    this.#atr = new ATR(period);
  }
  protected override next(candles: CandleSeries): number {
    const candle = { high: candles.last("high"), low: candles.last("low"), close: candles.last("close") };
    return this.#atr.update(candle, false) ?? NaN;
  }
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
