/** From the ticker endpoints to the domain. Pure. */
import type { z } from "zod";
import type { DecimalText } from "../../domain/decimal.ts";
import type { Symbol } from "../../domain/market.ts";
import type { BookLevel, BookTop, Ticker } from "../../domain/market_data.ts";
import { priceOrNull } from "./price_or_null.ts";
import type { bookTickers, tickers24hr } from "./rest_payloads.ts";

const DAY_MS = 86_400_000;

/** One row of `ticker/24hr`. */
export function tickerOf24hr(row: z.infer<typeof tickers24hr>[number], symbol: Symbol): Ticker {
  return {
    symbol,
    timeMs: row.closeTime,
    windowMs: DAY_MS,
    open: row.openPrice,
    high: row.highPrice,
    low: row.lowPrice,
    last: row.lastPrice,
    bid: priceOrNull(row.bidPrice),
    ask: priceOrNull(row.askPrice),
    volumeBase: row.volume,
    volumeQuote: row.quoteVolume,
  };
}

/** One row of `ticker/bookTicker`. */
export function bookTopOf(row: z.infer<typeof bookTickers>[number], symbol: Symbol): BookTop {
  const { bidPrice, bidQty, askPrice, askQty } = row;
  return { symbol, updateId: null, timeMs: null, bid: levelOf(bidPrice, bidQty), ask: levelOf(askPrice, askQty) };
}

function levelOf(price: DecimalText, quantity: DecimalText): BookLevel | null {
  return priceOrNull(price) === null ? null : [price, quantity];
}
