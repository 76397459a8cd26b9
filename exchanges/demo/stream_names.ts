/** Names of market streams, as Binance spells them: `btcusdt@kline_1m`, `!miniTicker@arr`. */
import { type Interval, isInterval } from "./intervals.ts";

const EAST_8_LEAD_MS = 8 * 3_600_000; // the only other time zone that streams offer: +08:00

/** What a stream carries. `symbol` in the exchange's own spelling, `BTCUSDT`. */
export type StreamSpec =
  | {
    readonly kind: "trade" | "aggTrade" | "miniTicker" | "ticker" | "bookTicker" | "avgPrice" | "referencePrice";
    readonly symbol: string;
  }
  | { readonly kind: "kline"; readonly symbol: string; readonly interval: Interval; readonly offsetMs: number }
  | { readonly kind: "windowTicker"; readonly symbol: string; readonly window: TickerWindow }
  | { readonly kind: "depth"; readonly symbol: string; readonly everyMs: number }
  | { readonly kind: "partialDepth"; readonly symbol: string; readonly levels: number; readonly everyMs: number }
  | { readonly kind: "allMiniTickers" }
  | { readonly kind: "allWindowTickers"; readonly window: TickerWindow }
  /** Well-formed, but nothing is sent on it: streams that Binance has retired, and block trades, which never happen. */
  | { readonly kind: "silent" };

/** Lengths of the rolling-window ticker streams. */
export type TickerWindow = "1h" | "4h" | "1d";

const SIMPLE = ["trade", "aggTrade", "miniTicker", "ticker", "bookTicker", "avgPrice", "referencePrice"] as const;
const DEPTH = /^depth(5|10|20)?(?:@(100|1000)ms)?$/;
const WINDOW_TICKER = /^ticker_(1h|4h|1d)$/;
const KLINE = /^kline_(\d+[smhdwM])(@\+08:00)?$/;

/** What a name means; null when it is none. */
export function parseStream(name: string): StreamSpec | null {
  if (name.startsWith("!")) return allMarkets(name);
  const at = name.indexOf("@");
  const symbol = name.slice(0, Math.max(0, at));
  if (!/^[a-z0-9_.-]{1,20}$/.test(symbol)) return null;
  return ofSymbol(symbol.toUpperCase(), name.slice(at + 1));
}

function allMarkets(name: string): StreamSpec | null {
  if (name === "!miniTicker@arr") return { kind: "allMiniTickers" };
  if (name === "!ticker@arr") return { kind: "silent" };
  const window = /^!ticker_(1h|4h|1d)@arr$/.exec(name)?.[1];
  return window === undefined ? null : { kind: "allWindowTickers", window: window as TickerWindow };
}

function ofSymbol(symbol: string, rest: string): StreamSpec | null {
  const simple = SIMPLE.find((kind) => kind === rest);
  if (simple !== undefined) return { kind: simple, symbol };
  if (rest === "blockTrade") return { kind: "silent" };
  const kline = KLINE.exec(rest);
  if (kline !== null) return klineSpec(symbol, kline[1]!, kline[2] === undefined ? 0 : EAST_8_LEAD_MS);
  const window = WINDOW_TICKER.exec(rest)?.[1];
  if (window !== undefined) return { kind: "windowTicker", symbol, window: window as TickerWindow };
  const depth = DEPTH.exec(rest);
  return depth === null ? null : depthSpec(symbol, depth[1], depth[2]);
}

function klineSpec(symbol: string, interval: string, offsetMs: number): StreamSpec | null {
  return isInterval(interval) ? { kind: "kline", symbol, interval, offsetMs } : null;
}

function depthSpec(symbol: string, levels: string | undefined, speed: string | undefined): StreamSpec {
  const everyMs = speed === "100" ? 100 : 1000;
  if (levels === undefined) return { kind: "depth", symbol, everyMs };
  return { kind: "partialDepth", symbol, levels: Number(levels), everyMs };
}
