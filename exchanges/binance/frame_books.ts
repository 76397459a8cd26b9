/** Payloads about the order book as frames. Pure. */
import type { z } from "zod";
import type { Symbol } from "../../domain/market.ts";
import type { BookLevel } from "../../domain/market_data.ts";
import type { bookTickerEvent, depthUpdateEvent, partialDepthEvent } from "./events_book.ts";
import type { BookTopFrame, DepthFrame, PartialDepthFrame } from "./frame_kinds.ts";
import { priceOrNull } from "./price_or_null.ts";

/** The best bid and ask. */
export function bookTopFrame(stream: string, symbol: Symbol, event: z.infer<typeof bookTickerEvent>): BookTopFrame {
  const { u: updateId, b, B, a, A } = event;
  return { kind: "bookTop", stream, top: { symbol, updateId, timeMs: null, bid: levelOf(b, B), ask: levelOf(a, A) } };
}

/** Levels that changed. */
export function depthFrame(stream: string, symbol: Symbol, event: z.infer<typeof depthUpdateEvent>): DepthFrame {
  const { E: eventMs, U: firstId, u: lastId, b: bids, a: asks } = event;
  return { kind: "depth", stream, symbol, eventMs, firstId, lastId, bids, asks };
}

/** The best levels. */
export function partialDepthFrame(
  stream: string,
  symbol: Symbol,
  { lastUpdateId, bids, asks }: z.infer<typeof partialDepthEvent>,
): PartialDepthFrame {
  return { kind: "partialDepth", stream, symbol, lastUpdateId, bids, asks };
}

function levelOf(price: string, quantity: string): BookLevel | null {
  return priceOrNull(price) === null ? null : [price, quantity];
}
