/** Fills in what nobody has told since the start. */
import { takeRun } from "./live_picture.ts";
import { emit, keyOf, type LiveContext, type LiveState } from "./live_state.ts";

/** At a cold start everybody tells by himself how he stands; only what is not told by then is asked for. */
export const RECALL_MS = 1_000;

/** Fills it in, and tells it to the browsers that are here already. */
export async function recallPicture(state: LiveState, _: void, ctx: LiveContext): Promise<void> {
  try {
    const { candles, strategies, status, runs } = await state.recall();
    for (const candle of candles) {
      if (!state.picture.candles.has(keyOf(candle))) state.picture.candles.set(keyOf(candle), candle);
    }
    for (const strategy of strategies) {
      if (state.picture.strategies.has(strategy.activeStrategyId)) continue;
      state.picture.strategies.set(strategy.activeStrategyId, strategy);
      emit(state, ctx, "strategy", strategy, { userId: strategy.userId });
    }
    for (const run of runs) {
      if (state.picture.runs.has(run.id)) continue;
      takeRun(state.picture, run);
      emit(state, ctx, "run", run, { userId: run.userId });
    }
    if (status && !state.picture.status) {
      state.picture.status = status;
      emit(state, ctx, "heartbeat-status", status);
    }
  } catch (error) {
    ctx.log.debug("the house cannot yet say how things stand", { error: String(error) });
    ctx.after(RECALL_MS, "RecallPicture");
  }
}
