/** The state of the market feed, gathered for whoever watches it. */
import { isCoherent } from "../../domain/coherence.ts";
import type { HeartbeatStatus } from "../../domain/heartbeat.ts";
import { TIMEFRAMES } from "../../domain/timeframe.ts";
import { heartbeatStatuses } from "../topics.ts";
import type { FeedContext, FeedState, Followed } from "./state.ts";

const EVERY_MS = 1_000;

/** Gathers, and says when it is time to tell. */
export class FeedStatus {
  lastMessageMs: number | null = null;
  #wasLive = false;
  #reconnects = 0;
  #wireError: string | null = null;
  #fetchError: string | null = null;
  #told = "";
  #toldMs = -Infinity;

  constructor(readonly exchange: string) {}

  /** Streams flow; `again` = they did before, and were lost. Answers whether that is the first time or `again`. */
  live(again: boolean): boolean {
    const first = !this.#wasLive;
    if (again && !first) this.#reconnects++;
    this.#wasLive = true;
    return first || again;
  }

  lost(why: string): void {
    this.#wireError = why;
  }

  fetchFailed(why: string): void {
    this.#fetchError = why;
  }

  fetched(): void {
    this.#fetchError = null;
  }

  /** The status, if it has changed since it was taken last and that is a second ago; `nowMs` UTC ms. */
  take(markets: readonly Followed[], nowMs: number): HeartbeatStatus | null {
    if (nowMs < this.#toldMs + EVERY_MS) return null;
    const status = this.#status(markets);
    const told = JSON.stringify(status);
    if (told === this.#told) return null;
    this.#told = told;
    this.#toldMs = nowMs;
    return status;
  }

  #status(markets: readonly Followed[]): HeartbeatStatus {
    const coherences = markets.map(({ sync }) => sync.coherence);
    const connected = this.#wasLive && markets.every(({ lost }) => lost.size === 0);
    return {
      exchange: this.exchange,
      connected,
      coherent: coherences.every(isCoherent),
      lastMessageMs: this.lastMessageMs,
      symbols: markets.map(({ symbol }) => symbol),
      timeframes: [...TIMEFRAMES],
      error: (connected ? null : this.#wireError) ?? this.#fetchError,
      reconnects: this.#reconnects,
      repairedCandles: coherences.reduce((sum, { repairs }) => sum + repairs, 0),
    };
  }
}

/** An attempt to fetch has failed. */
export function fetchFailed(state: FeedState, why: string, ctx: FeedContext): void {
  ctx.log.warn("Could not fetch from the exchange", { why });
  state.status.fetchFailed(why);
  tellStatus(state, ctx);
}

/** Tells the status if it is time to and it has changed. */
export function tellStatus({ status, followed }: FeedState, ctx: FeedContext): void {
  const changed = status.take([...followed.values()], ctx.clock.now());
  if (changed) ctx.publish(heartbeatStatuses, changed);
}
