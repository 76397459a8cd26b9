/** A million one-minute candles of a repeatable random walk, in cents. */
import { type CandleColumns, emptyColumns } from "../domain/backtest/candle_columns.ts";

/** How many candles every contestant runs over. */
export const CANDLES = 1_000_000;
const MINUTE_MS = 60_000;

/** The candles; the same on each call. */
export function benchCandles(): CandleColumns {
  const candles = emptyColumns(CANDLES);
  let state = 7;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  let cents = 2_500_000;
  for (let at = 0; at < CANDLES; at++) {
    const open = cents;
    cents += Math.round((random() + random() + random() - 1.5) * 3_000) + (2_500_000 - cents) / 5_000 | 0;
    candles.openMs[at] = at * MINUTE_MS;
    candles.open[at] = open / 100;
    candles.close[at] = cents / 100;
    candles.high[at] = (Math.max(open, cents) + Math.floor(random() * 1_000)) / 100;
    candles.low[at] = (Math.min(open, cents) - Math.floor(random() * 1_000)) / 100;
    candles.volume[at] = 1;
  }
  return candles;
}
