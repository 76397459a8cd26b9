/** Fees, counted in the quote currency of the market they arose on. */
import { Decimal, type DecimalText } from "./decimal.ts";
import { currenciesOf, type Symbol } from "./market.ts";
import type { Fill } from "./order.ts";

/** Prices in quote currency of currencies in which fees are paid besides base and quote, such as `{ BNB: "300" }`. */
export type FeePrices = Readonly<Record<string, DecimalText>>;

/**
 * The fee of a fill in quote currency: as it is when paid in quote, at the fill's own price when paid in base, else at
 * the price that `prices` knows.
 *
 * @throws {Error} when the fee is in a currency whose price is not known.
 */
export function feeInQuote(fill: Fill, symbol: Symbol, prices: FeePrices = {}): Decimal {
  const { base, quote } = currenciesOf(symbol);
  const fee = new Decimal(fill.fee);
  if (fee.isZero() || fill.feeCurrency === quote) return fee;
  if (fill.feeCurrency === base) return fee.times(fill.price);
  const price = prices[fill.feeCurrency];
  if (price === undefined) {
    throw new Error(`Cannot count fee ${fill.fee} ${fill.feeCurrency} in ${quote}: its price is not known`);
  }
  return fee.times(price);
}
