/** Indicators that swing: strength, momentum, volume. See docs/strategies.md for conventions. */
import { CCI, MFI, ROC, RSI, StochasticOscillator, StochasticRSI, WilliamsR } from "trading-signals";
import type { CandleSeries, Column } from "./candle_series.ts";
import {
  CandleIndicator,
  checkPeriod,
  ColumnIndicator,
  Indicator,
  type LibraryCandle,
  newestCandle,
  register,
  registerLines,
} from "./indicator.ts";
import type { Strategy } from "./strategy.ts";

/** Relative strength index by Wilder, from 0 to 100. */
export function rsi(strategy: Strategy, period = 14, column: Column = "close"): Indicator {
  checkPeriod("rsi", period, 2);
  return register(strategy, new ColumnIndicator(new RSI(period), period + 1, column));
}

/** Where the RSI stands between its lowest and highest of `period` candles, from 0 to 1. */
export function stochRsi(strategy: Strategy, period = 14, column: Column = "close"): Indicator {
  checkPeriod("stochRsi", period, 2);
  return register(strategy, new ColumnIndicator(new StochasticRSI(period), 1, column));
}

/** Lane's stochastic, from 0 to 100: `k` smoothed over `slowing` candles, `d` its average over `smoothing`. */
export function stochastic(strategy: Strategy, period = 14, slowing = 3, smoothing = 3) {
  const lengths = {
    kPeriod: checkPeriod("stochastic", period),
    kSlowingPeriod: checkPeriod("stochastic", slowing),
    dPeriod: checkPeriod("stochastic", smoothing),
  };
  const oscillator = new StochasticOscillator(lengths);
  return registerLines(strategy, ["k", "d"], (candles) => {
    const result = oscillator.update(newestCandle(candles), false);
    return result && { k: result.stochK, d: result.stochD };
  });
}

/** Williams %R, from −100 (at the lowest low) to 0 (at the highest high). */
export function williamsR(strategy: Strategy, period = 14): Indicator {
  checkPeriod("williamsR", period);
  return register(strategy, new CandleIndicator(new WilliamsR(period), period));
}

/** Commodity channel index by Lambert, with its constant 0.015; 0 while the market stands still. */
export function cci(strategy: Strategy, period = 20): Indicator {
  const index = new CCI(checkPeriod("cci", period));
  const update = (candle: LibraryCandle) => {
    const value = index.update(candle, false);
    return Number.isNaN(value) ? 0 : value; // no deviation to divide by
  };
  return register(strategy, new CandleIndicator({ update }, period));
}

/** Money flow index, from 0 to 100: an RSI of typical price times volume. */
export function mfi(strategy: Strategy, period = 14): Indicator {
  checkPeriod("mfi", period);
  return register(strategy, new CandleIndicator(new MFI(period), period + 1));
}

/** Rate of change against `period` candles before, as a ratio: 0.1 = 10 % higher. */
export function roc(strategy: Strategy, period = 10, column: Column = "close"): Indicator {
  checkPeriod("roc", period);
  return register(strategy, new ColumnIndicator(new ROC(period), period + 1, column));
}

/** On-balance volume by Granville, 0 at the first candle; base currency. */
export function obv(strategy: Strategy): Indicator {
  return register(strategy, new OnBalanceVolume());
}

class OnBalanceVolume extends Indicator {
  #balance = 0;
  protected override next(candles: CandleSeries): number {
    const change = candles.last("close") - candles.last("close", 1);
    if (!Number.isNaN(change)) this.#balance += Math.sign(change) * candles.last("volume");
    return this.#balance;
  }
}
