/**
 * One backtest, or one search: temporary, in a worker, for as long as it takes.
 * Holds: what it is at.
 * **Hears** that it is its turn.
 * **Tells** the desk how far it is, each trade, and what became of it. The market desk that it needs its candles.
 * **On restart** there is none: the desk starts another one.
 *
 * It works beside its messages (`fetching.ts`, `running.ts`), so that its end, which ends the work at once, need not wait.
 */
import { fetchCandles } from "./backtest_run/fetching.ts";
import { backtestRunArgs, backtestRunProtocol } from "./backtest_run/protocol.ts";
import { runIt } from "./backtest_run/running.ts";
import { type RunState, workBeside } from "./backtest_run/state.ts";
import { defineActor } from "./runtime/mod.ts";

export default defineActor({
  protocol: backtestRunProtocol,
  args: backtestRunArgs,
  init(ctx, args): RunState {
    ctx.self.tell("Fetch");
    return { args, ending: new AbortController(), work: Promise.resolve() };
  },
  on: {
    Fetch: (state, _, ctx) => workBeside(state, ctx, fetchCandles),
    Run: (state, _, ctx) => workBeside(state, ctx, runIt),
  },
  async terminate(state) {
    state.ending.abort(new Error("The run was ended"));
    await state.work;
  },
});
