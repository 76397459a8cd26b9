/** From `exchangeInfo` to markets. Pure. */
import type { z } from "zod";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { type Market, symbol } from "../../domain/market.ts";
import { filters, type symbolInfo } from "./rest_payloads.ts";

type SymbolInfo = z.infer<typeof symbolInfo>;

/**
 * The rules of one market. Null for a market whose currencies our symbols cannot spell.
 * @throws {TypeError} when it has no PRICE_FILTER or no LOT_SIZE.
 */
export function marketOf(info: SymbolInfo): Market | null {
  const name = symbol.safeParse(`${info.baseAsset}/${info.quoteAsset}`);
  if (!name.success) return null;
  const price = filters.PRICE_FILTER.parse(filterOf(info, "PRICE_FILTER"));
  const lot = filters.LOT_SIZE.parse(filterOf(info, "LOT_SIZE"));
  const notional = info.filters.find(({ filterType }) => filterType === "NOTIONAL" || filterType === "MIN_NOTIONAL");
  return {
    symbol: name.data,
    base: info.baseAsset,
    quote: info.quoteAsset,
    priceStep: plain(price.tickSize),
    quantityStep: plain(lot.stepSize),
    minQuantity: plain(lot.minQty),
    maxQuantity: orNull(lot.maxQty),
    minNotional: notional ? orNull(filters.NOTIONAL.parse(notional).minNotional) : null,
  };
}

function filterOf(info: SymbolInfo, type: string): unknown {
  const found = info.filters.find(({ filterType }) => filterType === type);
  if (!found) throw new TypeError(`Cannot read market ${info.symbol}: expected a filter ${type}, got none`);
  return found;
}

/** `"0.01000000"` as `"0.01"`. */
function plain(text: DecimalText): DecimalText {
  return new Decimal(text).toFixed();
}

/** Binance switches a limit off by setting it to 0. */
function orNull(text: DecimalText): DecimalText | null {
  return Number(text) === 0 ? null : plain(text);
}
