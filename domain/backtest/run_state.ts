/** Where a run stands; apart from what is asked of it, so that a browser need not load how that is checked. */

/** Where a run stands; those that have ended stay as they are. */
export const RUN_STATES = ["queued", "fetching", "running", "done", "failed", "interrupted"] as const;
/** Where a run stands. */
export type RunState = typeof RUN_STATES[number];

/** Whether it stays as it is. */
export function hasEnded(state: RunState): boolean {
  return state === "done" || state === "failed" || state === "interrupted";
}
