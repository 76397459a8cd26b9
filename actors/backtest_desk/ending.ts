/** How runs end: by themselves, by their user, or by the fall of what they ran in. */
import { unpackTrades } from "../../backtest/wire.ts";
import { saveTrades } from "../../db/backtest_trades.ts";
import { endRun, findRun, finishBacktest, finishOptimisation, setRunState } from "../../db/backtests.ts";
import type { RunEnd } from "../backtest_run/protocol.ts";
import type { ExitReason, Payload } from "../runtime/mod.ts";
import { type BacktestDesk, type backtestDeskMessages, type DeskContext, type DeskRun, newest } from "./state.ts";
import { tell, tellEnded, tellWaiting } from "./telling.ts";

/** The process of a run that falls so often will fall again. */
const MOST_FALLS = 3;

/** Stores trades of a run. False where they are not wanted any more. */
export async function keepTrades(
  desk: BacktestDesk,
  { id, start, from, trades }: Payload<typeof backtestDeskMessages.KeepTrades>,
): Promise<boolean> {
  const run = newest(desk, id, start);
  if (!run?.hasTurn) return false;
  await saveTrades(desk.args.db, run, from, unpackTrades(trades));
  return true;
}

/** A run has come to its end. */
export async function runEnded(
  desk: BacktestDesk,
  { id, start, end: of }: Payload<typeof backtestDeskMessages.EndRun>,
  ctx: DeskContext,
): Promise<boolean> {
  const run = newest(desk, id, start);
  if (!run) return false;
  if (of.kind === "failed") await end(desk, run, "failed", of.error, ctx);
  else if (await finish(desk, run, of, ctx)) {
    stopActor(run, ctx);
    leave(desk, run, "done", null, ctx);
  } else await end(desk, run, "interrupted", null, ctx);
  return true;
}

function finish({ args: { db } }: BacktestDesk, run: DeskRun, of: RunEnd, ctx: DeskContext): Promise<boolean> {
  const nowMs = ctx.clock.now();
  if (of.kind === "backtest") return finishBacktest(db, run.id, of.found, nowMs);
  if (of.kind === "optimisation") return finishOptimisation(db, run.id, of, nowMs);
  return Promise.resolve(false);
}

/** Ends a run of a user, wherever it stands. */
export async function interrupt(
  desk: BacktestDesk,
  { userId, id }: { readonly userId: string; readonly id: string },
  ctx: DeskContext,
): Promise<{ outcome: "done" | "unknown" }> {
  const run = desk.runs.get(id);
  if (run?.userId === userId) await end(desk, run, "interrupted", null, ctx);
  else if ((await findRun(desk.args.db, id))?.userId !== userId) return { outcome: "unknown" };
  return { outcome: "done" };
}

/** The actor of a run has ended. Where the run has not, it begins anew, unless that happened too often. */
export async function runDown(
  desk: BacktestDesk,
  { path, reason }: { readonly path: string; readonly reason: ExitReason },
  ctx: DeskContext,
): Promise<void> {
  const run = [...desk.runs.values()].find((one) => one.path === path);
  if (!run) return;
  Object.assign(run, { path: null, isReady: false, part: 0, error: null });
  if (run.hasTurn) run.attempts++;
  if (reason.kind !== "shutdown" && ++run.falls >= MOST_FALLS) {
    const why = reason.error ? `: ${reason.error.message}` : "";
    return await end(desk, run, "failed", `What it ran in ended ${run.falls} times (${reason.kind})${why}`, ctx);
  }
  ctx.log.warn("A run ended before its time and begins anew", { id: run.id, reason: reason.kind });
  Object.assign(run, { hasTurn: false, state: "queued" });
  if (!await setRunState(desk.args.db, run.id, "queued", ctx.clock.now())) {
    return await end(desk, run, "interrupted", null, ctx);
  }
  tell(desk, run, ctx);
  ctx.self.tell("StartNext");
}

/** Ends a run without a result, and its actor. */
export async function end(
  desk: BacktestDesk,
  run: DeskRun,
  state: "failed" | "interrupted",
  error: string | null,
  ctx: DeskContext,
): Promise<void> {
  stopActor(run, ctx);
  const as = state === "failed" ? { state, error: error ?? "" } as const : { state } as const;
  await desk.args.db.begin((tx) => endRun(tx, run.id, as, ctx.clock.now()));
  leave(desk, run, state, error, ctx);
}

/** Ends the actor of a run, and with it the processes of its work; nobody waits for it. */
function stopActor({ path }: DeskRun, ctx: DeskContext): void {
  if (path === null) return;
  ctx.stopChild(path).catch((why: unknown) => ctx.log.warn("A run did not end in order", { path, why: String(why) }));
}

/** Takes a run out of the queue, once its row says how it ended; whose turn is next is looked at. */
function leave(
  desk: BacktestDesk,
  run: DeskRun,
  state: "done" | "failed" | "interrupted",
  error: string | null,
  ctx: DeskContext,
): void {
  desk.runs.delete(run.id);
  tellEnded(run, state, error, ctx);
  tellWaiting(desk, run.userId, ctx);
  ctx.self.tell("StartNext");
}
