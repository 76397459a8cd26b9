/** Two curves of other times in one chart. */
import type { EquityCurve } from "../../../domain/backtest/curve.ts";
import type { PlotData } from "../line_plot.ts";

/** What each earned since its start, percent, at all the times of both; null where one has no point. */
export function joinedReturns(curves: readonly EquityCurve[]): PlotData {
  const openMs = [...new Set(curves.flatMap((curve) => curve.openMs))].sort((a, b) => a - b);
  const values = curves.map(({ openMs: times, equity }) => {
    const start = equity[0] ?? 1;
    const known = new Map(times.map((ms, at) => [ms, (equity[at]! / start - 1) * 100]));
    return openMs.map((ms) => known.get(ms) ?? null);
  });
  return { openMs, values };
}
