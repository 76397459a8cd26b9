/** A coherence that is counted on and told on change: for who holds no state of his own that could carry it. */
import { type CoherenceField, newCoherence, withCandle, withCount } from "./coherence.ts";
import type { Coherence } from "./feed_audit.ts";
import type { Symbol } from "./market.ts";
import type { Timeframe } from "./timeframe.ts";

/** The counts of one market and timeframe, from zero. */
export class CoherenceCount {
  #coherence: Coherence;
  #told: Coherence;

  constructor(symbol: Symbol, timeframe: Timeframe) {
    this.#coherence = this.#told = newCoherence(symbol, timeframe);
  }

  /** One candle was told, `latenessMs` after its end by the exchange's clock; null where that is not known. */
  told(latenessMs: number | null): void {
    this.#coherence = withCandle(this.#coherence, latenessMs);
  }

  /** Adds to a count. */
  add(field: CoherenceField, count = 1): void {
    this.#coherence = withCount(this.#coherence, field, count);
  }

  /** The counts as they are now, where they have changed since this was asked last. */
  takeChange(): Coherence | null {
    if (this.#told === this.#coherence) return null;
    return this.#told = this.#coherence;
  }
}
