/** Counting how regular the closed candles of a market are. Pure; what is counted is described in feed_audit.ts. */
import { type Coherence, LATENESS_BOUNDS_MS } from "./feed_audit.ts";
import type { Symbol } from "./market.ts";
import type { Timeframe } from "./timeframe.ts";

/** A candle published later than this after its end (exchange time, ms) is late: its market is incoherent. */
export const LATE_MS = LATENESS_BOUNDS_MS.at(-1)!;

/** What is counted one by one; `candles` and `lateness` are counted by {@linkcode withCandle}. */
export type CoherenceField = Exclude<keyof Coherence, "symbol" | "timeframe" | "candles" | "lateness">;

/** Nothing has been published yet. */
export function newCoherence(symbol: Symbol, timeframe: Timeframe): Coherence {
  const lateness = new Array<number>(LATENESS_BOUNDS_MS.length + 1).fill(0);
  return {
    symbol,
    timeframe,
    candles: 0,
    gaps: 0,
    repairs: 0,
    missing: 0,
    duplicates: 0,
    corrections: 0,
    late: 0,
    lateness,
  };
}

/** One count more, or `by` more. */
export function withCount(coherence: Coherence, name: CoherenceField, by = 1): Coherence {
  return by === 0 ? coherence : { ...coherence, [name]: coherence[name] + by };
}

/**
 * A candle was published `latenessMs` after its end (exchange time, ms); null where that says nothing, as for history.
 * Before its end counts as at its end.
 */
export function withCandle(coherence: Coherence, latenessMs: number | null): Coherence {
  const candles = coherence.candles + 1;
  if (latenessMs === null) return { ...coherence, candles };
  const bucket = latenessBucket(latenessMs);
  const lateness = coherence.lateness.map((count, i) => i === bucket ? count + 1 : count);
  return { ...coherence, candles, lateness, late: coherence.late + (latenessMs > LATE_MS ? 1 : 0) };
}

/** Whether every candle since the start came in time and without a hole. */
export function isCoherent({ missing, late }: Coherence): boolean {
  return missing === 0 && late === 0;
}

/** The bucket of the lateness histogram: the first whose bound is not below it, else the last one, which has no bound. */
export function latenessBucket(latenessMs: number): number {
  const bucket = LATENESS_BOUNDS_MS.findIndex((boundMs) => latenessMs <= boundMs);
  return bucket < 0 ? LATENESS_BOUNDS_MS.length : bucket;
}
