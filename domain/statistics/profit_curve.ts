/** Profit as it added up, for a chart. */
import { Decimal, type DecimalText } from "../decimal.ts";
import type { Realisation } from "./books.ts";

/** The profit after a time (UTC ms), in quote currency. */
export interface CurvePoint {
  readonly timeMs: number;
  readonly quote: DecimalText;
}

/** The profit as it grows row by row; give it all of them, oldest first. */
export class RunningCurve {
  #profit = new Decimal(0);
  readonly #points = new Map<number, Decimal>();

  /** Adds a row. */
  enter({ timeMs, profitQuote }: Realisation): void {
    if (profitQuote === null) return;
    this.#profit = this.#profit.plus(profitQuote);
    this.#points.set(timeMs, this.#profit);
  }

  /** One point a moment; of more than `most` every so many, and the last one always. */
  points(most: number): CurvePoint[] {
    return thinned([...this.#points], most).map(([timeMs, quote]) => ({ timeMs, quote: quote.toFixed() }));
  }
}

/** At most `most` of them (from 2), evenly taken, the first and the last one always. */
export function thinned<T>(points: readonly T[], most: number): T[] {
  if (points.length <= most) return [...points];
  return Array.from({ length: most }, (_, at) => points[Math.round(at * (points.length - 1) / (most - 1))]!);
}
