/** Closed candles as columns of float64: what a backtest runs over. Prices in quote, volume in base, times UTC ms. */

/** Candles oldest first, all columns equally long. */
export interface CandleColumns {
  readonly length: number;
  readonly openMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The columns' names, in the order in which rows and transports have them. */
export const COLUMN_NAMES = ["openMs", "open", "high", "low", "close", "volume"] as const;

/** `[openMs, open, high, low, close, volume]`. */
export type CandleRow = readonly [number, number, number, number, number, number];

/** Columns with room for `length` candles, all 0. */
export function emptyColumns(length: number): CandleColumns {
  const column = () => new Float64Array(length);
  return {
    length,
    openMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Columns of rows. */
export function columnsOf(rows: readonly CandleRow[]): CandleColumns {
  const columns = emptyColumns(rows.length);
  rows.forEach((row, at) => COLUMN_NAMES.forEach((name, index) => columns[name][at] = row[index]!));
  return columns;
}

/** The candles from `from` up to but without `to`, seen without copying. */
export function sliceColumns(candles: CandleColumns, from: number, to: number = candles.length): CandleColumns {
  const seen = (column: Float64Array) => column.subarray(from, to);
  const openMs = seen(candles.openMs);
  return {
    length: openMs.length,
    openMs,
    open: seen(candles.open),
    high: seen(candles.high),
    low: seen(candles.low),
    close: seen(candles.close),
    volume: seen(candles.volume),
  };
}

/** Portions of candles that follow each other, as one. */
export function joinColumns(portions: readonly CandleColumns[]): CandleColumns {
  const joined = emptyColumns(portions.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const portion of portions) {
    for (const name of COLUMN_NAMES) joined[name].set(portion[name], at);
    at += portion.length;
  }
  return joined;
}

/** Shortest distance between two candles, ms; 0 for less than two. Longer ones are gaps or nights. */
export function spacingMs({ openMs, length }: CandleColumns): number {
  let shortest = Infinity;
  for (let at = 1; at < length; at++) shortest = Math.min(shortest, openMs[at]! - openMs[at - 1]!);
  return Number.isFinite(shortest) ? shortest : 0;
}

/** Folds candles into longer ones of `lengthMs`, whose open times are whole multiples of it since 1970. */
export function foldColumns(candles: CandleColumns, lengthMs: number): CandleColumns {
  const folded = emptyColumns(candles.length);
  let count = 0;
  for (let at = 0; at < candles.length; at++) {
    const bucketMs = Math.floor(candles.openMs[at]! / lengthMs) * lengthMs;
    if (count === 0 || folded.openMs[count - 1] !== bucketMs) {
      for (const name of COLUMN_NAMES) folded[name][count] = candles[name][at]!;
      folded.openMs[count++] = bucketMs;
      continue;
    }
    const last = count - 1;
    folded.high[last] = Math.max(folded.high[last]!, candles.high[at]!);
    folded.low[last] = Math.min(folded.low[last]!, candles.low[at]!);
    folded.close[last] = candles.close[at]!;
    folded.volume[last]! += candles.volume[at]!;
  }
  return sliceColumns(folded, 0, count);
}
