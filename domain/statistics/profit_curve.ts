/** Profit as it added up, for a chart. */
import { Decimal, type DecimalText } from "../decimal.ts";
import type { Realisation } from "./books.ts";

/** The profit after a time (UTC ms), in quote currency. */
export interface CurvePoint {
  readonly timeMs: number;
  readonly quote: DecimalText;
}

/**
 * The profit after each closing execution, oldest first; one point a moment. Of more than `most` every so many, and the last
 * one always.
 */
export function profitCurve(realisations: readonly Realisation[], most: number): CurvePoint[] {
  let profit = new Decimal(0);
  const points = new Map<number, DecimalText>();
  for (const { timeMs, profitQuote } of realisations) {
    if (profitQuote === null) continue;
    profit = profit.plus(profitQuote);
    points.set(timeMs, profit.toFixed());
  }
  return thinned([...points].map(([timeMs, quote]) => ({ timeMs, quote })), most);
}

/** At most `most` of them (from 2), evenly taken, the first and the last one always. */
export function thinned<T>(points: readonly T[], most: number): T[] {
  if (points.length <= most) return [...points];
  return Array.from({ length: most }, (_, at) => points[Math.round(at * (points.length - 1) / (most - 1))]!);
}
