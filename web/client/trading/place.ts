/** Where the trading page is: what its address remembers. */
import type { Symbol } from "../../../domain/market.ts";
import type { Timeframe } from "../../../domain/timeframe.ts";

/** What the address of the page says. */
export interface Place {
  readonly broker: string;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly search: string;
  /** Null = symbols of every quote currency. */
  readonly quote: string | null;
  /** Of the symbols, from 1. */
  readonly page: number;
}

/** The timeframe of a page that says none. */
export const FIRST_TIMEFRAME: Timeframe = "1m";

/** The address of a place; what is as at the beginning is left out. */
export function addressOf({ broker, symbol, timeframe, search, quote, page }: Place): string {
  const query = new URLSearchParams({ broker, symbol });
  if (timeframe !== FIRST_TIMEFRAME) query.set("timeframe", timeframe);
  if (search !== "") query.set("search", search);
  if (quote !== null) query.set("quote", quote);
  if (page > 1) query.set("page", String(page));
  return `/trading?${query}`;
}
