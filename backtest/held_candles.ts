/**
 * Candles that a process holds for many runs. A strategy runs beside them and may tamper with what all typed arrays have in
 * common; so the parts are cut by what was there before it came, and no later candle can be reached from an earlier one's part.
 */
import { type CandleColumns, COLUMN_NAMES } from "../domain/backtest/candle_columns.ts";

const Column = Float64Array;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Candles in one block of memory, column after column; filled portion by portion. */
export class HeldCandles {
  readonly #block: ArrayBuffer;
  #filled = 0;

  constructor(readonly length: number) {
    this.#block = new ArrayBuffer(length * COLUMN_NAMES.length * BYTES);
  }

  /** Adds a portion. @throws {RangeError} when there is no room for it. */
  add(portion: CandleColumns): void {
    const to = this.#filled + portion.length;
    const into = this.part(this.#filled, to);
    for (const name of COLUMN_NAMES) into[name].set(portion[name]);
    this.#filled = to;
  }

  /** Whether all have come. */
  get isFull(): boolean {
    return this.#filled === this.length;
  }

  /** The candles from `from` up to but without `to`. @throws {RangeError} beyond the last. */
  part(from: number, to: number): CandleColumns {
    if (to > this.length) throw new RangeError(`There is no candle ${to - 1}; expected less than ${this.length}`);
    const column = (index: number) => new Column(this.#block, (index * this.length + from) * BYTES, to - from);
    return {
      length: to - from,
      openMs: column(0),
      open: column(1),
      high: column(2),
      low: column(3),
      close: column(4),
      volume: column(5),
    };
  }
}
