/**
 * Exact numbers. Prices, quantities and amounts travel as decimal text and are computed as {@linkcode Decimal}.
 *
 * Our `Decimal` keeps 60 significant digits, so that sums and products of exchange numbers (at most 18 digits each)
 * are never rounded; a division says how it rounds.
 */
import { Decimal as DecimalJs } from "decimal.js";
import { z } from "zod";

/** decimal.js with 60 significant digits, never in exponent notation, truncating where it must round. */
export const Decimal = DecimalJs.clone({ precision: 60, rounding: DecimalJs.ROUND_DOWN, toExpNeg: -60, toExpPos: 60 });
/** An exact number inside a calculation. */
export type Decimal = DecimalJs;

/** A decimal number as text, such as `"28366.61000000"`: what stands in messages, rows and pages. */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, "expected a decimal number such as 28366.61");
/** A decimal number as text. */
export type DecimalText = z.infer<typeof decimalText>;

/** Orders two decimal texts exactly: negative when `a < b`, 0 when equal (`"1.0"` equals `"1"`), positive when `a > b`. */
export function compareDecimal(a: DecimalText, b: DecimalText): number {
  if (a === b) return 0;
  const difference = Number(a) - Number(b); // rounding to float64 never swaps two numbers; it may only make them equal
  return difference !== 0 ? difference : new Decimal(a).cmp(b);
}

/** The sum of decimal texts, exact; of none it is `"0"`. */
export function sumDecimal(amounts: Iterable<DecimalText>): DecimalText {
  let total = new Decimal(0);
  for (const amount of amounts) total = total.plus(amount);
  return total.toFixed();
}
