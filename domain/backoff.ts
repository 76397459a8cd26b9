/** How long to wait before trying again. Pure. */

/** The first wait, the longest, and the factor between. Milliseconds. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
  readonly factor: number;
}

/** Quick at first, then twice a minute: exchanges count connections (Binance: 300 in 5 minutes from one address). */
export const DEFAULT_BACKOFF: Backoff = { minMs: 250, maxMs: 30_000, factor: 2 };

/**
 * The wait before attempt number `attempt` (0 = the first retry), in ms: between half and all of the exponential wait, so
 * that many clients do not come back at once. `chance` is in [0, 1).
 */
export function backoffMs(
  attempt: number,
  chance: number,
  { minMs, maxMs, factor }: Backoff = DEFAULT_BACKOFF,
): number {
  const fullMs = Math.min(maxMs, minMs * factor ** Math.min(attempt, 64));
  return Math.round(fullMs / 2 + chance * fullMs / 2);
}
