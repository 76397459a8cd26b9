/** Wilder's directional movement, streaming. */
import type { LibraryCandle } from "./indicator.ts";

/** Strength of the trend and of its two directions, from 0 to 100. */
export interface Directions {
  readonly adx: number;
  readonly plus: number;
  readonly minus: number;
}

/**
 * Sums begin with the second candle, the first that has a movement, over `period` − 1 of them; the ADX begins with the
 * mean of `period` values of DX. The library's own begins its ranges one candle earlier, so that its lines differ.
 */
export class DirectionalMovement {
  #before: LibraryCandle | undefined;
  #candles = 0;
  #range = 0;
  #up = 0;
  #down = 0;
  #adx = 0;

  constructor(private readonly period: number) {}

  /** Takes a candle in; null until the ADX has begun, after 2 × `period` − 1 candles. */
  update(candle: LibraryCandle): Directions | null {
    const before = this.#before;
    this.#before = candle;
    this.#candles++;
    if (!before) return null;
    this.#move(before, candle);
    if (this.#candles < this.period) return null;
    const [plus, minus] = [share(this.#up, this.#range), share(this.#down, this.#range)];
    const adx = this.#smoothed(share(Math.abs(plus - minus), plus + minus));
    return adx === null ? null : { adx, plus, minus };
  }

  #move(before: LibraryCandle, { high, low }: LibraryCandle): void {
    const [up, down] = [high - before.high, before.low - low];
    const kept = this.#candles > this.period ? 1 - 1 / this.period : 1;
    this.#up = this.#up * kept + (up > down && up > 0 ? up : 0);
    this.#down = this.#down * kept + (down > up && down > 0 ? down : 0);
    this.#range = this.#range * kept + Math.max(high, before.close) - Math.min(low, before.close);
  }

  #smoothed(dx: number): number | null {
    const values = this.#candles - this.period + 1;
    const weight = Math.min(values, this.period);
    this.#adx += (dx - this.#adx) / weight;
    return values < this.period ? null : this.#adx;
  }
}

/** In percent; 0 of nothing: a market that stands still has no direction. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : 100 * part / whole;
}
