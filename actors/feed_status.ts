/** The state of the market feed, gathered for whoever watches it. */
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import type { Symbol } from "../domain/market.ts";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import { isCoherent, type MarketSync } from "./market_sync.ts";

const EVERY_MS = 1_000;

/** Gathers, and says when it is time to tell. */
export class FeedStatus {
  lastMessageMs: number | null = null;
  #connected = false;
  #timesLive = 0;
  #wireError: string | null = null;
  #fetchError: string | null = null;
  #told = "";
  #toldMs = -Infinity;

  constructor(readonly exchange: string, readonly symbols: readonly Symbol[]) {}

  live(): void {
    this.#connected = true;
    this.#timesLive++;
    this.#wireError = null;
  }

  lost(why: string): void {
    this.#connected = false;
    this.#wireError = why;
  }

  fetchFailed(why: string): void {
    this.#fetchError = why;
  }

  fetched(): void {
    this.#fetchError = null;
  }

  /** The status, if it has changed since it was taken last and that is a second ago; `nowMs` UTC ms. */
  take(syncs: readonly MarketSync[], nowMs: number): HeartbeatStatus | null {
    if (nowMs < this.#toldMs + EVERY_MS) return null;
    const status = this.#status(syncs);
    const told = JSON.stringify(status);
    if (told === this.#told) return null;
    this.#told = told;
    this.#toldMs = nowMs;
    return status;
  }

  #status(syncs: readonly MarketSync[]): HeartbeatStatus {
    return {
      exchange: this.exchange,
      connected: this.#connected,
      coherent: syncs.every(isCoherent),
      lastMessageMs: this.lastMessageMs,
      symbols: [...this.symbols],
      timeframes: [...TIMEFRAMES],
      error: this.#wireError ?? this.#fetchError,
      reconnects: Math.max(0, this.#timesLive - 1),
      repairedCandles: syncs.reduce((sum, { counts }) => sum + counts.repaired, 0),
    };
  }
}
