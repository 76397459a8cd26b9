/** From `klines` to candles: which rows are final. Pure. */
import type { z } from "zod";
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import type { kline } from "./rest_payloads.ts";

/** The most rows that one request may ask for. */
export const KLINES_LIMIT = 1_000;

/** A candle without a successor in the answer is final once the server's clock is so far beyond its end. */
const SETTLED_AFTER_MS = 5_000;

/** One page of candles, oldest first. */
export interface KlinesPage {
  readonly candles: readonly Candle[];
  /** Open time (UTC ms) of the first row that is not final, if there was one: between it and `candles` is nothing. */
  readonly unfinishedMs: number | null;
  /** Whether there may be more after this page. */
  readonly more: boolean;
  /** The exchange's clock when the page was asked for, UTC ms. */
  readonly serverMs: number;
}

/** One row as a candle. */
export function candleOfKline(row: z.infer<typeof kline>, symbol: Symbol, timeframe: Timeframe): Candle {
  const [openMs, open, high, low, close, volume, closeMs] = row;
  return { symbol, timeframe, openMs, closeMs, open, high, low, close, volume };
}

/**
 * Drops the unfinished tail. A row is final when a later one exists, or when `serverMs` (the exchange's clock, read
 * *before* the rows) lies well beyond its end; the exchange may close a candle seconds late.
 */
export function finishedPage(rows: readonly Candle[], serverMs: number, limit: number): KlinesPage {
  const last = rows.at(-1);
  const settled = !last || last.closeMs + SETTLED_AFTER_MS < serverMs;
  return {
    candles: settled ? rows : rows.slice(0, -1),
    unfinishedMs: settled ? null : last.openMs,
    more: rows.length >= limit,
    serverMs,
  };
}
