/**
 * Candles of ccxt in the domain's words. ccxt does not say which are closed; one is, once the exchange has begun the next:
 * never because a clock says so.
 */
import type { OHLCV } from "ccxt";
import type { Symbol } from "../../domain/market.ts";
import { decimalOf } from "./numbers.ts";

/** A candle of any length that an exchange knows, named in ccxt's words: `1s`, `1m`, `1d`, `1M`. */
export interface AnyCandle {
  readonly symbol: Symbol;
  readonly timeframe: string;
  /** UTC ms, both ends included. */
  readonly openMs: number;
  readonly closeMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** In base currency; 0 where the exchange tells none. */
  readonly volume: string;
  readonly closed: boolean;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** The last ms of the candle that opens at `openMs` (UTC). @throws {RangeError} for a length that is none, such as `10x`. */
export function closeMsOf(openMs: number, timeframe: string): number {
  const [, count, unit] = /^(\d+)([smhdwMy])$/.exec(timeframe) ?? [];
  if (!unit) throw new RangeError(`Cannot read the length "${timeframe}": expected one such as 1m, 1d or 1M`);
  const unitMs = UNITS_MS[unit];
  if (unitMs !== undefined) return openMs + Number(count) * unitMs - 1;
  const opened = new Date(openMs);
  const months = Number(count) * (unit === "y" ? 12 : 1);
  return Date.UTC(opened.getUTCFullYear(), opened.getUTCMonth() + months, opened.getUTCDate()) - 1;
}

/** Follows the candles of one market and length, and closes each once the next one begins. */
export class CandleRows {
  #open: AnyCandle | undefined;

  constructor(readonly symbol: Symbol, readonly timeframe: string) {}

  /** What rows of ccxt say, the oldest first, each candle once. Rows that lack a price are passed over. */
  hear(rows: readonly OHLCV[]): AnyCandle[] {
    const told = new Map<number, AnyCandle>();
    const candles = rows.flatMap((row) => this.#candleOf(row)).sort((a, b) => a.openMs - b.openMs);
    for (const candle of candles) {
      const before = this.#open;
      if (before && candle.openMs < before.openMs) {
        told.set(candle.openMs, { ...candle, closed: true });
        continue;
      }
      if (before && candle.openMs > before.openMs) told.set(before.openMs, { ...before, closed: true });
      this.#open = candle;
      told.set(candle.openMs, candle);
    }
    return [...told.values()].sort((a, b) => a.openMs - b.openMs);
  }

  #candleOf([time, ...values]: OHLCV): AnyCandle[] {
    const [open, high, low, close, volume] = values.map(decimalOf);
    if (time === undefined || !open || !high || !low || !close) return [];
    const { symbol, timeframe } = this;
    const closeMs = closeMsOf(time, timeframe);
    return [{ symbol, timeframe, openMs: time, closeMs, open, high, low, close, volume: volume ?? "0", closed: false }];
  }
}
