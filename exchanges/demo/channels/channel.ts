/** A channel makes the payloads of one stream, once for all its subscribers. */
import type { LiveMarket } from "../live_market.ts";
import type { DemoTrade } from "../market_history.ts";

/** Hands a payload, JSON text, to the subscribers of the channel's stream. */
export type Emit = (payload: string) => void;

/** What a channel may react to. Times in UTC ms of the exchange. */
export interface Channel {
  /** Channels with a lower rank are served first: of two candles that close together, the shorter. */
  readonly rank: number;
  onTrade?(trade: DemoTrade, market: LiveMarket): void;
  onBoundary?(timeMs: number): void;
  onBeat?(timeMs: number): void;
  /** Lets go of what it listens to. */
  close?(): void;
}

/** Lets something happen at most once an interval of the exchange's time, and the first time at once. */
export class Pace {
  #lastMs = -Infinity;

  constructor(private readonly intervalMs: number) {}

  /** Whether it is time; if so, the interval begins anew. */
  due(timeMs: number): boolean {
    if (timeMs - this.#lastMs < this.intervalMs) return false;
    this.#lastMs = timeMs;
    return true;
  }
}

/** Stretches an interval so that subscribers get no more than one frame each `leastWallMs` of real time. */
export function pacedMs(intervalMs: number, speed: number, leastWallMs = 100): number {
  return Math.max(intervalMs, Math.floor(leastWallMs * speed));
}
