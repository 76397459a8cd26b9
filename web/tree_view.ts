/** What of the running system a user may see. */
import type { TreeReport } from "../actors/live/tree_report.ts";
import { PATHS } from "../actors/tree.ts";
import type { Viewer } from "./viewer.ts";

/** Whoever is below belongs to some user. */
const OF_USERS = [PATHS.strategies, PATHS.sessions];

/**
 * The tree as this user may see it: all of it for `dev`; for others without what belongs to users, without dead letters, and
 * without the words of errors, which may tell of them.
 */
export function treeFor(report: TreeReport, { isDev }: Pick<Viewer, "isDev">): TreeReport {
  if (isDev) return report;
  return {
    ...report,
    rows: report.rows.filter(({ path }) => !OF_USERS.some((room) => path.startsWith(`${room}/`)))
      .map((row) => ({ ...row, lastExit: null, departed: [] })),
    deadLetters: { ...report.deadLetters, last: [] },
    cycle: null,
  };
}
