/** What users are told of their runs. */
import { type RunProgress, type RunState } from "../../domain/backtest/request.ts";
import { runs } from "../topics.ts";
import type { BacktestDesk, DeskContext, DeskRun } from "./state.ts";

/** How far a run is now. */
export function progressOf(desk: BacktestDesk, run: DeskRun, ctx: DeskContext): RunProgress {
  const { id, userId, kind, state, part, error } = run;
  return { id, userId, kind, state, part, error, before: before(desk, run), timeMs: ctx.clock.now() };
}

/** Tells its user how far a run is. */
export function tell(desk: BacktestDesk, run: DeskRun, ctx: DeskContext): void {
  ctx.publish(runs.key(run.userId), progressOf(desk, run, ctx));
}

/** Tells a user of all that wait: one that stood before them is through, or gone. */
export function tellWaiting(desk: BacktestDesk, userId: string, ctx: DeskContext): void {
  for (const run of desk.runs.values()) if (run.userId === userId && run.state === "queued") tell(desk, run, ctx);
}

/** Tells its user that a run has ended; it is in no queue any more. */
export function tellEnded(run: DeskRun, state: RunState, error: string | null, ctx: DeskContext): void {
  const { id, userId, kind } = run;
  ctx.publish(runs.key(userId), {
    id,
    userId,
    kind,
    state,
    part: state === "done" ? 1 : run.part,
    before: 0,
    error,
    timeMs: ctx.clock.now(),
  });
}

/** How many of its user's runs go first: those that were asked for before it and have not had their turn. */
function before({ runs }: BacktestDesk, run: DeskRun): number {
  let count = 0;
  if (run.hasTurn) return count;
  for (const other of runs.values()) {
    if (other === run) return count;
    if (other.userId === run.userId && !other.hasTurn) count++;
  }
  return count;
}
