/** How often one address may connect. Pure: the time is handed in. */

/** Binance: 300 attempts in 5 minutes from one address; others share ours, leave them some. */
const DEFAULT_LIMIT = 270;
const WINDOW_MS = 5 * 60_000;

/** Gives every attempt its time; shared by all connections to one exchange. */
export class ConnectionAttempts {
  /** Moments of the latest attempts, ms, oldest first; some may lie ahead. */
  readonly #bookedMs: number[] = [];

  constructor(readonly limit = DEFAULT_LIMIT, readonly windowMs = WINDOW_MS) {}

  /** Books the next attempt; how long it must wait from `nowMs` on, in ms, 0 = it may go now. */
  book(nowMs: number): number {
    const before = this.#bookedMs.length < this.limit ? -Infinity : this.#bookedMs.shift()!;
    const dueMs = Math.max(nowMs, before + this.windowMs);
    this.#bookedMs.push(dueMs);
    return dueMs - nowMs;
  }
}
