/** What all streams that are kept alive have in common: what they need, what is taken where nothing is said, how they end. */
import { type Backoff, DEFAULT_BACKOFF } from "../../domain/backoff.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionTimings } from "./connection.ts";
import { ConnectionAttempts } from "./connection_attempts.ts";
import type { LastingTimings } from "./lasting.ts";
import type { Socket } from "./link_life.ts";
import type { SymbolNames } from "./symbol_names.ts";

/** What they need. */
export interface KeptOptions {
  readonly names: SymbolNames;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends them like their `close`. */
  readonly signal?: AbortSignal;
  /** How the exchange is called in reasons; default `Binance`. */
  readonly exchangeName?: string;
  readonly open?: (url: string) => Socket;
  readonly backoff?: Backoff;
  /** Shared by all who connect to one exchange from here; default: their own. */
  readonly attempts?: ConnectionAttempts;
}

/** Waiting times that suit all of them, in ms. */
export const KEPT_TIMINGS: LastingTimings & Pick<ConnectionTimings, "connectMs" | "probeMs"> = {
  connectMs: 10_000,
  probeMs: 10_000,
  lifetimeMs: 23.5 * 3_600_000,
  overlapMs: 5_000,
  stableMs: 10_000,
};

/** What is taken where the options say nothing. */
export function keptDefaults(
  of: Pick<KeptOptions, "exchangeName" | "open" | "backoff" | "attempts">,
): Required<Pick<KeptOptions, "exchangeName" | "open" | "backoff" | "attempts">> {
  return {
    exchangeName: of.exchangeName ?? "Binance",
    open: of.open ?? ((url) => new WebSocket(url)),
    backoff: of.backoff ?? DEFAULT_BACKOFF,
    attempts: of.attempts ?? new ConnectionAttempts(),
  };
}

/** Ends them now or once `signal` is aborted, by `end`. */
export function endOn(signal: AbortSignal | undefined, end: () => void): void {
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
}

/** Waits until the sockets are gone, at most `limitMs`. */
export async function untilGone(gone: Promise<unknown>, clock: Clock, limitMs: number): Promise<void> {
  const waited = new AbortController();
  const limit = clock.sleep(limitMs, waited.signal).catch(() => {}); // `waited` rejects it: all are gone
  await Promise.race([gone, limit]);
  waited.abort();
}
