/** Amounts of orders in words. */
import type { DecimalText } from "../../domain/decimal.ts";
import type { Market } from "../../domain/market.ts";
import { decimal } from "../../web/format.ts";
import type { Language } from "../../web/i18n/mod.ts";

/** A value in quote currency: two digits after the point from 1 upwards, as many as it has below. */
export function valueText(text: DecimalText, language: Language): string {
  const size = Math.abs(Number(text));
  return size >= 1 || size === 0 ? decimal(text, language, 2) : decimal(text, language);
}

/** The smallest order of a market: `0,0001 BTC, 10 USDT`. */
export function minimumOf({ minQuantity, base, minNotional, quote }: Market, language: Language): string {
  const quantity = `${decimal(minQuantity, language)} ${base}`;
  return minNotional === null ? quantity : `${quantity}, ${decimal(minNotional, language)} ${quote}`;
}
