/** What of the running system any user may see. */
import type { TreeReport } from "./tree_report.ts";

/**
 * The tree without what belongs to users, who stand below one of `rooms` (paths); without dead letters, and without the words
 * of errors, which may tell of them.
 */
export function publicTree(report: TreeReport, rooms: readonly string[]): TreeReport {
  return {
    ...report,
    rows: report.rows.filter(({ path }) => !rooms.some((room) => path.startsWith(`${room}/`)))
      .map((row) => ({ ...row, lastExit: null, departed: [] })),
    deadLetters: { ...report.deadLetters, last: [] },
    cycle: null,
  };
}
