/** Starting runs: first each fetches what it needs, beside the others; then it waits for its turn. */
import { beginRun, setRunState } from "../../db/backtests.ts";
import { findVersion } from "../../db/strategy_versions.ts";
import { type BacktestRunArgs, backtestRunProtocol } from "../backtest_run/protocol.ts";
import type { Payload } from "../runtime/mod.ts";
import { end } from "./ending.ts";
import { nextTurn } from "./queue.ts";
import { type BacktestDesk, type backtestDeskMessages, type DeskContext, type DeskRun, newest } from "./state.ts";
import { tell, tellWaiting } from "./telling.ts";

/** Runs of one user that fetch or wait for their turn at once. */
const MOST_FETCHING = 4;
/** A run that was begun so often and never came to its end takes the platform down with it, or never will. */
const MOST_ATTEMPTS = 5;
/** While the supervisor of runs begins anew itself, a start fails; one that fails so often always will. */
const MOST_FAILED_STARTS = 40;
const TRY_AGAIN = "500ms";
/** Long enough for a child process to be killed and waited for. */
const ENDS_WITHIN = "3s";
/** The worker starts processes and measures millions of numbers: it may be busy for a while. */
const HEARTBEAT = { every: "1s", misses: 30 } as const;

/** Starts whatever may start. */
export async function startNext(desk: BacktestDesk, _: void, ctx: DeskContext): Promise<void> {
  const fetching = new Map<string, number>();
  for (const run of [...desk.runs.values()]) {
    if (run.hasTurn) continue;
    const count = fetching.get(run.userId) ?? 0;
    fetching.set(run.userId, count + 1);
    if (run.path === null && count < MOST_FETCHING) await start(desk, run, ctx);
  }
  await giveTurns(desk, ctx);
}

/** Gives turns as long as there is room. */
async function giveTurns(desk: BacktestDesk, ctx: DeskContext): Promise<void> {
  for (;;) {
    const all = [...desk.runs.values()];
    const ready = all.filter(({ isReady, hasTurn }) => isReady && !hasTurn);
    const next = nextTurn(ready, all.filter(({ hasTurn }) => hasTurn), desk.turns, desk.args.cores);
    const run = next && desk.runs.get(next.id);
    if (run === undefined) return;
    await giveTurn(desk, run, ctx);
  }
}

async function giveTurn(desk: BacktestDesk, run: DeskRun, ctx: DeskContext): Promise<void> {
  const { db } = desk.args;
  if (!await db.begin((tx) => beginRun(tx, run.id, ctx.clock.now()))) return end(desk, run, "interrupted", null, ctx);
  desk.turns.set(run.userId, ++desk.lastTurn);
  Object.assign(run, { hasTurn: true, state: "running", part: 0, error: null });
  ctx.whereis(run.path!, backtestRunProtocol).tell("Run");
  tell(desk, run, ctx);
  tellWaiting(desk, run.userId, ctx);
}

async function start(desk: BacktestDesk, run: DeskRun, ctx: DeskContext): Promise<void> {
  const { args } = desk;
  if (run.attempts >= MOST_ATTEMPTS) {
    return await end(desk, run, "failed", `It was begun ${run.attempts} times and never came to its end`, ctx);
  }
  const { strategyId, version } = run.request;
  const found = await findVersion(args.db, strategyId, version);
  if (!found) return await end(desk, run, "failed", `The strategy has no version ${version} any more`, ctx);
  run.start++;
  const id = `${run.id}.${run.start}`;
  const { kind, request } = run;
  const work = { id: run.id, source: found.source, kind, request } as BacktestRunArgs["work"];
  const child: BacktestRunArgs = {
    work,
    start: run.start,
    processes: run.cores,
    runDeskPath: ctx.self.path,
    candleReaderPath: args.candleReaderPath,
    marketDeskPath: args.marketDeskPath,
    recorderPath: args.recorderPath,
  };
  try {
    const ref = await ctx.startChild(args.runsPath, {
      id,
      module: args.runModule,
      protocol: backtestRunProtocol,
      place: { worker: "backtests" },
      restart: "temporary",
      heartbeat: HEARTBEAT,
      shutdown: ENDS_WITHIN,
      args: child,
    });
    run.path = ref.path;
    ctx.watch(ref, "RunDown");
  } catch (error) {
    if (++run.failedStarts >= MOST_FAILED_STARTS) {
      return await end(desk, run, "failed", `It cannot be started: ${error}`, ctx);
    }
    ctx.log.warn("Cannot start a run; trying again", { id: run.id, why: String(error) });
    tryAgain(desk, ctx);
  }
}

/** Looks again in a while, once. */
function tryAgain(desk: BacktestDesk, ctx: DeskContext): void {
  if (desk.isWaiting) return;
  desk.isWaiting = true;
  ctx.after(TRY_AGAIN, "StartNext");
}

/** A run fetches, or is a part further. */
export async function runMoved(
  desk: BacktestDesk,
  { id, start, part, error }: Payload<typeof backtestDeskMessages.RunMoved>,
  ctx: DeskContext,
): Promise<void> {
  const run = newest(desk, id, start);
  if (!run) return;
  const isNew = !run.hasTurn && run.state !== "fetching";
  Object.assign(run, { part, error });
  if (isNew && !await enter(desk, run, "fetching", ctx)) return;
  tell(desk, run, ctx);
  if (isNew) tellWaiting(desk, run.userId, ctx);
}

/** All candles of a run are stored. */
export async function candlesStored(
  desk: BacktestDesk,
  { id, start }: Payload<typeof backtestDeskMessages.CandlesStored>,
  ctx: DeskContext,
): Promise<void> {
  const run = newest(desk, id, start);
  if (!run || run.hasTurn) return;
  Object.assign(run, { isReady: true, part: 0, error: null });
  if (run.state === "fetching") {
    if (!await enter(desk, run, "queued", ctx)) return;
    tell(desk, run, ctx);
  }
  await giveTurns(desk, ctx);
}

/** Puts a run into a state, unless its row says that it has ended. */
async function enter(
  desk: BacktestDesk,
  run: DeskRun,
  state: "queued" | "fetching",
  ctx: DeskContext,
): Promise<boolean> {
  run.state = state;
  if (await setRunState(desk.args.db, run.id, state, ctx.clock.now())) return true;
  await end(desk, run, "interrupted", null, ctx);
  return false;
}
