/** What may be done by hand to the actors of the tree, and what falls along. Pure: the page offers it, the house enforces it. */
import type { TreeRow } from "../actors/live/tree_report.ts";

/** What may be asked of an actor or a supervisor. */
export const ACTOR_ACTIONS = ["restart", "stop"] as const;
/** What may be asked of an actor or a supervisor; a restart starts what was stopped. */
export type ActorAction = typeof ACTOR_ACTIONS[number];

/**
 * Why something may not be done: it is the `root`; it is `owned` by the actor that started it; it carries the `page`; its
 * supervisor would have `forgotten` it, so that nobody could start it again; it is `stopped` already.
 */
export type Refusal = "root" | "owned" | "page" | "forgotten" | "stopped";

/** Whoever is below shows the page on which all this is asked. */
const PAGE_ROOM = "/root/dashboard";

/** Whether the page hangs on it. */
export function carriesPage(path: string): boolean {
  return path === PAGE_ROOM || path.startsWith(`${PAGE_ROOM}/`);
}

/** Whether it was stopped, or ended for good. */
export function isStopped({ status }: TreeRow): boolean {
  return status === "dead" || status === "halted";
}

/** Why this may not be done; null when it may. */
export function refusalOf(rows: readonly TreeRow[], row: TreeRow, action: ActorAction): Refusal | null {
  const parent = parentOf(rows, row);
  if (parent === undefined) return "root";
  if (parent.kind === "actor") return "owned";
  if (action === "restart") return null;
  if (isStopped(row)) return "stopped";
  if (carriesPage(row.path)) return "page";
  return parent.strategy === "dynamic" ? "forgotten" : null;
}

/** Everything below it, which ends with it. */
export function below(rows: readonly TreeRow[], { path }: TreeRow): TreeRow[] {
  return rows.filter((row) => row.path.startsWith(`${path}/`));
}

/**
 * Itself and the running siblings that rely on it by their supervisor's strategy, in the order of their start. A restart by
 * hand takes them along, as a crash does.
 */
export function restartGroup(rows: readonly TreeRow[], row: TreeRow): TreeRow[] {
  const parent = parentOf(rows, row);
  if (parent?.strategy !== "rest_for_one" && parent?.strategy !== "one_for_all") return [row];
  const siblings = rows.filter((other) => parentPath(other) === parent.path);
  const isIt = ({ path }: TreeRow) => path === row.path;
  const group = parent.strategy === "one_for_all" ? siblings : siblings.slice(siblings.findIndex(isIt));
  return group.filter((other) => isIt(other) || !isStopped(other));
}

function parentOf(rows: readonly TreeRow[], row: TreeRow): TreeRow | undefined {
  return rows.find(({ path }) => path === parentPath(row));
}

function parentPath({ path }: TreeRow): string {
  return path.slice(0, path.lastIndexOf("/"));
}
