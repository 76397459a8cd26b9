/** How much of Binance's request budget is used up. Pure: the time is handed in. */
import type { Clock } from "./clock.ts";

/** By which minutes are counted (UTC, as Binance does), and by which silence is kept, whatever the time of day is set to. */
type Time = Pick<Clock, "now" | "elapsed">;

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
  /** By {@linkcode Clock.elapsed}. */
  #blockedUntilMs = -Infinity;

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

  /** Reads the headers of an answer that has just come. */
  note(headers: Headers, time: Time): void {
    const told = headers.get("x-mbx-used-weight-1m") ?? headers.get("x-mbx-used-weight");
    const used = Number(told);
    if (told === null || !Number.isFinite(used)) return;
    this.#turn(time.now());
    this.#used = Math.max(this.#used, used);
  }

  /** The exchange asks for silence: nothing may be sent for `forMs` from now on. */
  block(time: Time, forMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, time.elapsed() + forMs);
  }

  /**
   * Books a request of `weight` that is to be sent now; or, booking nothing, how long it must wait (ms; 0 = it may
   * go). `share` of the limit is the most that this request may find used: less for what is not urgent.
   */
  book(time: Time, weight: number, share = SHARE): number {
    const nowMs = time.now();
    this.#turn(nowMs);
    const full = this.#used > 0 && this.#used + weight > this.#limit * share;
    const untilMs = full ? (this.#minute + 1) * MINUTE_MS : 0;
    const waitMs = Math.max(0, untilMs - nowMs, this.#blockedUntilMs - time.elapsed());
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
