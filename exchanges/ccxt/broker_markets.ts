/** ccxt's markets as the domain knows them: the steps of prices and quantities, and the limits. */
import type { Market as CcxtMarket } from "ccxt";
import { DECIMAL_PLACES, TICK_SIZE } from "ccxt/base/functions/number.js";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import type { Market } from "../../domain/market.ts";
import { decimalOf } from "./numbers.ts";
import { symbolOf } from "./public_data.ts";

/** A market's rules; null for one without a symbol of ours, or that is not traded now. */
export function marketOf(market: CcxtMarket, precisionMode: number | undefined): Market | null {
  if (!market) return null;
  const symbol = symbolOf(market.symbol);
  if (symbol === null || market.active === false || !market.base || !market.quote) return null;
  const { amount, cost } = market.limits ?? {};
  const minQuantity = decimalOf(amount?.min) ?? "0";
  const maxQuantity = positive(decimalOf(amount?.max));
  return {
    symbol,
    base: market.base,
    quote: market.quote,
    priceStep: stepOf(market.precision?.price, precisionMode),
    quantityStep: stepOf(market.precision?.amount, precisionMode),
    minQuantity,
    // some exchanges tell a greatest quantity below the least one: that is none
    maxQuantity: maxQuantity !== null && new Decimal(maxQuantity).lt(minQuantity) ? null : maxQuantity,
    minNotional: positive(decimalOf(cost?.min)),
  };
}

/** A precision as a step. Significant digits (bitfinex's prices) are no step: "0", and the exchange's class cuts them. */
function stepOf(precision: unknown, mode: number | undefined): DecimalText {
  const value = decimalOf(precision);
  if (value === null) return "0";
  if (mode === TICK_SIZE) return value;
  return mode === DECIMAL_PLACES ? new Decimal(10).pow(new Decimal(value).neg()).toFixed() : "0";
}

function positive(value: DecimalText | null): DecimalText | null {
  return value !== null && new Decimal(value).gt(0) ? value : null;
}
