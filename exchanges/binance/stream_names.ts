/** Names of Binance's Spot market streams: made of what is wanted, and read again. Pure. */
import type { Symbol } from "../../domain/market.ts";
import type { TickerWindow } from "./frame_kinds.ts";
import { streamSymbol, type SymbolNames } from "./symbol_names.ts";

/** Lengths of candles in Binance's words; case matters (`1m` is a minute, `1M` a month). */
export const INTERVALS = [
  "1s",
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
  "12h",
  "1d",
  "3d",
  "1w",
  "1M",
] as const;
/** Length of a candle in Binance's words. */
export type Interval = (typeof INTERVALS)[number];

/** Windows of rolling tickers. */
export const ROLLING_WINDOWS = ["1h", "4h", "1d"] as const;
/** Window of a rolling ticker. */
export type RollingWindow = (typeof ROLLING_WINDOWS)[number] & TickerWindow;

/** Levels of a partial book. */
export const PARTIAL_LEVELS = [5, 10, 20] as const;
/** Levels of a partial book. */
export type PartialLevels = (typeof PARTIAL_LEVELS)[number];

/** Ms between two updates of a book. */
export type BookSpeed = 100 | 1_000;

/** The one time zone besides UTC in which candles are streamed. */
export const STREAM_ZONE = "+08:00";

/** A name for every stream. */
export const streamName = {
  aggTrade: (symbol: Symbol) => `${streamSymbol(symbol)}@aggTrade`,
  trade: (symbol: Symbol) => `${streamSymbol(symbol)}@trade`,
  blockTrade: (symbol: Symbol) => `${streamSymbol(symbol)}@blockTrade`,
  /** `timeZone` null = UTC. */
  kline: (symbol: Symbol, interval: Interval, timeZone: typeof STREAM_ZONE | null = null) =>
    `${streamSymbol(symbol)}@kline_${interval}${timeZone ? `@${timeZone}` : ""}`,
  miniTicker: (symbol: Symbol) => `${streamSymbol(symbol)}@miniTicker`,
  ticker: (symbol: Symbol) => `${streamSymbol(symbol)}@ticker`,
  rollingTicker: (symbol: Symbol, window: RollingWindow) => `${streamSymbol(symbol)}@ticker_${window}`,
  bookTicker: (symbol: Symbol) => `${streamSymbol(symbol)}@bookTicker`,
  avgPrice: (symbol: Symbol) => `${streamSymbol(symbol)}@avgPrice`,
  referencePrice: (symbol: Symbol) => `${streamSymbol(symbol)}@referencePrice`,
  partialDepth: (symbol: Symbol, levels: PartialLevels, speed: BookSpeed = 1_000) =>
    `${streamSymbol(symbol)}@depth${levels}${speed === 100 ? "@100ms" : ""}`,
  depth: (symbol: Symbol, speed: BookSpeed = 1_000) => `${streamSymbol(symbol)}@depth${speed === 100 ? "@100ms" : ""}`,
  allMiniTickers: () => "!miniTicker@arr",
  allRollingTickers: (window: RollingWindow) => `!ticker_${window}@arr`,
} as const;

/** What a stream's name says; `symbol` is null for streams of all markets. */
export interface StreamMeaning {
  readonly kind: keyof typeof streamName;
  readonly symbol: Symbol | null;
  readonly interval?: Interval;
  readonly timeZone?: string | null;
  readonly window?: RollingWindow;
  readonly levels?: PartialLevels;
  readonly speed?: BookSpeed;
}

const PLAIN = ["aggTrade", "trade", "blockTrade", "miniTicker", "ticker", "bookTicker", "avgPrice", "referencePrice"];

/** Reads a name; null for one that is no Spot market stream, or of a market whose name is not known. */
export function parseStreamName(stream: string, names: SymbolNames): StreamMeaning | null {
  if (stream === "!miniTicker@arr") return { kind: "allMiniTickers", symbol: null };
  const all = stream.match(/^!ticker_(1h|4h|1d)@arr$/);
  if (all) return { kind: "allRollingTickers", symbol: null, window: all[1] as RollingWindow };
  const symbol = names.ofStream(stream);
  const topic = stream.slice(stream.indexOf("@") + 1);
  if (!symbol) return null;
  if (PLAIN.includes(topic)) return { kind: topic as StreamMeaning["kind"], symbol };
  return parseKline(symbol, topic) ?? parseRolling(symbol, topic) ?? parseDepth(symbol, topic);
}

function parseKline(symbol: Symbol, topic: string): StreamMeaning | null {
  const [, interval, timeZone] = topic.match(/^kline_([^@]+)(?:@(\+08:00))?$/) ?? [];
  const known = INTERVALS.find((name) => name === interval);
  return known ? { kind: "kline", symbol, interval: known, timeZone: timeZone ?? null } : null;
}

function parseRolling(symbol: Symbol, topic: string): StreamMeaning | null {
  const window = ROLLING_WINDOWS.find((name) => topic === `ticker_${name}`);
  return window ? { kind: "rollingTicker", symbol, window } : null;
}

function parseDepth(symbol: Symbol, topic: string): StreamMeaning | null {
  const [found, digits, speedText] = topic.match(/^depth(5|10|20)?(@100ms|@1000ms)?$/) ?? [];
  if (found === undefined) return null;
  const speed = speedText === "@100ms" ? 100 : 1_000;
  const levels = PARTIAL_LEVELS.find((count) => String(count) === digits);
  return levels ? { kind: "partialDepth", symbol, levels, speed } : { kind: "depth", symbol, speed };
}
