/** Which of Binance's streams a wish needs, and which wishes Binance cannot grant. Pure. */
import type { Symbol } from "../../domain/market.ts";
import { type Interval, INTERVALS, STREAM_ZONE, streamName } from "../../exchanges/binance/stream_names.ts";
import { problemOf } from "../exchange_connection/subscriptions.ts";
import type { Subscription } from "../exchange_connection_protocol.ts";

/** More levels are in no snapshot. */
const BOOK_LEVELS_LIMIT = 5_000;
/** Stands for the user data stream among the names of market streams. */
export const USER_DATA = "user data";
/** Channels that tell of an account. */
const PRIVATE = ["balance", "orders", "fills"];

/** What is known of the exchange. */
export interface Known {
  /** How it is called. */
  readonly exchangeName: string;
  /** Null until it has told them. */
  readonly symbols: ReadonlySet<string> | null;
  /** Whether a key is at hand. */
  readonly hasAccount: boolean;
}

/**
 * The streams of a wish; {@linkcode USER_DATA} for what tells of an account. Each book comes with its book ticker, against which it is
 * checked. Binance tells all tickers at once in their short form only.
 */
export function streamsOf({ channel, symbols, timeframe }: Subscription): string[] {
  switch (channel) {
    case "tickers":
      return symbols.length > 0 ? symbols.map(streamName.ticker) : [streamName.allMiniTickers()];
    case "order_books":
      return symbols.flatMap((symbol) => [depthStream(symbol), streamName.bookTicker(symbol)]);
    case "trades":
      return symbols.map(streamName.trade);
    case "candles": {
      const length = lengthOf(timeframe ?? "");
      return length ? symbols.map((symbol) => streamName.kline(symbol, length.interval, length.timeZone)) : [];
    }
    case "bids_asks":
      return symbols.map(streamName.bookTicker);
    default:
      return [USER_DATA];
  }
}

/** The stream that brings the updates of a book. */
export function depthStream(symbol: Symbol): string {
  return streamName.depth(symbol, 100);
}

/** `1d` or `1d@+08:00`; null for what is no length of Binance's candles. */
function lengthOf(timeframe: string): { interval: Interval; timeZone: typeof STREAM_ZONE | null } | null {
  const isZoned = timeframe.endsWith(`@${STREAM_ZONE}`);
  const name = isZoned ? timeframe.slice(0, -STREAM_ZONE.length - 1) : timeframe;
  const interval = INTERVALS.find((known) => known === name);
  return interval ? { interval, timeZone: isZoned ? STREAM_ZONE : null } : null;
}

/** Why a wish cannot be granted; null = it can, as far as is known. */
export function refusalOf(wanted: Subscription, known: Known): string | null {
  const problem = problemOf(wanted) ?? channelProblem(wanted, known);
  if (problem !== null) return problem;
  const unknown = wanted.symbols.find((symbol) => symbol.includes(":") || known.symbols?.has(symbol) === false);
  return unknown === undefined ? null : `${known.exchangeName} has no spot market ${unknown}`;
}

function channelProblem({ channel, symbols, timeframe, limit }: Subscription, known: Known): string | null {
  const { exchangeName } = known;
  if (channel === "positions") return `${exchangeName} has no positions on its spot markets`;
  if (PRIVATE.includes(channel) && !known.hasAccount) return `${channel} need a key of ${exchangeName}`;
  if (channel === "bids_asks" && symbols.length === 0) {
    return `${exchangeName} does not tell the bids and asks of all markets at once: name the symbols`;
  }
  if (channel === "order_books" && limit !== null && limit > BOOK_LEVELS_LIMIT) {
    return `${exchangeName} tells at most ${BOOK_LEVELS_LIMIT} levels of a book, not ${limit}`;
  }
  if (channel === "candles" && !lengthOf(timeframe ?? "")) {
    const expected = `${INTERVALS.join(", ")}, or one of them with @${STREAM_ZONE}`;
    return `${exchangeName} has no candles of ${timeframe}: expected ${expected}`;
  }
  return null;
}
