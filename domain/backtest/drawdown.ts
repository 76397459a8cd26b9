/** How far, and for how long, an equity lay below its peak. */

/** The deepest and the longest drawdown. */
export interface Drawdown {
  /** Deepest fall from a peak, as a share of the peak: 0.25 = a quarter was lost. */
  readonly depth: number;
  /** Longest time from a peak until it was reached again, or until the end, ms. */
  readonly lengthMs: number;
}

/** The drawdown of each candle as a share of the highest equity so far, 0 at a peak. */
export function drawdownCurve(equity: Float64Array): Float64Array {
  let peak = -Infinity;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
}

/** The deepest and the longest drawdown of an equity (quote currency), one value a candle; `openMs` UTC ms. */
export function drawdownOf(openMs: Float64Array, equity: Float64Array): Drawdown {
  let [peak, peakMs, depth, lengthMs] = [-Infinity, NaN, 0, 0];
  for (let at = 0; at < equity.length; at++) {
    const value = equity[at]!;
    if (value < peak) {
      depth = Math.max(depth, 1 - value / peak);
      lengthMs = Math.max(lengthMs, openMs[at]! - peakMs);
      continue;
    }
    if (at > 0 && equity[at - 1]! < peak) lengthMs = Math.max(lengthMs, openMs[at]! - peakMs);
    peak = value;
    peakMs = openMs[at]!;
  }
  return { depth, lengthMs };
}
