/** The equity of walking forward: parts out of the sample, one after the other, as if one had traded them all. */
import { type CandleColumns, COLUMN_NAMES, emptyColumns } from "../domain/backtest/candle_columns.ts";
import { curveOf, type EquityCurve } from "../domain/backtest/curve.ts";

/** One part: its candles, and the equity of a run over them that began with the cash of all. */
export interface ForwardPart {
  readonly candles: CandleColumns;
  readonly equity: Float64Array;
}

/** Joins the parts: each goes on with what the one before ended with, in proportion. `cash`: quote currency at the start. */
export function forwardCurveOf(parts: readonly ForwardPart[], cash: number): EquityCurve {
  const length = parts.reduce((sum, { equity }) => sum + equity.length, 0);
  const [candles, joined] = [emptyColumns(length), new Float64Array(length)];
  let [at, level] = [0, cash];
  for (const { candles: own, equity } of parts) {
    for (const name of COLUMN_NAMES) candles[name].set(own[name], at);
    joined.set(equity.map((value) => value * level / cash), at);
    at += equity.length;
    level = joined[at - 1] ?? level;
  }
  return curveOf(candles.openMs, candles.close, joined, cash);
}
