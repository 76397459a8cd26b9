/** The running tree and the messages of single actors, while somebody looks at them. */
import { TREE_CHANNEL, WHOLE_TREE_CHANNEL } from "./live_events.ts";
import { emit, isWatched, type LiveContext, type LiveState } from "./live_state.ts";
import { traceChannel, tracedPath } from "./trace_channel.ts";
import { treeReport } from "./tree_report.ts";
import { publicTree } from "./tree_view.ts";

const TRACE_MS = 250;

/** Tells how the tree is. @param roomsOfUsers rooms of which only `dev` sees more than the number of actors. */
export async function reportTree(state: LiveState, roomsOfUsers: readonly string[], ctx: LiveContext): Promise<void> {
  await followTraces(state, ctx);
  const [whole, open] = [WHOLE_TREE_CHANNEL, TREE_CHANNEL].map((channel) => isWatched(state, channel));
  if (!whole && !open) return;
  state.lastTree = treeReport(await state.observe(), ctx.clock.now(), state.lastTree);
  if (whole) emit(state, ctx, "tree", state.lastTree, { channel: WHOLE_TREE_CHANNEL });
  if (open) emit(state, ctx, "tree", publicTree(state.lastTree, roomsOfUsers), { channel: TREE_CHANNEL });
}

/** Follows the actors that somebody looks at and that are in the tree; those that began anew, anew. */
export async function followTraces(state: LiveState, ctx: LiveContext): Promise<void> {
  const wanted = new Set([...state.watched.values()].flatMap(({ channels }) => [...channels]).flatMap(pathsOf));
  if (wanted.size === 0 && state.traces.size === 0) return;
  state.traces.follow(wanted, (await state.observe()).tree);
  if (state.reportsTraces || state.traces.size === 0) return;
  state.reportsTraces = true;
  ctx.after(TRACE_MS, "ReportTraces");
}

function pathsOf(channel: string): string[] {
  const path = tracedPath(channel);
  return path === null ? [] : [path];
}

/** Tells the messages of the actors that are followed. */
export function reportTraces(state: LiveState, _: void, ctx: LiveContext): void {
  for (const report of state.traces.take()) {
    emit(state, ctx, "trace", report, { channel: traceChannel(report.path) });
  }
  state.reportsTraces = state.traces.size > 0;
  if (state.reportsTraces) ctx.after(TRACE_MS, "ReportTraces");
}
