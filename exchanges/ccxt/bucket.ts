/**
 * A bucket of what may be asked, by the clock that nobody sets. It takes the place of ccxt's throttler, which counts no time in
 * which nobody waits, knows nothing that goes first, and which waits for as long as the time of day was set back.
 */
import { Lanes } from "../../domain/lanes.ts";

/** The time by which it is filled. Real, whatever time the actors have: so are the limits of exchanges. */
export interface PaceTime {
  /** ms from any moment on; never goes back. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
}

/** The machine's. */
export const REAL_TIME: PaceTime = {
  elapsed: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** All in the weights of whoever is asked. */
export interface BucketSize {
  readonly capacity: number;
  /** What is in it at first. */
  readonly tokens: number;
  /** What comes in. */
  readonly perMs: number;
  /** What a request costs that does not say. */
  readonly usualCost: number;
  /** What is left to those who go first. */
  readonly kept: number;
}

/** A token bucket with two lines: who goes first, and everybody else. */
export class Bucket {
  readonly #size: BucketSize;
  readonly #time: PaceTime;
  #tokens: number;
  #countedMs: number;
  /** How many of those who go first wait. */
  #first = 0;
  readonly #lines = new Lanes();

  constructor(size: BucketSize, time: PaceTime) {
    this.#size = size;
    this.#time = time;
    this.#tokens = size.tokens;
    this.#countedMs = time.elapsed();
  }

  /** Waits for its turn; a request that costs more than there is leaves a debt. */
  async take(cost = this.#size.usualCost, isFirst = false): Promise<void> {
    if (isFirst) this.#first++;
    await this.#lines.run(isFirst ? "first" : "others", async () => {
      for (let ms = this.#waitMs(isFirst); ms > 0; ms = this.#waitMs(isFirst)) await this.#time.sleep(ms);
      this.#tokens -= cost;
      if (isFirst) this.#first--;
    });
  }

  /** How long the next one waits at least, ms. */
  #waitMs(isFirst: boolean): number {
    const { capacity, perMs, kept } = this.#size;
    const nowMs = this.#time.elapsed();
    this.#tokens = Math.min(capacity, this.#tokens + perMs * (nowMs - this.#countedMs));
    this.#countedMs = nowMs;
    const missing = (isFirst ? 0 : kept) - this.#tokens;
    if (missing > 0) return Math.max(1, missing / perMs);
    return !isFirst && this.#first > 0 ? 1 : 0;
  }
}
