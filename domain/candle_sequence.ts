/** The cursor of whoever follows candles: tells the next one from a repeated one and from one that comes too far on. */
import { type Timeframe, timeframeMs } from "./timeframe.ts";

/** `next`: follows without a hole. `duplicate`: this one or a later one was taken before. `gap`: some before it are missing. */
export type Place = "next" | "duplicate" | "gap";

/** Where a follower of one symbol's candles in one timeframe stands. */
export class CandleSequence {
  #lastMs: number | null;

  /** @param lastMs open time of the last candle taken, UTC ms; null = none yet. */
  constructor(readonly timeframe: Timeframe, lastMs: number | null) {
    this.#lastMs = lastMs;
  }

  /** Earliest open time of a candle that is not a duplicate, UTC ms; null = any. */
  get nextMs(): number | null {
    return this.#lastMs === null ? null : this.#lastMs + timeframeMs(this.timeframe);
  }

  /**
   * Judges a candle by its open time, UTC ms, without taking it. With `afterMs` (see `candleClosed`) it is known which one
   * comes before it, so that a halt of the exchange is no gap; without, the first is always next and a hole always a gap.
   */
  place(openMs: number, afterMs?: number | null): Place {
    const { nextMs } = this;
    if (nextMs !== null && openMs < nextMs) return "duplicate";
    const follows = afterMs === undefined ? nextMs === null || openMs === nextMs : afterMs === this.#lastMs;
    return follows ? "next" : "gap";
  }

  /** Takes a candle: the one after it is then the next. A gap is so accepted (the exchange halted), a duplicate ignored. */
  take(openMs: number): void {
    if (this.place(openMs) !== "duplicate") this.#lastMs = openMs;
  }

  /** How many buckets lie between the last candle and the one that opens at `openMs`. */
  missingBefore(openMs: number): number {
    const { nextMs } = this;
    return nextMs === null ? 0 : Math.max(0, Math.round((openMs - nextMs) / timeframeMs(this.timeframe)));
  }
}
