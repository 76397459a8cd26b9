/** What may be traded at a broker: from the list of symbols that is shared by all, for the paper account from the desk. */
import type { Broker } from "../../db/brokers.ts";
import { findSymbol, symbolPage } from "../../db/symbols.ts";
import { currenciesOf, type Market, type Symbol } from "../../domain/market.ts";
import { venueId } from "../../domain/venue.ts";
import { HttpError } from "../fresh/error.ts";
import { venueOf } from "../own_rows.ts";
import type { SymbolPage, SymbolQuery } from "../trading_services.ts";
import { answered, type TradingParts } from "./parts.ts";

/** A page of the broker's symbols. */
export async function symbolsOf(parts: TradingParts, broker: Broker, query: SymbolQuery): Promise<SymbolPage> {
  return broker.exchange === "paper"
    ? await paperPage(parts, broker, query)
    : await symbolPage(parts.db, venueId(venueOf(broker)), query);
}

/** The rules of a market; one that is not listed yet is asked of the broker. @throws {HttpError} 404. */
export async function marketOf({ db, orderDesk }: TradingParts, broker: Broker, symbol: Symbol): Promise<Market> {
  const listed = await findSymbol(db, venueId(venueOf(broker)), symbol);
  if (listed) return listed;
  const market = await answered(orderDesk().ask("GetMarket", { brokerId: broker.id, symbol }));
  if (market === null) throw new HttpError(404, `${symbol} is not traded at "${broker.name}"`);
  return market;
}

/** Few enough to be looked through. */
async function paperPage(
  { symbols, orderDesk }: TradingParts,
  broker: Broker,
  { search, quote, page: wanted, pageSize }: SymbolQuery,
): Promise<SymbolPage> {
  const sought = search.trim().toUpperCase();
  const matching = symbols.filter((symbol) =>
    (quote === null || currenciesOf(symbol).quote === quote) &&
    (symbol.toUpperCase().includes(sought) || symbol.replace("/", "").toUpperCase().includes(sought))
  );
  const pages = Math.max(1, Math.ceil(matching.length / pageSize));
  const page = Math.min(wanted, pages);
  const shown = matching.slice((page - 1) * pageSize, page * pageSize);
  const markets = await Promise.all(
    shown.map((symbol) => answered(orderDesk().ask("GetMarket", { brokerId: broker.id, symbol }))),
  );
  const quotes = [...new Set(symbols.map((symbol) => currenciesOf(symbol).quote))];
  return { symbols: markets.filter((market) => market !== null), total: matching.length, page, pages, quotes };
}
