/** Binance's REST API, market data half, in our words. One client is one address's budget. */
import type { Market, Symbol } from "../../domain/market.ts";
import type { BookTop, Ticker } from "../../domain/market_data.ts";
import type { Timeframe } from "../../domain/timeframe.ts";
import { type AggTradesPage, aggTradesPage } from "./agg_trades.ts";
import { type AnyKline, candleOfKline, finishedPage, KLINES_LIMIT, type KlinesPage, withClosed } from "./klines.ts";
import { type ListedMarkets, listMarkets, marketOf } from "./market.ts";
import {
  aggTrades,
  bookTickers,
  checkServerTime,
  type DepthLimit,
  depthWeight,
  exchangeInformation,
  klines,
  orderBook,
  tickers24hr,
} from "./rest_payloads.ts";
import { type RestOptions, RestTransport } from "./rest_transport.ts";
import type { Interval } from "./stream_names.ts";
import { type SymbolNames, wireSymbol } from "./symbol_names.ts";
import { bookTopOf, tickerOf24hr } from "./rest_tickers.ts";
import type { WeightBudget } from "./weight_budget.ts";

export type { RestOptions };

/** Most trades that one request answers. */
export const TRADES_LIMIT = 1_000;

/** Which candles; times UTC ms, both ends included. */
export interface KlinesQuery {
  readonly fromMs?: number;
  readonly toMs?: number;
  /** 1 to {@linkcode KLINES_LIMIT}, the default. */
  readonly limit?: number;
  /** Where days begin, `-12:00` to `+14:00`; default UTC. `fromMs` and `toMs` are UTC all the same. */
  readonly timeZone?: string;
}

/** Asks Binance's REST API. Every method throws what {@linkcode RestTransport.get} throws. */
export class BinanceRest {
  readonly #transport: RestTransport;

  constructor(readonly options: RestOptions) {
    this.#transport = new RestTransport(options);
  }

  /** What is left to ask. */
  get budget(): WeightBudget {
    return this.#transport.budget;
  }

