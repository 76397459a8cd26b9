/** How often a strategy may fail before it stays stopped. Pure. */

/** More failures than this within the window, and it is halted. */
export const TOLERATED = 3;
/** The window, in milliseconds. */
export const WINDOW_MS = 10 * 60_000;
const FIRST_WAIT_MS = 1_000;

/** Times (UTC ms) of the failures that still count, oldest first. */
export type Failures = readonly number[];

/** The failures after one more, and what follows: a restart after a wait that doubles each time, or a halt. */
export function afterFailure(
  before: Failures,
  nowMs: number,
): { readonly failures: Failures; readonly restartInMs: number | null } {
  const failures = [...before.filter((timeMs) => timeMs > nowMs - WINDOW_MS), nowMs];
  const restartInMs = failures.length > TOLERATED ? null : FIRST_WAIT_MS * 2 ** (failures.length - 1);
  return { failures, restartInMs };
}

/** Whether a strategy that works now has failed within the window. */
export function failedLately(failures: Failures, nowMs: number): boolean {
  return failures.some((timeMs) => timeMs > nowMs - WINDOW_MS);
}
