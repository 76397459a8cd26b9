/** What Binance's error codes mean for whoever asked. Pure. */
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";

/** A no, over REST or WS-API. */
export interface Fault {
  /** As in HTTP; WS-API uses the same. */
  readonly status: number;
  /** Binance's own code; null where it gave none. */
  readonly code: number | null;
  /** With the exchange's name. */
  readonly message: string;
  /** How long the exchange asks to wait, ms; null where it does not say. */
  readonly retryAfterMs: number | null;
}

const UNAVAILABLE = new Set([403, 408, 418, 425, 429]);
/** Codes of faults that pass: disconnected, too many requests, unexpected answer, time-out, busy, shutting down, clocks apart. */
const PASSING = new Set([-1001, -1003, -1006, -1007, -1008, -1016, -1021]);
/** How long to keep silent where the exchange does not say: it counts by the minute, and bans for two at least. */
const SILENCE_MS: Readonly<Record<number, number>> = { 429: 60_000, 418: 120_000 };

/** The error to throw: unavailable where it makes sense to ask again. */
export function exchangeFault({ status, code, message, retryAfterMs }: Fault): ExchangeUnavailable | ExchangeRefused {
  const passes = status >= 500 || UNAVAILABLE.has(status) || (code !== null && PASSING.has(code));
  if (!passes) return new ExchangeRefused(message, code);
  return new ExchangeUnavailable(message, retryAfterMs ?? SILENCE_MS[status] ?? null);
}
