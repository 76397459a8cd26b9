/** An equity thinned to what a chart can show. */
import { z } from "zod";

/** Points of a chart, oldest first. Times UTC ms (open time of the candle), equity and hold in quote currency. */
export const equityCurve = z.object({
  openMs: z.array(z.number()),
  equity: z.array(z.number()),
  /** What the money would be worth had it been held in the market from the first candle on. */
  hold: z.array(z.number()),
});
/** Points of a chart. */
export type EquityCurve = z.infer<typeof equityCurve>;

/** Points that a curve has at most. */
export const MOST_POINTS = 2_000;

/**
 * Thins an equity: of each stretch of candles its lowest and its highest value stay, so that no drawdown is lost; the first
 * and the last candle stay too. `cash`: what it began with, quote currency.
 */
export function curveOf(
  openMs: Float64Array,
  close: Float64Array,
  equity: Float64Array,
  cash: number,
  most: number = MOST_POINTS,
): EquityCurve {
  const kept = equity.length <= most ? Array.from(equity.keys()) : stretchEnds(equity, Math.floor((most - 2) / 2));
  const first = close[0]!;
  return {
    openMs: kept.map((at) => openMs[at]!),
    equity: kept.map((at) => equity[at]!),
    hold: kept.map((at) => cash * close[at]! / first),
  };
}

/** The first and last index, and of each stretch the indices of its extremes, rising. */
function stretchEnds(values: Float64Array, stretches: number): number[] {
  const kept = new Set([0, values.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor(stretch * values.length / stretches);
    const to = Math.floor((stretch + 1) * values.length / stretches);
    let [lowest, highest] = [from, from];
    for (let at = from; at < to; at++) {
      if (values[at]! < values[lowest]!) lowest = at;
      if (values[at]! > values[highest]!) highest = at;
    }
    kept.add(lowest).add(highest);
  }
  return [...kept].sort((a, b) => a - b);
}
