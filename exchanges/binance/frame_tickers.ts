/** Payloads about prices over a window of time as frames. Pure. */
import type { z } from "zod";
import type { Symbol } from "../../domain/market.ts";
import type { Ticker } from "../../domain/market_data.ts";
import {
  type avgPriceEvent,
  miniTickerEvent,
  type referencePriceEvent,
  rollingTickerEvent,
  tickerEvent,
} from "./events_ticker.ts";
import type { AvgPriceFrame, ReferencePriceFrame, TickerWindow } from "./frame_kinds.ts";
import { isMiniTicker, isRollingTicker, isTicker } from "./guards.ts";
import { guarded } from "./payload.ts";
import { priceOrNull } from "./price_or_null.ts";

const HOUR_MS = 3_600_000;
const WINDOW_MS: Readonly<Record<TickerWindow, number>> = {
  "1h": HOUR_MS,
  "4h": 4 * HOUR_MS,
  "1d": 24 * HOUR_MS,
  "24h": 24 * HOUR_MS,
};
const WINDOW_OF: Readonly<Record<string, TickerWindow>> = {
  "24hrMiniTicker": "24h",
  "24hrTicker": "24h",
  "1hTicker": "1h",
  "4hTicker": "4h",
  "1dTicker": "1d",
};

/** The window that an event `e` tells of, or undefined for one that is no ticker. */
export function windowOf(event: unknown): TickerWindow | undefined {
  return typeof event === "string" && Object.hasOwn(WINDOW_OF, event) ? WINDOW_OF[event] : undefined;
}

/** One ticker of any window. @throws {TypeError} when it is not as documented. */
export function tickerOf(symbol: Symbol, payload: Record<string, unknown>, text: string): Ticker {
  if (payload.e === "24hrMiniTicker") {
    return common(symbol, "24h", guarded(isMiniTicker, miniTickerEvent, payload, text));
  }
  if (payload.e !== "24hrTicker") {
    const event = guarded(isRollingTicker, rollingTickerEvent, payload, text);
    return common(symbol, WINDOW_OF[event.e]!, event);
  }
  const event = guarded(isTicker, tickerEvent, payload, text);
  return { ...common(symbol, "24h", event), bid: priceOrNull(event.b), ask: priceOrNull(event.a) };
}

type Statistics = Omit<z.infer<typeof miniTickerEvent>, "e">;

function common(symbol: Symbol, window: TickerWindow, event: Statistics): Ticker {
  const { E: timeMs, o: open, h: high, l: low, c: last, v: volumeBase, q: volumeQuote } = event;
  const windowMs = WINDOW_MS[window];
  return { symbol, timeMs, windowMs, open, high, low, last, bid: null, ask: null, volumeBase, volumeQuote };
}

/** The average price of a few minutes. */
export function avgPriceFrame(stream: string, symbol: Symbol, event: z.infer<typeof avgPriceEvent>): AvgPriceFrame {
  const { w: price, i: window, E: eventMs, T: lastTradeMs } = event;
  return { kind: "avgPrice", stream, symbol, price, window, eventMs, lastTradeMs };
}

/** The exchange's reference price. */
export function referencePriceFrame(
  stream: string,
  symbol: Symbol,
  { r: price, t: timeMs }: z.infer<typeof referencePriceEvent>,
): ReferencePriceFrame {
  return { kind: "referencePrice", stream, symbol, price, timeMs };
}
