/** Closed candles as a strategy sees them: six columns of numbers, seen without copying, and not one candle more. */

/** One closed candle as numbers. Prices in quote, volume in base currency; `openMs` UTC ms. */
export interface CandleNumbers {
  readonly openMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A column of the series. */
export type Column = keyof CandleNumbers;

const COLUMNS = ["openMs", "open", "high", "low", "close", "volume"] as const satisfies readonly Column[];

/** Closed candles that a series keeps when nobody says otherwise: three and a half days of 1m. */
export const DEFAULT_KEPT = 5_000;

/**
 * A growing series of closed candles, oldest first. Each column reads as a `Float64Array` that ends with the newest
 * closed candle; take it anew for each candle. Only the newest `kept` candles are certain to be there.
 */
export class CandleSeries {
  readonly #kept: number;
  readonly #stored: Record<Column, Float64Array>;
  #views: Partial<Record<Column, Float64Array>> = {};
  #length = 0;

  constructor(kept: number = DEFAULT_KEPT) {
    this.#kept = kept;
    const column = () => new Float64Array(2 * kept);
    this.#stored = {
      openMs: column(),
      open: column(),
      high: column(),
      low: column(),
      close: column(),
      volume: column(),
    };
  }

  /** How many candles can be read. */
  get length(): number {
    return this.#length;
  }
  /** Open times, UTC ms. */
  get openMs(): Float64Array {
    return this.#view("openMs");
  }
  get open(): Float64Array {
    return this.#view("open");
  }
  get high(): Float64Array {
    return this.#view("high");
  }
  get low(): Float64Array {
    return this.#view("low");
  }
  get close(): Float64Array {
    return this.#view("close");
  }
  /** Volumes in base currency. */
  get volume(): Float64Array {
    return this.#view("volume");
  }

  /** A value of the newest candle, or of the one `back` candles before it; NaN where there is none. */
  last(column: Column, back = 0): number {
    const index = this.#length - 1 - back;
    return index < 0 ? NaN : this.#stored[column][index] ?? NaN;
  }

  /**
   * Adds the candle that closed just now.
   * @throws {Error} when it does not open after the newest one.
   */
  push(candle: CandleNumbers): void {
    const newest = this.last("openMs");
    if (candle.openMs <= newest) {
      throw new Error(`Cannot add the candle of ${candle.openMs}: the newest opened at ${newest}`);
    }
    if (this.#length === 2 * this.#kept) this.#forget();
    for (const column of COLUMNS) this.#stored[column][this.#length] = candle[column];
    this.#length++;
    this.#views = {};
  }

  #view(column: Column): Float64Array {
    return this.#views[column] ??= this.#stored[column].subarray(0, this.#length);
  }

  /** Moves the newest half to the front. A view handed out earlier then shows later candles: take views anew. */
  #forget(): void {
    for (const column of COLUMNS) this.#stored[column].copyWithin(0, this.#kept);
    this.#length = this.#kept;
  }
}
