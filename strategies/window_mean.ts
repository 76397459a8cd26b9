/** The mean of the last values, kept as a running sum that cannot drift. */

/**
 * A simple moving average: each value costs two additions, whatever the period. The sum is made anew every `period`
 * values, so that rounding errors do not gather; the library's own average adds up the whole window each time.
 */
export class WindowMean {
  readonly #window: Float64Array;
  #at = 0;
  #seen = 0;
  #sum = 0;

  constructor(private readonly period: number) {
    this.#window = new Float64Array(period);
  }

  /** Takes a value in; null while there are fewer than `period`. */
  update(value: number): number | null {
    const at = this.#at;
    this.#sum += value - this.#window[at]!;
    this.#window[at] = value;
    this.#at = at + 1;
    if (this.#at === this.period) this.#beginAnew();
    return ++this.#seen < this.period ? null : this.#sum / this.period;
  }

  #beginAnew(): void {
    this.#at = 0;
    let sum = 0;
    for (let at = 0; at < this.period; at++) sum += this.#window[at]!;
    this.#sum = sum;
  }
}
