/** What a guard asks of the market desk: that its market is followed, with enough of its past for the strategy to begin. */
import { timeframeMs } from "../../domain/timeframe.ts";
import { marketDeskProtocol } from "../market_desk_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import type { Guard, GuardContext } from "./guard.ts";

/** Closed candles that a strategy is shown when it starts. */
export const HISTORY = 1_000;
/** Attempts, a second apart, to find the past complete; then it begins with what there is. */
const PAST_ATTEMPTS = 300;
const ANSWER_MS = 2_000;

/** Tells the desk that the market is needed as long as this guard lives; the desk watches it. */
export function needMarket({ args }: Guard, ctx: GuardContext): void {
  const { deskPath, activeStrategy: { symbol, timeframe } } = args;
  if (deskPath === null) return;
  const fromMs = ctx.clock.now() - HISTORY * timeframeMs(timeframe);
  const need = { symbol, timeframe, fromMs, by: ctx.self.path, forMs: null };
  ctx.whereis(deskPath, marketDeskProtocol).tell("Need", need);
}

/** Whether the past that the strategy is shown is stored; also when it cannot be had, or not in time. */
export async function isPastStored(guard: Guard, ctx: GuardContext): Promise<boolean> {
  const { deskPath, activeStrategy: { symbol } } = guard.args;
  if (deskPath === null || guard.pastAttempts >= PAST_ATTEMPTS) return true;
  guard.pastAttempts++;
  try {
    const desk = ctx.whereis(deskPath, marketDeskProtocol);
    const history = await desk.ask("GetHistory", { symbol }, { timeout: ANSWER_MS });
    return history === null || history.complete || history.error !== null;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The market desk does not answer", { why: error.message });
    return false;
  }
}
