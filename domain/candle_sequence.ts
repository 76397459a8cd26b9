/** The cursor of whoever follows candles: tells the next one from a repeated one and from one that comes too far on. */
import { type Timeframe, timeframeMs } from "./timeframe.ts";

/** `next`: follows without a hole. `duplicate`: this one or a later one was taken before. `gap`: some before it are missing. */
export type Place = "next" | "duplicate" | "gap";

/** Where a follower of one symbol's candles in one timeframe stands. */
export class CandleSequence {
  #nextMs: number | null;

  /** @param lastMs open time of the last candle taken, UTC ms; null = nothing yet, any candle is the next one. */
  constructor(readonly timeframe: Timeframe, lastMs: number | null) {
    this.#nextMs = lastMs === null ? null : lastMs + timeframeMs(timeframe);
  }

  /** Open time of the candle that would be `next`, UTC ms; null = any. */
  get nextMs(): number | null {
    return this.#nextMs;
  }

  /** Judges a candle by its open time, UTC ms, without taking it. */
  place(openMs: number): Place {
    if (this.#nextMs === null || openMs === this.#nextMs) return "next";
    return openMs < this.#nextMs ? "duplicate" : "gap";
  }

  /** Takes a candle: the one after it is then the next. A gap is so accepted (the exchange halted), a duplicate ignored. */
  take(openMs: number): void {
    if (this.place(openMs) !== "duplicate") this.#nextMs = openMs + timeframeMs(this.timeframe);
  }

  /** How many candles are missing before the one that opens at `openMs`; 0 unless it is a gap. */
  missingBefore(openMs: number): number {
    if (this.#nextMs === null) return 0;
    return Math.max(0, Math.round((openMs - this.#nextMs) / timeframeMs(this.timeframe)));
  }
}
