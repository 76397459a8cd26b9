/** Payloads of Binance's Spot REST API, named after its documentation. Unknown extra fields are ignored. */
import { z } from "zod";
import { decimalText } from "../../domain/decimal.ts";

/** `GET /api/v3/time`. */
export const checkServerTime = z.object({ serverTime: z.int() });

/** A row of `GET /api/v3/klines`: open time, open, high, low, close, volume, close time, and what is not read here. */
export const kline = z.tuple([z.int(), decimalText, decimalText, decimalText, decimalText, decimalText, z.int()])
  .rest(z.unknown());

/** `GET /api/v3/klines`. */
export const klines = z.array(kline);

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
