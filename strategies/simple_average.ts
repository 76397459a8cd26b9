/** The mean of the last values of a column, kept as a running sum that cannot drift. */
import type { CandleSeries, Column } from "./candle_series.ts";
import { Indicator } from "./indicator.ts";

/**
 * A simple moving average: each candle costs two additions, whatever the period. The sum is made anew every `period`
 * candles, so that rounding errors do not gather; the library's own average adds up the whole window each time.
 */
export class SimpleAverage extends Indicator {
  readonly #window: Float64Array;
  #at = 0;
  #missing: number;
  #sum = 0;

  constructor(private readonly period: number, private readonly column: Column) {
    super();
    this.#window = new Float64Array(period);
    this.#missing = period;
  }

  protected override next(candles: CandleSeries): number {
    const value = candles.last(this.column);
    const window = this.#window;
    const at = this.#at;
    this.#sum += value - window[at]!;
    window[at] = value;
    if (at + 1 === this.period) this.#beginAnew();
    else this.#at = at + 1;
    if (this.#missing > 0) this.#missing--;
    return this.#missing > 0 ? NaN : this.#sum / this.period;
  }

  #beginAnew(): void {
    const window = this.#window;
    let sum = 0;
    for (let at = 0; at < window.length; at++) sum += window[at]!;
    this.#sum = sum;
    this.#at = 0;
  }
}
