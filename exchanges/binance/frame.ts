/** From a WebSocket frame to the domain. Pure. */
import type { z } from "zod";
import type { Candle } from "../../domain/candle.ts";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import type { Trade } from "../../domain/trade.ts";
import { aggTradeEvent, klineEvent, serverShutdownEvent, streamAnswer, tradeEvent } from "./events.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** What a frame says. Times are the exchange's, UTC ms. */
export type Frame =
  /** A print; `firstId` to `lastId` are the single trades within. */
  | {
    readonly kind: "trade";
    readonly stream: string;
    readonly trade: Trade;
    readonly firstId: number;
    readonly lastId: number;
  }
  /** A candle, open or closed; `lastId` is the last single trade within, −1 when silent. */
  | {
    readonly kind: "candle";
    readonly stream: string;
    readonly candle: Candle;
    readonly closed: boolean;
    readonly eventMs: number;
    readonly lastId: number;
  }
  /** The answer to a request of ours. */
  | {
    readonly kind: "answer";
    readonly id: number | string | null;
    readonly error: { code: number; msg: string } | null;
  }
  /** The server will close its connections soon. */
  | { readonly kind: "shutdown" }
  /** Some stream or market that nobody here reads. */
  | { readonly kind: "other"; readonly stream: string };

/**
 * Reads one frame of a combined-stream connection.
 * @throws {SyntaxError} when it is no JSON. @throws {TypeError} when it is not what Binance documents.
 */
export function parseFrame(text: string, names: SymbolNames): Frame {
  const raw: unknown = JSON.parse(text);
  if (!isRecord(raw)) throw new TypeError(`Cannot read frame ${excerpt(text)}: expected an object`);
  if (typeof raw.stream === "string") return parseEvent(raw.stream, raw.data, names, text);
  if (raw.e === "serverShutdown") return { kind: "shutdown" };
  const { id, error } = checked(streamAnswer, raw, text);
  return { kind: "answer", id, error: error ?? null };
}

function parseEvent(stream: string, data: unknown, names: SymbolNames, text: string): Frame {
  const event = isRecord(data) ? data.e : undefined;
  switch (event) {
    case "aggTrade":
      return parseAggTrade(stream, checked(aggTradeEvent, data, text), names);
    case "trade":
      return parseTrade(stream, checked(tradeEvent, data, text), names);
    case "kline":
      return parseKline(stream, checked(klineEvent, data, text), names);
    case "serverShutdown":
      checked(serverShutdownEvent, data, text);
      return { kind: "shutdown" };
    default:
      return { kind: "other", stream };
  }
}

function parseAggTrade(stream: string, event: z.infer<typeof aggTradeEvent>, names: SymbolNames): Frame {
  const symbol = names.ofWire(event.s);
  if (!symbol) return { kind: "other", stream };
  const { a: id, p: price, q: quantity, T: timeMs, f: firstId, l: lastId } = event;
  const takerSide = event.m ? "sell" : "buy";
  return { kind: "trade", stream, trade: { symbol, id, price, quantity, timeMs, takerSide }, firstId, lastId };
}

function parseTrade(stream: string, event: z.infer<typeof tradeEvent>, names: SymbolNames): Frame {
  const symbol = names.ofWire(event.s);
  if (!symbol) return { kind: "other", stream };
  const { t: id, p: price, q: quantity, T: timeMs } = event;
  const takerSide = event.m ? "sell" : "buy";
  return { kind: "trade", stream, trade: { symbol, id, price, quantity, timeMs, takerSide }, firstId: id, lastId: id };
}

function parseKline(stream: string, { E: eventMs, s, k }: z.infer<typeof klineEvent>, names: SymbolNames): Frame {
  const symbol = names.ofWire(s);
  const length = TIMEFRAMES.find((name) => name === k.i);
  if (!symbol || !length || stream.includes("@+")) return { kind: "other", stream };
  const candle: Candle = {
    symbol,
    timeframe: length,
    openMs: k.t,
    closeMs: k.T,
    open: k.o,
    high: k.h,
    low: k.l,
    close: k.c,
    volume: k.v,
  };
  return { kind: "candle", stream, candle, closed: k.x, eventMs, lastId: k.L };
}

function checked<T>(schema: z.ZodType<T>, raw: unknown, text: string): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TypeError(`Cannot read frame ${excerpt(text)}: ${issue?.path.join(".")}: ${issue?.message}`);
}

function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
