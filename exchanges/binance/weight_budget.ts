/** How much of Binance's request budget is used up. Pure: the time is handed in. */

const MINUTE_MS = 60_000;
/** REQUEST_WEIGHT per minute and address, 2026. */
const DEFAULT_LIMIT = 6_000;
/** Others share our address: leave them something. */
const SHARE = 0.9;

/** Counts what is sent and what Binance's answers say, and tells how long to wait. Shared by all clients of one address. */
export class WeightBudget {
  #limit: number;
  #used = 0;
  #minute = 0;
  #blockedUntilMs = 0;

  constructor(limit = DEFAULT_LIMIT) {
    this.#limit = limit;
  }

  /** Weight that a minute allows. */
  get limit(): number {
    return this.#limit;
  }

  /** Weight used in the minute that was heard of last: what was booked, or what Binance said, whichever is more. */
  get used(): number {
    return this.#used;
  }

  /** Binance itself tells the limit. */
  learn(limit: number): void {
    this.#limit = limit;
  }

  /** Reads the headers of an answer that came at `nowMs`. */
  note(headers: Headers, nowMs: number): void {
    const told = headers.get("x-mbx-used-weight-1m") ?? headers.get("x-mbx-used-weight");
    const used = Number(told);
    if (told === null || !Number.isFinite(used)) return;
    this.#turn(nowMs);
    this.#used = Math.max(this.#used, used);
  }

  /** The exchange asks for silence: nothing may be sent for `forMs` from `nowMs` on. */
  block(nowMs: number, forMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + forMs);
  }

  /**
   * Books a request of `weight` that is to be sent at `nowMs`; or, booking nothing, how long it must wait (ms; 0 = it may
   * go). `share` of the limit is the most that this request may find used: less for what is not urgent.
   */
  book(nowMs: number, weight: number, share = SHARE): number {
    this.#turn(nowMs);
    const full = this.#used > 0 && this.#used + weight > this.#limit * share;
    const untilMs = full ? (this.#minute + 1) * MINUTE_MS : 0;
    const waitMs = Math.max(0, untilMs - nowMs, this.#blockedUntilMs - nowMs);
    if (waitMs === 0) this.#used += weight;
    return waitMs;
  }

  #turn(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#used = 0;
  }
}
