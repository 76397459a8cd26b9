/** Counting how regular the closed candles of one market and timeframe are. */
import type { Symbol } from "./market.ts";
import { type Coherence, LATENESS_BOUNDS_MS } from "./feed_audit.ts";
import type { Timeframe } from "./timeframe.ts";

/** A candle told later than this after its end is late: the last bucket of the histogram. */
const LATE_MS = LATENESS_BOUNDS_MS.at(-1)!;

/** What may simply be counted. */
export type CoherenceField = "gaps" | "repairs" | "missing" | "duplicates" | "corrections";

/** The counts of one market and timeframe, from zero. */
export class CoherenceCount {
  readonly #coherence: Coherence;
  #changed = false;

  constructor(symbol: Symbol, timeframe: Timeframe) {
    const counts = { candles: 0, gaps: 0, repairs: 0, missing: 0, duplicates: 0, corrections: 0, late: 0 };
    this.#coherence = { symbol, timeframe, ...counts, lateness: [...LATENESS_BOUNDS_MS, Infinity].map(() => 0) };
  }

  /** One candle was told, `latenessMs` after its end by the exchange's clock; null where that is not known. */
  told(latenessMs: number | null): void {
    const of = this.#coherence;
    of.candles++;
    this.#changed = true;
    if (latenessMs === null) return;
    if (latenessMs > LATE_MS) of.late++;
    const bucket = LATENESS_BOUNDS_MS.findIndex((bound) => latenessMs <= bound);
    of.lateness[bucket === -1 ? LATENESS_BOUNDS_MS.length : bucket]!++;
  }

  /** Adds to a count. */
  add(field: CoherenceField, count = 1): void {
    if (count === 0) return;
    this.#coherence[field] += count;
    this.#changed = true;
  }

  /** The counts as they are now, where they have changed since this was asked last. */
  takeChange(): Coherence | null {
    if (!this.#changed) return null;
    this.#changed = false;
    return { ...this.#coherence, lateness: [...this.#coherence.lateness] };
  }
}
