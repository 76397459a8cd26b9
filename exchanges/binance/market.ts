/** From `exchangeInfo` to markets. Pure. */
import { z } from "zod";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { type Market, type Symbol, symbol } from "../../domain/market.ts";
import { type exchangeInformation, filters, type symbolInfo } from "./rest_payloads.ts";

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

/** All markets of an exchange. */
export interface ListedMarkets {
  readonly markets: readonly Market[];
  /** Those of them that may be traded now. */
  readonly trading: ReadonlySet<Symbol>;
  /** Binance's names of those whose rules cannot be read. */
  readonly unreadable: readonly string[];
}

/** The whole of `exchangeInfo`; one market that cannot be read takes no other along. */
export function listMarkets({ symbols }: z.infer<typeof exchangeInformation>): ListedMarkets {
  const markets: Market[] = [];
  const trading = new Set<Symbol>();
  const unreadable: string[] = [];
  for (const info of symbols) {
    const market = rulesOf(info);
    if (!market) {
      unreadable.push(info.symbol);
      continue;
    }
    markets.push(market);
    if (info.status === "TRADING") trading.add(market.symbol);
  }
  return { markets, trading, unreadable };
}

/** Null as well for rules that are not as documented: the list says which. */
function rulesOf(info: SymbolInfo): Market | null {
  try {
    return marketOf(info);
  } catch (error) {
    if (error instanceof TypeError || error instanceof z.ZodError) return null;
    throw error;
  }
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
