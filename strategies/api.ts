/**
 * What a strategy imports as `aristobot/strategy`. A re-export for one reason: these names are the contract with the
 * users' own sources, and nothing else is.
 */
export { Strategy } from "./strategy.ts";
export { Indicator } from "./indicator.ts";
export { dema, ema, hma, sma, tema, vwap, wma } from "./averages.ts";
export { cci, mfi, obv, roc, rsi, stochastic, stochRsi, williamsR } from "./oscillators.ts";
export { atr, bollinger, donchian, highest, keltner, lowest } from "./channels.ts";
export { adx, heikinAshi, ichimoku, macd, parabolicSar, superTrend } from "./trends.ts";
export { cross } from "./cross.ts";
export { CandleSeries } from "./candle_series.ts";
