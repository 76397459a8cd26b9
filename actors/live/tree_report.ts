/** The supervision tree as the System page shows it: a list with depths, and rates since the report before. Pure. */
import type { DeadLetter, ExitReason, Place, TreeNode } from "../runtime/mod.ts";

/** One actor or supervisor. */
export interface TreeRow {
  readonly path: string;
  readonly name: string;
  /** 0 for the root. */
  readonly depth: number;
  readonly kind: TreeNode["kind"];
  readonly status: TreeNode["status"];
  readonly place: Place;
  readonly strategy: string | null;
  readonly mailbox: TreeNode["mailbox"];
  readonly handled: number;
  /** Messages handled per second since the report before. */
  readonly perSecond: number;
  readonly restarts: number;
  readonly startedMs: number;
  readonly lastExit: Exit | null;
  readonly degraded: string | null;
  /** Children that ended and left, the newest first. */
  readonly departed: readonly (Exit & { readonly id: string })[];
}

/** How something ended, and when (UTC ms) where that is known. */
export interface Exit {
  readonly kind: ExitReason["kind"];
  readonly message: string | null;
  readonly atMs: number | null;
}

/** The whole tree at one moment. */
export interface TreeReport {
  readonly atMs: number;
  readonly rows: readonly TreeRow[];
  readonly deadLetters: { readonly count: number; readonly last: readonly DeadLetter[] };
  /** The last actors that were found waiting for one another, where that is looked for. */
  readonly cycle: NonNullable<TreeNode["lastCycle"]> | null;
}

/** What a report is made from. */
export interface Observation {
  readonly tree: TreeNode;
  readonly deadLetters: TreeReport["deadLetters"];
}

/** Makes a report; `before` gives the rates, which are 0 without it. */
export function treeReport(observed: Observation, atMs: number, before: TreeReport | null): TreeReport {
  const handledBefore = new Map(before?.rows.map((row) => [row.path, row.handled]));
  const seconds = before === null ? 0 : (atMs - before.atMs) / 1000;
  const rate = (node: TreeNode) => {
    const earlier = handledBefore.get(node.path);
    // A restarted actor counts from zero again.
    return earlier === undefined || seconds <= 0 ? 0 : Math.max(0, node.handled - earlier) / seconds;
  };
  const { tree, deadLetters } = observed;
  return { atMs, rows: rowsOf(tree, 0, rate), deadLetters, cycle: tree.lastCycle ?? null };
}

function rowsOf(node: TreeNode, depth: number, rate: (node: TreeNode) => number): TreeRow[] {
  return [toRow(node, depth, rate(node)), ...node.children.flatMap((child) => rowsOf(child, depth + 1, rate))];
}

function toRow(node: TreeNode, depth: number, perSecond: number): TreeRow {
  const { path, kind, status, place, mailbox, handled, restarts, startedMs, lastExit } = node;
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    depth,
    kind,
    status,
    place,
    strategy: node.strategy ?? null,
    mailbox,
    handled,
    perSecond,
    restarts,
    startedMs,
    lastExit: lastExit === undefined ? null : exitOf(lastExit, node.lastExitMs),
    degraded: node.degraded ?? null,
    departed: (node.departed ?? []).map(({ id, reason, atMs }) => ({ id, ...exitOf(reason, atMs) })).reverse(),
  };
}

function exitOf({ kind, error }: ExitReason, atMs: number | undefined): Exit {
  return { kind, message: error?.message ?? null, atMs: atMs ?? null };
}
