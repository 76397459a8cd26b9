/**
 * Numbers of ccxt as exact text. ccxt hands out float64, which keeps any decimal of up to 15 significant digits: its shortest
 * text is then the one that the exchange sent, but for zeros at the end.
 */
import { Decimal, type DecimalText } from "../../domain/decimal.ts";

/** The decimal text of a number (or of a number as text); null where there is none. */
export function decimalOf(value: unknown): DecimalText | null {
  if (typeof value === "number") return Number.isFinite(value) ? plain(String(value)) : null;
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? plain(value.trim())
    : null;
}

/** A whole number, such as a time in ms; null where there is none. */
export function wholeOf(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? Math.trunc(number) : null;
}

/** Without exponent. */
function plain(text: string): DecimalText {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : new Decimal(text).toFixed();
}
