/** From a WebSocket frame of the market streams to the domain. Pure. */
import type { Symbol } from "../../domain/market.ts";
import { aggTradeEvent, blockTradeEvent, klineEvent, serverShutdownEvent, streamAnswer, tradeEvent } from "./events.ts";
import { bookTickerEvent, depthUpdateEvent, partialDepthEvent } from "./events_book.ts";
import { avgPriceEvent, referencePriceEvent } from "./events_ticker.ts";
import { bookTopFrame, depthFrame, partialDepthFrame } from "./frame_books.ts";
import type { Frame } from "./frame_kinds.ts";
import { avgPriceFrame, referencePriceFrame, tickerOf, windowOf } from "./frame_tickers.ts";
import { aggTradeFrame, blockTradeFrame, klineFrame, tradeFrame } from "./frame_trades.ts";
import { isAggTrade, isBookTicker, isDepthUpdate, isKline, isPartialDepth, isTrade } from "./guards.ts";
import { checked, excerpt, guarded, isRecord } from "./payload.ts";
import type { SymbolNames } from "./symbol_names.ts";

export type { Frame };

/**
 * Reads one frame of a combined-stream connection.
 * @throws {SyntaxError} when it is no JSON. @throws {TypeError} when it is not what Binance documents.
 */
export function parseFrame(text: string, names: SymbolNames): Frame {
  const raw: unknown = JSON.parse(text);
  if (!isRecord(raw)) throw new TypeError(`Cannot read frame ${excerpt(text)}: expected an object`);
  if (typeof raw.stream === "string") return parseStream(raw.stream, raw.data, names, text);
  if (raw.e === "serverShutdown") return { kind: "shutdown" };
  const { id, error } = checked(streamAnswer, raw, text);
  return { kind: "answer", id, error: error ?? null };
}

function parseStream(stream: string, data: unknown, names: SymbolNames, text: string): Frame {
  if (Array.isArray(data)) return parseAll(stream, data, names, text);
  if (!isRecord(data)) return { kind: "other", stream };
  if (data.e === "serverShutdown") {
    checked(serverShutdownEvent, data, text);
    return { kind: "shutdown" };
  }
  const symbol = typeof data.s === "string" ? names.ofWire(data.s) : names.ofStream(stream);
  return symbol ? parseEvent(stream, symbol, data, text) : { kind: "other", stream };
}

function parseEvent(stream: string, symbol: Symbol, data: Record<string, unknown>, text: string): Frame {
  switch (data.e) {
    case undefined:
      return parseUnnamed(stream, symbol, data, text);
    case "aggTrade":
      return aggTradeFrame(stream, symbol, guarded(isAggTrade, aggTradeEvent, data, text));
    case "trade":
      return tradeFrame(stream, symbol, guarded(isTrade, tradeEvent, data, text));
    case "kline":
      return klineFrame(stream, symbol, guarded(isKline, klineEvent, data, text));
    case "depthUpdate":
      return depthFrame(stream, symbol, guarded(isDepthUpdate, depthUpdateEvent, data, text));
    case "avgPrice":
      return avgPriceFrame(stream, symbol, checked(avgPriceEvent, data, text));
    case "referencePrice":
      return referencePriceFrame(stream, symbol, checked(referencePriceEvent, data, text));
    case "blockTrade":
      return blockTradeFrame(stream, symbol, checked(blockTradeEvent, data, text));
  }
  const window = windowOf(data.e);
  if (!window) return { kind: "other", stream };
  return { kind: "ticker", stream, window, ticker: tickerOf(symbol, data, text) };
}

/** Two streams send no `e`: their name says what they are. */
function parseUnnamed(stream: string, symbol: Symbol, data: Record<string, unknown>, text: string): Frame {
  if (stream.endsWith("@bookTicker")) {
    return bookTopFrame(stream, symbol, guarded(isBookTicker, bookTickerEvent, data, text));
  }
  if (!stream.includes("@depth")) return { kind: "other", stream };
  return partialDepthFrame(stream, symbol, guarded(isPartialDepth, partialDepthEvent, data, text));
}

/** All markets at once: `!miniTicker@arr`, `!ticker_1h@arr`. Those whose name is not known are left out. */
function parseAll(stream: string, data: readonly unknown[], names: SymbolNames, text: string): Frame {
  if (!data.every(isRecord)) throw new TypeError(`Cannot read frame ${excerpt(text)}: expected an array of objects`);
  const window = windowOf(data[0]?.e);
  if (!window) return { kind: "other", stream };
  const tickers = data.flatMap((event) => {
    const symbol = names.ofWire(String(event.s));
    return symbol ? [tickerOf(symbol, event, text)] : [];
  });
  return { kind: "tickers", stream, window, tickers };
}
