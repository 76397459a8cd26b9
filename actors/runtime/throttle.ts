/** Lets a bounded amount through in each second. */
import type { Clock } from "./types.ts";

/** Counts what passes. */
export class Throttle {
  #second = 0;
  #passed = 0;

  constructor(private readonly clock: Pick<Clock, "now">, private readonly perSecond: number) {}

  /** False when `amount` is too much for this second. */
  allows(amount = 1): boolean {
    const second = Math.floor(this.clock.now() / 1_000);
    this.#passed = second === this.#second ? this.#passed + amount : amount;
    this.#second = second;
    return this.#passed <= this.perSecond;
  }
}
