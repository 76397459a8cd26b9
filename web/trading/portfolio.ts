/** What a broker account holds, and what it is worth. */
import { exchangeNameOf } from "../../actors/exchange_catalog.ts";
import { AskError } from "../../actors/runtime/mod.ts";
import { VENUE_PATIENCE } from "../../actors/venue_desk_protocol.ts";
import type { Broker } from "../../db/brokers.ts";
import { quotesOf } from "../../db/symbols.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import { venueId } from "../../domain/venue.ts";
import { venueOf } from "../own_rows.ts";
import type { PortfolioView } from "../trading_services.ts";
import { actorOf, type TradingParts } from "./parts.ts";
import {
  BRIDGES,
  bridgeSymbols,
  directSymbols,
  type Holding,
  priceIn,
  type Prices,
  rowsOf,
  totalOf,
} from "../../domain/valuation.ts";

/** As many symbols as the venue desk takes at once. */
const AT_ONCE = 500;
const BALANCES_TIMEOUT = "15s";

/** Never fails where the exchange does: what is missing is said in the view. */
export async function portfolioOf(parts: TradingParts, broker: Broker, quote: string | null): Promise<PortfolioView> {
  const { holdings, failure: unheld } = await holdingsOf(parts, broker);
  const held = holdings.filter(({ free, used }) => Number(free) !== 0 || Number(used) !== 0);
  const counted = quote ?? await usualQuote(parts, broker, held);
  const { prices, failure: unpriced } = await pricesOf(parts, broker, held.map(({ currency }) => currency), counted);
  const rows = rowsOf(held, counted, prices);
  return {
    brokerId: broker.id,
    quote: counted,
    rows,
    totalValue: totalOf(rows),
    unpriced: rows.filter(({ value }) => value === null).map(({ currency }) => currency),
    failure: unheld ?? unpriced,
  };
}

/** A broker that is not connected tells what it knew last, and the keeper why it is not. */
async function holdingsOf(
  parts: TradingParts,
  broker: Broker,
): Promise<{ holdings: readonly Holding[]; failure: ExchangeFailure | null }> {
  const [status] = broker.exchange === "paper" ? [] : await parts.keeper.statuses([broker.id]);
  try {
    const holdings = await parts.brokerAt(actorOf(broker)).ask("GetBalances", undefined, { timeout: BALANCES_TIMEOUT });
    return { holdings, failure: status?.failure ?? null };
  } catch (error) {
    return { holdings: [], failure: status?.failure ?? failureOf(broker, error) };
  }
}

/** A currency of the account that others are counted in; else the venue's most common one. */
async function usualQuote({ db }: TradingParts, broker: Broker, held: readonly Holding[]): Promise<string> {
  const known = BRIDGES.find((bridge) => held.some(({ currency }) => currency === bridge));
  if (known === "BTC" || known === undefined) {
    const [quote] = await quotesOf(db, venueId(venueOf(broker)));
    return quote ?? known ?? "USDT";
  }
  return known;
}

async function pricesOf(
  parts: TradingParts,
  broker: Broker,
  currencies: readonly string[],
  quote: string,
): Promise<{ prices: Prices; failure: ExchangeFailure | null }> {
  const direct = await pricesAt(parts, broker, directSymbols(currencies, quote));
  if (direct.failure) return direct;
  const missing = currencies.filter((currency) => priceIn(currency, quote, direct.prices) === null);
  if (missing.length === 0) return direct;
  const bridged = await pricesAt(parts, broker, bridgeSymbols(missing, quote));
  return { prices: { ...direct.prices, ...bridged.prices }, failure: bridged.failure };
}

async function pricesAt(
  parts: TradingParts,
  broker: Broker,
  symbols: readonly string[],
): Promise<{ prices: Prices; failure: ExchangeFailure | null }> {
  let prices: Prices = {};
  for (let from = 0; from < symbols.length; from += AT_ONCE) {
    const asked = { venue: venueOf(broker), symbols: symbols.slice(from, from + AT_ONCE) };
    try {
      const answer = await parts.venueDesk().ask("GetPrices", asked, { timeout: VENUE_PATIENCE });
      if (answer.outcome === "failed") return { prices, failure: answer.failure };
      prices = { ...prices, ...answer.prices };
    } catch (error) {
      return { prices, failure: failureOf(broker, error) };
    }
  }
  return { prices, failure: null };
}

/** @throws what is no failure to answer. */
function failureOf({ exchange }: Broker, error: unknown): ExchangeFailure {
  if (!(error instanceof AskError)) throw error;
  const kind = error.code === "timeout" ? "RequestTimeout" : "ExchangeNotAvailable";
  return { kind, exchange: exchangeNameOf(exchange), words: error.detail };
}
