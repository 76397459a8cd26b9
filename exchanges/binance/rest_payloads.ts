/** Payloads of Binance's Spot REST API, named after its documentation. Unknown extra fields are ignored. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";
import { partialDepthEvent } from "./events_book.ts";

/** `GET /api/v3/time`. */
export const checkServerTime = z.object({ serverTime: z.int() });

/** A row of `GET /api/v3/klines`: open time, open, high, low, close, volume, close time, and what is not read here. */
export const kline = z.tuple([z.int(), decimalText, decimalText, decimalText, decimalText, decimalText, z.int()])
  .rest(z.unknown());

/** `GET /api/v3/klines`. */
export const klines = z.array(kline);

/** `GET /api/v3/depth`. */
export const orderBook = partialDepthEvent;

/** How many levels `GET /api/v3/depth` may be asked for at these weights. */
const DEPTH_WEIGHTS = [[100, 5], [500, 25], [1_000, 50], [5_000, 250]] as const;
/** How many levels of each side. */
export type DepthLimit = 5 | 10 | 20 | 50 | 100 | 500 | 1_000 | 5_000;

/** The weight of `GET /api/v3/depth`. */
export function depthWeight(limit: DepthLimit): number {
  return DEPTH_WEIGHTS.find(([most]) => limit <= most)![1];
}

/** `GET /api/v3/aggTrades`: as on the stream, without event and market. */
export const aggTrades = z.array(z.object({
  a: z.int(),
  p: decimalText,
  q: decimalText,
  f: z.int(),
  l: z.int(),
  T: z.int(),
  m: z.boolean(),
}));

/** `GET /api/v3/ticker/24hr`, of several symbols. */
export const tickers24hr = z.array(z.object({
  symbol: z.string(),
  openPrice: decimalText,
  highPrice: decimalText,
  lowPrice: decimalText,
  lastPrice: decimalText,
  bidPrice: decimalText,
  askPrice: decimalText,
  volume: decimalText,
  quoteVolume: decimalText,
  closeTime: z.int(),
}));

/** `GET /api/v3/ticker/bookTicker`, of several symbols. */
export const bookTickers = z.array(z.object({
  symbol: z.string(),
  bidPrice: decimalText,
  bidQty: decimalText,
  askPrice: decimalText,
  askQty: decimalText,
}));

const filter = z.looseObject({ filterType: z.string() });

/** One symbol of `GET /api/v3/exchangeInfo`. */
export const symbolInfo = z.object({
  symbol: z.string(),
  status: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  filters: z.array(filter),
});

/** `GET /api/v3/exchangeInfo`. */
export const exchangeInformation = z.object({
  rateLimits: z.array(z.object({
    rateLimitType: z.string(),
    interval: z.string(),
    intervalNum: z.int(),
    limit: z.int(),
  })),
  symbols: z.array(symbolInfo),
});

/** The PRICE_FILTER, LOT_SIZE and NOTIONAL (formerly MIN_NOTIONAL) filters; a step or limit of 0 is switched off. */
export const filters = {
  PRICE_FILTER: z.object({ tickSize: decimalText }),
  LOT_SIZE: z.object({ minQty: decimalText, maxQty: decimalText, stepSize: decimalText }),
  NOTIONAL: z.object({ minNotional: decimalText }),
} as const;

/** The body of an answer that says no. */
export const errorAnswer = z.object({ code: z.int(), msg: z.string() });
