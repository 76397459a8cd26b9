/** What fills cost on average, for showing. */
import { Decimal, type DecimalText } from "../domain/decimal.ts";

/** Below this, places after the point say too little. */
const TINY = "0.0001";
const DIGITS = 8;

/** quote ÷ quantity, in quote currency: with eight places, or with eight digits where it is tiny; null where nothing was filled. */
export function averagePrice(filledQuote: DecimalText, filledQuantity: DecimalText): DecimalText | null {
  const quantity = new Decimal(filledQuantity);
  if (quantity.isZero()) return null;
  const average = new Decimal(filledQuote).div(quantity);
  const rounded = average.lt(TINY)
    ? average.toSignificantDigits(DIGITS, Decimal.ROUND_HALF_UP)
    : average.toDecimalPlaces(DIGITS, Decimal.ROUND_HALF_UP);
  return rounded.toFixed();
}
