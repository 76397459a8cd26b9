/** Returns by UTC day: the period on which risk is measured, whatever the length of the candles. */

const DAY_MS = 86_400_000;
/** Markets without sessions trade on weekends too: a third less than their share of the week is taken for a gap. */
const WEEKEND_SHARE = 2 / 7 * 0.6;

/**
 * The equity's change from the last candle of each UTC day to that of the next day with candles, as shares. A single day
 * has none. `openMs` UTC ms, `equity` quote currency, one value a candle.
 */
export function dailyReturns(openMs: Float64Array, equity: Float64Array): number[] {
  const closes: number[] = [];
  for (let at = 0; at < equity.length; at++) {
    const next = openMs[at + 1];
    if (next === undefined || dayOf(next) !== dayOf(openMs[at]!)) closes.push(equity[at]!);
  }
  return closes.slice(1).map((close, at) => closes[at]! === 0 ? 0 : close / closes[at]! - 1);
}

/** Days of a year on which the market trades: 365 when it has weekends, else 252. */
export function tradingDaysPerYear(openMs: Float64Array): 252 | 365 {
  let weekend = 0;
  for (const ms of openMs) if (((dayOf(ms) + 4) % 7) % 6 === 0) weekend++; // 1970-01-01 was a Thursday, Sunday is 0
  return weekend / openMs.length > WEEKEND_SHARE ? 365 : 252;
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (divides by n − 1); NaN for less than two values. */
export function sampleDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Root mean square of what fell below 0, over all values; NaN of nothing. */
export function downsideDeviation(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => Math.min(value, 0) ** 2)));
}

/** What the returns compound to in a year of `periods`, as a share; −1 when everything was lost. */
export function annualReturn(returns: readonly number[], periods: number): number {
  const whole = returns.reduce((product, value) => product * (1 + value), 1);
  return whole <= 0 ? -1 : whole ** (periods / returns.length) - 1;
}
