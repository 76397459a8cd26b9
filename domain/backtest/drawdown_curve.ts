/** How far an equity is below its peak so far, point by point. */

/** Percent of the peak so far, 0 or below; `start`: what it began with, quote currency. */
export function drawdownCurve(equity: readonly number[], start: number): number[] {
  let peak = start;
  return equity.map((value) => {
    if (value > peak) peak = value;
    return peak > 0 ? (value / peak - 1) * 100 : 0;
  });
}
