/**
 * An exact running sum of decimal texts that costs little more than adding floats.
 *
 * Exchange numbers have at most 8 decimals, so the sum is counted in units of 10⁻⁸: as a plain integer while it is
 * safe, spilled into a bigint before it is not. Anything finer goes through {@linkcode Decimal}.
 */
import { Decimal, type DecimalText } from "./decimal.ts";

const DECIMALS = 8;
const SAFE_DIGITS = 15;
const SPILL_AT = 2 ** 52;
const ZERO = 48;
const DOT = 46;

/** A sum that is never rounded. */
export class ExactSum {
  #units = 0;
  #spilled = 0n;
  #rest = new Decimal(0);

  /**
   * Adds one decimal number.
   * @throws {Error} when `text` is no decimal number.
   */
  add(text: DecimalText): void {
    const units = unitsOf(text);
    if (units === undefined) {
      this.#rest = this.#rest.plus(text);
      return;
    }
    this.#units += units;
    if (this.#units >= SPILL_AT) this.#spill();
  }

  /** The sum in its shortest spelling: `"12.5"`, `"0"`. */
  text(): DecimalText {
    const whole = new Decimal((this.#spilled + BigInt(this.#units)).toString()).div(10 ** DECIMALS);
    return whole.plus(this.#rest).toFixed();
  }

  #spill(): void {
    this.#spilled += BigInt(this.#units);
    this.#units = 0;
  }
}

/** `"1.5"` as 150000000; undefined for what is negative, too long or too fine for the short way. */
function unitsOf(text: string): number | undefined {
  const { length } = text;
  if (length > SAFE_DIGITS + 1) return undefined;
  let value = 0;
  let decimals = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT && decimals < 0) decimals = 0;
    else if (code >= ZERO && code <= ZERO + 9) {
      value = value * 10 + (code - ZERO);
      if (decimals >= 0) decimals++;
    } else return undefined;
  }
  if (length === 0 || decimals === 0 || decimals > DECIMALS) return undefined;
  const units = value * POWERS[DECIMALS - Math.max(decimals, 0)]!;
  return units < SPILL_AT ? units : undefined;
}

const POWERS: readonly number[] = Array.from({ length: DECIMALS + 1 }, (_, power) => 10 ** power);
