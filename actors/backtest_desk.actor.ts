/**
 * The backtest desk: users' backtests and searches, in a queue that is fair among them.
 * Holds: the runs that have not ended, as the database has them.
 * **Hears** what users want to be run or interrupted, and from each run how far it is and what it found.
 * **Tells** the supervisor of runs what to start and stop; `runs`: each user how far theirs are.
 * **On restart** all runs that have not ended go back into the queue and begin anew.
 *
 * A run fetches its candles first, beside the others; then it waits for its turn. Runs use as many processor cores as there
 * are: a backtest one, a search all.
 */
import { requeueRuns, unfinishedRuns } from "../db/backtests.ts";
import { backtestDeskProtocol } from "./backtest_desk_protocol.ts";
import { accept } from "./backtest_desk/accepting.ts";
import { interrupt, keepTrades, runDown, runEnded } from "./backtest_desk/ending.ts";
import { candlesStored, runMoved, startNext } from "./backtest_desk/starting.ts";
import {
  type BacktestDesk,
  backtestDeskArgs,
  backtestDeskMessages,
  type DeskContext,
  queued,
} from "./backtest_desk/state.ts";
import { progressOf } from "./backtest_desk/telling.ts";
import { defineActor } from "./runtime/mod.ts";

export { backtestDeskProtocol };

export default defineActor({
  protocol: backtestDeskMessages,
  args: backtestDeskArgs,
  async init(ctx: DeskContext, args: BacktestDesk["args"]): Promise<BacktestDesk> {
    await requeueRuns(args.db, ctx.clock.now());
    const stored = await unfinishedRuns(args.db);
    ctx.self.tell("StartNext");
    const runs = new Map(stored.map((run) => [run.id, queued(run, args)]));
    return { args, runs, turns: new Map(), lastTurn: 0, isWaiting: false };
  },
  on: {
    StartBacktest: (desk, asked, ctx) => accept(desk, { kind: "backtest", ...asked }, ctx),
    StartOptimisation: (desk, asked, ctx) => accept(desk, { kind: "optimisation", ...asked }, ctx),
    Interrupt: interrupt,
    GetRuns: (desk, { userId }, ctx) =>
      [...desk.runs.values()]
        .filter((run) => userId === null || run.userId === userId)
        .map((run) => progressOf(desk, run, ctx)),
    StartNext(desk, _, ctx) {
      desk.isWaiting = false;
      return startNext(desk, undefined, ctx);
    },
    RunMoved: runMoved,
    CandlesStored: candlesStored,
    KeepTrades: keepTrades,
    EndRun: runEnded,
    RunDown: runDown,
  },
});
