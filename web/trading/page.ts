/** What the trading page begins with: the account and the market that its address names, or the ones that are usual. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { timeframe } from "../../domain/timeframe.ts";
import { FIRST_TIMEFRAME, type Place } from "../client/trading/place.ts";
import type { AccountView, MarketFacts } from "../client/trading/views.ts";
import { unknownBroker } from "../own_rows.ts";
import type { Services } from "../services.ts";
import type { AccountChoice } from "../trading_services.ts";
import { accountView, marketFacts } from "./queries.ts";

/** What an address may say; what makes no sense there is as if it were not said. */
const address = z.object({
  broker: z.uuid().optional(),
  symbol: symbol.optional().catch(undefined),
  timeframe: timeframe.catch(FIRST_TIMEFRAME),
  search: z.string().max(40).catch(""),
  quote: z.string().min(1).max(24).nullable().catch(null),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

/** Looked at where the address names no market. */
const USUAL = ["BTC/USDT", "BTC/USDC", "BTC/USD", "BTC/EUR"];

/** What the page shows at first. */
export interface TradingPage {
  readonly accounts: readonly AccountChoice[];
  readonly chosen: AccountChoice;
  readonly place: Place;
  /** Null where the account's symbols are not known yet. */
  readonly facts: MarketFacts | null;
  readonly view: AccountView;
}

/** Null where the user has no account. @throws {HttpError} 404 for a broker or a symbol that is none of the user's. */
export async function tradingPage(services: Services, query: URLSearchParams): Promise<TradingPage | null> {
  const asked = address.parse(Object.fromEntries(query));
  const accounts = await services.trading.accounts();
  const chosen = asked.broker === undefined ? accounts[0] : accounts.find(({ id }) => id === asked.broker);
  if (chosen === undefined) {
    if (asked.broker === undefined) return null;
    throw unknownBroker(asked.broker);
  }
  const [view, facts] = await Promise.all([
    accountView(services, chosen.id, 1),
    asked.symbol === undefined ? usualFacts(services, chosen.id) : marketFacts(services, chosen.id, asked.symbol),
  ]);
  const place = { ...asked, broker: chosen.id, symbol: facts?.market.symbol ?? asked.symbol ?? USUAL[0]! };
  return { accounts, chosen, place, facts, view };
}

/** The usual market, or the first that is traded there; null where none is known yet. */
async function usualFacts(services: Services, broker: string): Promise<MarketFacts | null> {
  const everything = { search: "", quote: null, page: 1, pageSize: 1 };
  for (const search of [...USUAL, ""]) {
    const { symbols: [market] } = await services.trading.symbols(broker, { ...everything, search });
    if (market && (search === "" || market.symbol === search)) {
      return await marketFacts(services, broker, market.symbol);
    }
  }
  return null;
}
