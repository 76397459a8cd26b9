/** Crossings of two lines, with a rule for ties. */
import type { CandleSeries } from "./candle_series.ts";
import { Indicator, register } from "./indicator.ts";
import type { Strategy } from "./strategy.ts";

/** Two values closer than this share of the larger are equal: averages of equal prices differ in the last bits. */
const TIE = 1e-12;

/** Which of two lines was above, and whether that changed with the newest candle. */
export class Cross extends Indicator {
  /** The first line came above the second with the newest candle. */
  up = false;
  /** The first line came below the second with the newest candle. */
  down = false;
  #side = 0;

  constructor(private readonly first: Indicator, private readonly second: Indicator | number) {
    super();
  }

  /** Its value is the side on which the first line stands: 1 above, −1 below; a tie keeps the last side. */
  protected override next(_candles: CandleSeries): number {
    const second = typeof this.second === "number" ? this.second : this.second.value;
    const side = sideOf(this.first.value, second);
    this.up = side > 0 && this.#side < 0;
    this.down = side < 0 && this.#side > 0;
    if (side !== 0) this.#side = side;
    return Number.isNaN(this.first.value) || Number.isNaN(second) ? NaN : this.#side;
  }
}

/**
 * Watches a line cross another, or a fixed level. A tie is no side: lines that touch and part again on the same side
 * have not crossed, and lines that touch and go on have crossed on the candle where they part.
 */
export function cross(strategy: Strategy, first: Indicator, second: Indicator | number): Cross {
  return register(strategy, new Cross(first, second));
}

function sideOf(first: number, second: number): number {
  const difference = first - second;
  const tied = Math.abs(difference) <= TIE * Math.max(Math.abs(first), Math.abs(second));
  return tied || Number.isNaN(difference) ? 0 : Math.sign(difference);
}
