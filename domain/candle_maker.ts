/**
 * Making candles of one timeframe out of the closed candles of the timeframe below it, one by one. Pure: a state and a
 * candle in, a state and what closed out.
 */
import type { Candle } from "./candle.ts";
import { foldCandles } from "./candle_fold.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "./timeframe.ts";

/** What a maker of one symbol remembers. */
export interface CandleMaker {
  readonly timeframe: Timeframe;
  /** Only candles that open at or after this, UTC ms, are new; null = all are. */
  readonly nextMs: number | null;
  /** The closed source candles of the bucket that is still open, oldest first. */
  readonly parts: readonly Candle[];
}

/** A maker whose own last candle opened at `lastMs`, UTC ms; null = it has made none yet. */
export function candleMaker(timeframe: Timeframe, lastMs: number | null): CandleMaker {
  return { timeframe, nextMs: lastMs === null ? null : lastMs + timeframeMs(timeframe), parts: [] };
}

/**
 * Hears one closed source candle. A bucket closes as soon as its last source candle is in, or when a later one shows that
 * it has ended (the exchange halted); so at most two close at once. A bucket without any source candle yields none. What
 * was heard before is ignored.
 */
export function hearClosed(maker: CandleMaker, source: Candle): { maker: CandleMaker; closed: Candle[] } {
  if (maker.nextMs !== null && source.openMs < maker.nextMs) return { maker, closed: [] };
  const { timeframe } = maker;
  const openMs = bucketOpenMs(source.openMs, timeframe);
  const ended = maker.parts.length > 0 && bucketOpenMs(maker.parts[0]!.openMs, timeframe) < openMs;
  const closed = ended ? [foldCandles(maker.parts, timeframe)] : [];
  const parts = ended ? [source] : [...maker.parts, source];
  const complete = source.closeMs === openMs + timeframeMs(timeframe) - 1;
  if (complete) closed.push(foldCandles(parts, timeframe));
  return { maker: { timeframe, nextMs: source.closeMs + 1, parts: complete ? [] : parts }, closed };
}

/**
 * The open candle as it stands: what is closed of its bucket and the source candle that is still open. Null when the
 * open source candle is older than what is closed (it came late).
 */
export function openCandle(maker: CandleMaker, openSource: Candle): Candle | null {
  if (maker.nextMs !== null && openSource.openMs < maker.nextMs) return null;
  const openMs = bucketOpenMs(openSource.openMs, maker.timeframe);
  const parts = maker.parts.filter((part) => part.openMs >= openMs);
  return foldCandles([...parts, openSource], maker.timeframe);
}
