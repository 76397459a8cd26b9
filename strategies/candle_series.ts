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
  readonly #openMs: Float64Array;
  readonly #open: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;
  readonly #volume: Float64Array;
  #views: Partial<Record<Column, Float64Array>> | undefined;
  #length = 0;
  #seen = 0;

  constructor(kept: number = DEFAULT_KEPT) {
    this.#kept = kept;
    const column = () => new Float64Array(2 * kept);
    this.#openMs = column();
    this.#open = column();
    this.#high = column();
    this.#low = column();
    this.#close = column();
    this.#volume = column();
  }

  /** How many candles can be read. */
  get length(): number {
    return this.#length;
  }
  /** How many candles have closed so far, those no longer readable among them. */
  get seen(): number {
    return this.#seen;
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
    return index < 0 ? NaN : this.#stored(column)[index] ?? NaN;
  }

  /**
   * Adds the candle that closed just now.
   * @throws {Error} when it does not open after the newest one.
   */
  push({ openMs, open, high, low, close, volume }: CandleNumbers): void {
    this.add(Float64Array.of(openMs, open, high, low, close, volume));
  }

  /** {@linkcode CandleSeries.push} from an array: open time, open, high, low, close, volume. */
  add(candle: Float64Array): void {
    let at = this.#length;
    if (at > 0 && candle[0]! <= this.#openMs[at - 1]!) {
      throw new Error(`Cannot add the candle of ${candle[0]}: the newest opened at ${this.#openMs[at - 1]}`);
    }
    if (at === 2 * this.#kept) {
      this.#forget();
      at = this.#length;
    }
    this.#openMs[at] = candle[0]!;
    this.#open[at] = candle[1]!;
    this.#high[at] = candle[2]!;
    this.#low[at] = candle[3]!;
    this.#close[at] = candle[4]!;
    this.#volume[at] = candle[5]!;
    this.#length = at + 1;
    this.#seen++;
    this.#views = undefined;
  }

  #view(column: Column): Float64Array {
    this.#views ??= {};
    return this.#views[column] ??= this.#stored(column).subarray(0, this.#length);
  }

  #stored(column: Column): Float64Array {
    switch (column) {
      case "openMs":
        return this.#openMs;
      case "open":
        return this.#open;
      case "high":
        return this.#high;
      case "low":
        return this.#low;
      case "close":
        return this.#close;
      case "volume":
        return this.#volume;
    }
  }

  /** Moves the newest half to the front. A view handed out earlier then shows later candles: take views anew. */
  #forget(): void {
    for (const column of COLUMNS) this.#stored(column).copyWithin(0, this.#kept);
    this.#length = this.#kept;
  }
}
