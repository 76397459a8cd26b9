/** The rules of markets, asked of the exchange once and kept. */
import { backoffMs } from "../../domain/backoff.ts";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import type { Market, Symbol } from "../../domain/market.ts";
import { type FeedContext, type FeedState, messageOf } from "./state.ts";
import { fetchFailed } from "./status.ts";
import type { Venue } from "./venue.ts";

/** What is known of the exchange's markets. */
export class MarketRules {
  /** Null: the exchange has no such market. */
  readonly known = new Map<Symbol, Market | null>();
  /** Those that the exchange is being asked about. */
  readonly asked = new Set<Symbol>();
  attempts = 0;
}

/** The rules of these markets, or undefined while the exchange is still being asked about some of them. */
export function rulesOf(state: FeedState, symbols: readonly Symbol[], ctx: FeedContext): Market[] | undefined {
  const { known } = state.rules;
  if (!symbols.every((symbol) => known.has(symbol))) {
    askRules(state, symbols, ctx);
    return undefined;
  }
  return symbols.flatMap((symbol) => known.get(symbol) ?? []);
}

/** Asks the exchange about those of which nothing is known yet. */
export function askRules({ rules, venue, life }: FeedState, symbols: readonly Symbol[], ctx: FeedContext): void {
  const fresh = symbols.filter((symbol) => !rules.known.has(symbol) && !rules.asked.has(symbol));
  if (fresh.length === 0) return;
  for (const symbol of fresh) rules.asked.add(symbol);
  const { signal, self } = ctx;
  fetchRules(venue, fresh, signal).then(
    (markets) => self.tell("MarketsFetched", { life, symbols: fresh, markets }),
    (error) => {
      if (!signal.aborted) self.tell("FetchMarketsFailed", { life, symbols: fresh, why: messageOf(error) });
    },
  );
}

/** The exchange has answered: of those that are not among `markets` it has none. */
export function rulesFetched(
  { rules, status }: FeedState,
  { symbols, markets }: { readonly symbols: readonly Symbol[]; readonly markets: readonly Market[] },
): void {
  rules.attempts = 0;
  for (const symbol of symbols) {
    rules.asked.delete(symbol);
    rules.known.set(symbol, markets.find((market) => market.symbol === symbol) ?? null);
  }
  status.fetched();
}

/** The exchange could not be asked; it will be, a little later. */
export function rulesFailed(state: FeedState, symbols: readonly Symbol[], why: string, ctx: FeedContext): void {
  const { rules, life } = state;
  for (const symbol of symbols) rules.asked.delete(symbol);
  fetchFailed(state, why, ctx);
  ctx.after(backoffMs(rules.attempts++, ctx.random()), "FetchMarkets", { life, symbols: [...symbols] });
}

/** All in one request; Binance refuses it for the sake of one that it does not know, then each is asked alone. */
async function fetchRules(venue: Venue, symbols: readonly Symbol[], signal: AbortSignal): Promise<Market[]> {
  try {
    return await venue.rest.markets(symbols, signal);
  } catch (error) {
    if (!(error instanceof ExchangeRefused)) throw error;
    const markets: Market[] = [];
    if (symbols.length === 1) return markets;
    for (const symbol of symbols) markets.push(...await fetchRules(venue, [symbol], signal));
    return markets;
  }
}
