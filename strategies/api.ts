/**
 * What a strategy imports as `aristobot/strategy`. A re-export for one reason: these names are the contract with the
 * users' own sources, and nothing else is.
 */
export { Strategy } from "./strategy.ts";
export { Indicator } from "./indicator.ts";
export { atr, donchian, ema, highest, lowest, rsi, sma } from "./indicators.ts";
export { cross } from "./cross.ts";
export { CandleSeries } from "./candle_series.ts";
