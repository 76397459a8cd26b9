/**
 * What `COPY … TO STDOUT (FORMAT BINARY)` writes of candles, as columns of float64.
 *
 * Formats: PostgreSQL's documentation of COPY, and of the binary forms of timestamptz (µs since 2000) and numeric (digits of
 * base 10,000).
 */
import { type CandleColumns, COLUMN_NAMES, emptyColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";

const SIGNATURE = [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00];
const HEAD_BYTES = SIGNATURE.length + 4;
const FIELDS = COLUMN_NAMES.length;
const YEAR_2000_MS = Date.UTC(2000);
/** The shortest row: its count, six lengths, a time, and five numbers without a digit. */
const LEAST_ROW_BYTES = 2 + 4 * FIELDS + 8 + 8 * (FIELDS - 1);
const BASE = 10_000;
/** Up to here whole numbers and powers of ten are exact, so that one division rounds as reading the text would. */
const MOST_EXACT = 2 ** 53;
const POWERS = [1, 1e4, 1e8, 1e12, 1e16, 1e20];
const NEGATIVE = 0x4000;
const POSITIVE = 0;

/**
 * The candles of a copy of `(open_time, open, high, low, close, volume)`.
 * @throws {RangeError} when the bytes are none, or a number is not finite.
 */
export function columnsOfCopy(copy: Uint8Array<ArrayBuffer>): CandleColumns {
  if (SIGNATURE.some((byte, at) => copy[at] !== byte)) throw new RangeError("Cannot read candles: no binary copy");
  const columns = emptyColumns(Math.ceil(copy.length / LEAST_ROW_BYTES));
  const numbers = [columns.open, columns.high, columns.low, columns.close, columns.volume];
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
  let at = HEAD_BYTES + 4 + view.getInt32(HEAD_BYTES);
  for (let count = 0;; count++) {
    const fields = view.getInt16(at);
    at += 2;
    if (fields === -1) return sliceColumns(columns, 0, count);
    if (fields !== FIELDS) throw new RangeError(`Cannot read candles: a row of ${fields} fields, expected ${FIELDS}`);
    columns.openMs[count] = timeAt(view, at + 4);
    at += 4 + view.getInt32(at);
    for (const column of numbers) {
      column[count] = numberAt(view, at + 4);
      at += 4 + view.getInt32(at);
    }
  }
}

/** A timestamptz as UTC ms. */
function timeAt(view: DataView, at: number): number {
  const us = view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4); // candles open at whole ms, and well within 2^53 µs
  return YEAR_2000_MS + us / 1_000;
}

/** A numeric as the float64 that reading its text would give. */
function numberAt(view: DataView, at: number): number {
  const digits = view.getInt16(at);
  const sign = view.getUint16(at + 4);
  if (sign !== POSITIVE && sign !== NEGATIVE) throw new RangeError("Cannot read candles: a number is not finite");
  const fraction = digits - view.getInt16(at + 2) - 1;
  let whole = 0;
  for (let digit = 0; digit < digits; digit++) whole = whole * BASE + view.getUint16(at + 8 + 2 * digit);
  const power = POWERS[Math.abs(fraction)];
  if (whole > MOST_EXACT || power === undefined) return Number(textAt(view, at));
  const value = fraction > 0 ? whole / power : whole * power;
  return sign === NEGATIVE ? -value : value;
}

/** The same as text, for numbers of many digits. */
function textAt(view: DataView, at: number): string {
  const digits = view.getInt16(at);
  const exponent = 4 * (view.getInt16(at + 2) - digits + 1);
  let text = view.getUint16(at + 4) === NEGATIVE ? "-" : "";
  for (let digit = 0; digit < digits; digit++) text += String(view.getUint16(at + 8 + 2 * digit)).padStart(4, "0");
  return `${text}e${exponent}`;
}
