/** How Binance says that there is no price. Pure. */
import type { DecimalText } from "../../domain/decimal.ts";

const [ONE, NINE] = [49, 57];

/** Null for a price of zero: so Binance writes one that is not there. */
export function priceOrNull(price: DecimalText): DecimalText | null {
  for (let at = 0; at < price.length; at++) {
    const code = price.charCodeAt(at);
    if (code >= ONE && code <= NINE) return price;
  }
  return null;
}
