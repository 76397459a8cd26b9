/** The exchange's own time: runs `speed` times as fast as the machine's, and never backwards. */

/** A moment on both clocks (UTC ms), from which the exchange's time is reckoned. */
export interface Anchor {
  readonly wallMs: number;
  readonly exchangeMs: number;
}

/** The exchange's clock. */
export class ExchangeClock {
  #latestMs: number;
  #aheadMs = 0;
  #isStopped = false;

  /** @param wallNow the machine's clock, UTC ms. */
  constructor(readonly anchor: Anchor, readonly speed: number, private readonly wallNow: () => number) {
    this.#latestMs = anchor.exchangeMs;
  }

  /** The exchange's time, whole UTC ms; stands still while the machine's clock is set back, and once it was stopped. */
  now(): number {
    if (this.#isStopped) return this.#latestMs;
    const reckoned = reckon(this.anchor, this.speed, this.wallNow()) + this.#aheadMs;
    if (reckoned > this.#latestMs) this.#latestMs = reckoned;
    return this.#latestMs;
  }

  /** Jumps ahead by so much of the exchange's time, ms, and runs on from there. */
  jump(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** Stands still from now on: what rests is met by no trade any more. */
  stop(): void {
    this.now();
    this.#isStopped = true;
  }

  /** Now, on both clocks: where a later clock may go on from. */
  mark(): Anchor {
    return { wallMs: this.wallNow(), exchangeMs: this.now() };
  }
}

/** The exchange's time at `wallMs`, never before its anchor: time that was spent off counts like any other. */
export function reckon(anchor: Anchor, speed: number, wallMs: number): number {
  return anchor.exchangeMs + Math.max(0, Math.floor((wallMs - anchor.wallMs) * speed));
}
