/** From `klines` to candles: which rows are final. Pure. */
import type { z } from "zod";
import type { Candle } from "../../domain/candle.ts";
import type { Symbol } from "../../domain/market.ts";
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

/** A candle of any length that Binance knows, `timeframe` in its words. */
export interface AnyKline extends Omit<Candle, "timeframe"> {
  readonly timeframe: string;
  readonly closed: boolean;
}

/** One row as a candle, its length one of ours or in Binance's words. */
export function candleOfKline<T extends string>(row: z.infer<typeof kline>, symbol: Symbol, timeframe: T) {
  const [openMs, open, high, low, close, volume, closeMs] = row;
  return { symbol, timeframe, openMs, closeMs, open, high, low, close, volume };
}

/**
 * Drops the unfinished tail. A row is final when a later one exists, or when `serverMs` (the exchange's clock, read
 * *before* the rows) lies well beyond its end; the exchange may close a candle seconds late.
 */
export function finishedPage(rows: readonly Candle[], serverMs: number, limit: number): KlinesPage {
  const last = rows.at(-1);
  const settled = !last || isSettled(last, serverMs);
  return {
    candles: settled ? rows : rows.slice(0, -1),
    unfinishedMs: settled ? null : last.openMs,
    more: rows.length >= limit,
    serverMs,
  };
}

/** Says of each row whether it is final, by the same rule. */
export function withClosed(rows: readonly Omit<AnyKline, "closed">[], serverMs: number): AnyKline[] {
  return rows.map((row, i) => ({ ...row, closed: i < rows.length - 1 || isSettled(row, serverMs) }));
}

function isSettled({ closeMs }: Pick<Candle, "closeMs">, serverMs: number): boolean {
  return closeMs + SETTLED_AFTER_MS < serverMs;
}