  /** The exchange's clock, UTC ms. */
  async serverMs(signal?: AbortSignal): Promise<number> {
    const request = { path: "/api/v3/time", weight: 1, schema: checkServerTime, signal };
    return (await this.#transport.get(request)).serverTime;
  }

  /** Final candles that open at or after `fromMs` (UTC ms), oldest first, one page of at most {@linkcode KLINES_LIMIT}. */
  async finishedCandles(
    symbol: Symbol,
    timeframe: Timeframe,
    fromMs: number,
    signal?: AbortSignal,
  ): Promise<KlinesPage> {
    const serverMs = await this.serverMs(signal);
    const query = { symbol: wireSymbol(symbol), interval: timeframe, startTime: fromMs, limit: KLINES_LIMIT };
    const rows = await this.#transport.get({ path: "/api/v3/klines", query, weight: 2, schema: klines, signal });
    const candles = rows.map((row) => candleOfKline(row, symbol, timeframe));
    return finishedPage(candles, serverMs, KLINES_LIMIT);
  }

  /** Candles of any length, oldest first, the newest unless `fromMs` is given; the last is mostly open. */
  async candles(
    symbol: Symbol,
    interval: Interval,
    { fromMs, toMs, limit = KLINES_LIMIT, timeZone }: KlinesQuery = {},
    signal?: AbortSignal,
  ): Promise<AnyKline[]> {
    const serverMs = await this.serverMs(signal);
    const query = { symbol: wireSymbol(symbol), interval, startTime: fromMs, endTime: toMs, limit, timeZone };
    const rows = await this.#transport.get({ path: "/api/v3/klines", query, weight: 2, schema: klines, signal });
    return withClosed(rows.map((row) => candleOfKline(row, symbol, interval)), serverMs);
  }

  /** Aggregate trades from id `fromId` on, oldest first, at most {@linkcode TRADES_LIMIT}. */
  aggTradesFrom(symbol: Symbol, fromId: number, signal?: AbortSignal): Promise<AggTradesPage> {
    return this.#aggTrades(symbol, { fromId }, signal);
  }

  /** The first {@linkcode TRADES_LIMIT} aggregate trades of `[fromMs, toMs]` (UTC ms, both included), oldest first; go on by id. */
  aggTradesBetween(symbol: Symbol, fromMs: number, toMs: number, signal?: AbortSignal): Promise<AggTradesPage> {
    return this.#aggTrades(symbol, { startTime: fromMs, endTime: toMs }, signal);
  }

  /** The newest aggregate trades, oldest first. */
  lastAggTrades(symbol: Symbol, limit = TRADES_LIMIT, signal?: AbortSignal): Promise<AggTradesPage> {
    return this.#aggTrades(symbol, { limit }, signal);
  }

  /** The book at one moment; the more levels, the more weight: 5000 cost 250 of 6000 a minute. */
  async depth(symbol: Symbol, limit: DepthLimit = 1_000, signal?: AbortSignal) {
    const query = { symbol: wireSymbol(symbol), limit };
    const weight = depthWeight(limit);
    return await this.#transport.get({ path: "/api/v3/depth", query, weight, schema: orderBook, signal });
  }

  /** The rules of the named markets; those that Binance does not know make it refuse. */
  async markets(symbols: readonly Symbol[], signal?: AbortSignal): Promise<Market[]> {
    const information = await this.#exchangeInfo({ symbols: JSON.stringify(symbols.map(wireSymbol)) }, signal);
    return information.symbols.map(marketOf).filter((market) => market !== null);
  }

  /** All markets. */
  async allMarkets(signal?: AbortSignal): Promise<ListedMarkets> {
    return listMarkets(await this.#exchangeInfo({}, signal));
  }

  /** The last 24 h of the named markets, or of all whose names are known. */
  async tickers(names: SymbolNames, symbols: readonly Symbol[] | null, signal?: AbortSignal): Promise<Ticker[]> {
    const weight = symbols === null || symbols.length > 100 ? 80 : symbols.length > 20 ? 40 : 2;
    const request = { path: "/api/v3/ticker/24hr", query: queryOf(symbols), weight, schema: tickers24hr, signal };
    return known(await this.#transport.get(request), names, tickerOf24hr);
  }

  /** The best bid and ask of the named markets, or of all whose names are known. */
  async bookTops(names: SymbolNames, symbols: readonly Symbol[] | null, signal?: AbortSignal): Promise<BookTop[]> {
    const request = {
      path: "/api/v3/ticker/bookTicker",
      query: queryOf(symbols),
      weight: 4,
      schema: bookTickers,
      signal,
    };
    return known(await this.#transport.get(request), names, bookTopOf);
  }

  async #aggTrades(symbol: Symbol, which: Record<string, number>, signal?: AbortSignal): Promise<AggTradesPage> {
    const query = { symbol: wireSymbol(symbol), limit: TRADES_LIMIT, ...which };
    const rows = await this.#transport.get({ path: "/api/v3/aggTrades", query, weight: 4, schema: aggTrades, signal });
    return aggTradesPage(rows, symbol, query.limit);
  }

  async #exchangeInfo(query: Record<string, string>, signal?: AbortSignal) {
    const request = { path: "/api/v3/exchangeInfo", query, weight: 20, schema: exchangeInformation, signal };
    const information = await this.#transport.get(request);
    const told = information.rateLimits.find((limit) =>
      limit.rateLimitType === "REQUEST_WEIGHT" && limit.interval === "MINUTE" && limit.intervalNum === 1
    );
    if (told) this.budget.learn(told.limit);
    return information;
  }
}

function queryOf(symbols: readonly Symbol[] | null): { symbols: string | undefined } {
  return { symbols: symbols === null ? undefined : JSON.stringify(symbols.map(wireSymbol)) };
}

function known<R extends { symbol: string }, T>(
  rows: readonly R[],
  names: SymbolNames,
  read: (row: R, symbol: Symbol) => T,
): T[] {
  return rows.flatMap((row) => {
    const symbol = names.ofWire(row.symbol);
    return symbol ? [read(row, symbol)] : [];
  });
}
