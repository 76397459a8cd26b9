/** How much of Binance's request budget is used up. Pure: the time is handed in. */

const MINUTE_MS = 60_000;
/** REQUEST_WEIGHT per minute and address, 2026. */
const DEFAULT_LIMIT = 6_000;
/** Others share our address: leave them something. */
const SHARE = 0.9;

/** Counts what Binance's answers say, and tells how long to wait. */
export class WeightBudget {
  #used = 0;
  #minute = 0;
  #blockedUntilMs = 0;

  constructor(readonly limit = DEFAULT_LIMIT) {}

  /** Weight used in the running minute, as last heard. */
  get used(): number {
    return this.#used;
  }

  /** Reads the headers of an answer that came at `nowMs`. */
  note(headers: Headers, nowMs: number): void {
    const told = headers.get("x-mbx-used-weight-1m") ?? headers.get("x-mbx-used-weight");
    const used = Number(told);
    if (told === null || !Number.isFinite(used)) return;
    this.#used = used;
    this.#minute = Math.floor(nowMs / MINUTE_MS);
  }

  /** The exchange asks for silence: nothing may be sent for `forMs` from `nowMs` on. */
  block(nowMs: number, forMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + forMs);
  }

  /** How long the next request must wait, in ms; 0 = it may go now. */
  waitMs(nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const full = minute === this.#minute && this.#used >= this.limit * SHARE;
    const untilMs = full ? (minute + 1) * MINUTE_MS : 0;
    return Math.max(0, untilMs - nowMs, this.#blockedUntilMs - nowMs);
  }
}
