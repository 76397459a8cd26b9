/** `depth` and `ticker/bookTicker`. */
import { bestRow, levelRows } from "../book_rows.ts";
import type { LiveMarket } from "../live_market.ts";
import { type Endpoint, requiredMarket, wantedMarkets } from "./endpoint.ts";

const MOST_LEVELS = 5000;
const WEIGHTS = [[100, 5], [500, 25], [1000, 50], [MOST_LEVELS, 250]] as const;

/** `GET /api/v3/depth` */
export const depth: Endpoint = (params, venue) => {
  const market = requiredMarket(params, venue);
  const limit = params.limit(100, MOST_LEVELS);
  params.allRead();
  const { book } = market;
  const body = {
    lastUpdateId: book.updateId,
    bids: levelRows(market, book.levels("bid", limit)),
    asks: levelRows(market, book.levels("ask", limit)),
  };
  return { body, weight: WEIGHTS.find(([most]) => limit <= most)![1] };
};

/** `GET /api/v3/ticker/bookTicker` */
export const bookTicker: Endpoint = (params, venue) => {
  const { markets, single } = wantedMarkets(params, venue);
  params.allRead();
  const rows = markets.map(bookTickerRow);
  return { body: single ? rows[0] : rows, weight: single ? 2 : 4 };
};

function bookTickerRow(market: LiveMarket): Record<string, string> {
  const [bidPrice, bidQty] = bestRow(market, "bid");
  const [askPrice, askQty] = bestRow(market, "ask");
  return { symbol: market.id, bidPrice, bidQty, askPrice, askQty };
}
