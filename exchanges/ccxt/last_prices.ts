/** The tickers of some markets over REST, in as few calls as the exchange lets. */
import type { Exchange, Ticker as CcxtTicker } from "ccxt";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import type { Symbol } from "../../domain/market.ts";
import type { Ticker } from "../../domain/market_data.ts";
import { nameOf } from "./open.ts";
import { tickersOf } from "./public_data.ts";

/** More markets than this are not named in an address: all are fetched. */
const MOST_NAMED = 100;

/**
 * Their tickers; markets that the exchange does not have, and those without any price, are left out.
 * @throws {ExchangeRefused} where the exchange serves no tickers, and what ccxt throws.
 */
export async function lastTickers(exchange: Exchange, symbols: readonly Symbol[]): Promise<Ticker[]> {
  await exchange.loadMarkets();
  const known = new Set(symbols.filter((symbol) => exchange.markets?.[symbol]));
  if (known.size === 0) return [];
  const rows = await fetchRows(exchange, [...known]);
  return tickersOf(rows).filter(({ symbol }) => known.has(symbol));
}

async function fetchRows(exchange: Exchange, symbols: Symbol[]): Promise<CcxtTicker[]> {
  const { has } = exchange;
  const [only, ...others] = symbols;
  // a call for several is weighed as one for all, and would hold orders up
  if (only !== undefined && others.length === 0 && has["fetchTicker"]) return [await exchange.fetchTicker(only)];
  if (has["fetchTickers"]) {
    return Object.values(await exchange.fetchTickers(symbols.length > MOST_NAMED ? undefined : symbols));
  }
  if (!has["fetchTicker"]) throw new ExchangeRefused(`${nameOf(exchange)}: it serves no tickers`);
  const rows: CcxtTicker[] = [];
  for (const symbol of symbols) rows.push(await exchange.fetchTicker(symbol)); // one after the other: ccxt paces them
  return rows;
}
