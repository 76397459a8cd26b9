/** When a channel is written to: gathered, not too often, and ever more seldom while it fails. Pure; times are UTC ms. */
import { type Backoff, backoffMs } from "../backoff.ts";

/** What happens within this time is told together. */
export const GATHER_MS = 2_000;
/** No channel is written to more often; what happens meanwhile is told together afterwards. */
export const GAP_MS = 30_000;
/** What could not be told within this time is not told any more. */
export const PATIENCE_MS = 24 * 3_600_000;
/** The most that waits for one channel; what is beyond is only counted. */
export const MOST_WAITING = 1_000;
/** After so many failures in a row the page says so. */
export const FAILURES_TO_TELL = 3;

const UNREACHABLE: Backoff = { minMs: 10_000, maxMs: 1_800_000, factor: 3 };
/** Who refuses will most likely do so again, until its user has mended something. */
const REFUSED: Backoff = { minMs: 300_000, maxMs: 3_600_000, factor: 2 };
/** However long somebody asks us to wait. */
const LONGEST_WAIT_MS = 3_600_000;

/** How sending failed: `unreachable` may pass by itself, `refused` hardly, `busy` has said when to come back. */
export type FailureKind = "unreachable" | "refused" | "busy";

/** When to try again. @param failures in a row, this one included. @param chance in [0, 1). */
export function nextAttemptMs(
  { kind, waitMs }: { readonly kind: FailureKind; readonly waitMs: number | null },
  failures: number,
  nowMs: number,
  chance: number,
): number {
  const ownMs = backoffMs(failures - 1, chance, kind === "refused" ? REFUSED : UNREACHABLE);
  const wantedMs = kind === "busy" && waitMs !== null ? Math.min(Math.max(waitMs, 1_000), LONGEST_WAIT_MS) : ownMs;
  return nowMs + Math.ceil(wantedMs);
}
