/** What a run holds, and how it works beside its messages. */
import { Refused } from "../../backtest/refused.ts";
import { SourceRefused } from "../../strategies/user_error.ts";
import type { ActorContext, ActorRef } from "../runtime/mod.ts";
import { type BacktestRunArgs, type backtestRunProtocol, type RunEnd, runListenerProtocol } from "./protocol.ts";

/** What a run holds. */
export interface RunState {
  readonly args: BacktestRunArgs;
  /** Aborted at its end. */
  readonly ending: AbortController;
  /** What it is at; never rejects. */
  work: Promise<void>;
}
/** Its context. */
export type RunContext = ActorContext<typeof backtestRunProtocol>;

/** A step of a run. It ends with the signal's reason once that is aborted. */
export type Step = (args: BacktestRunArgs, ctx: RunContext, signal: AbortSignal) => Promise<void>;

/** The desk, as a run sees it. */
export function deskOf({ runDeskPath }: BacktestRunArgs, ctx: RunContext): ActorRef<typeof runListenerProtocol> {
  return ctx.whereis(runDeskPath, runListenerProtocol);
}

/** Patience with a desk that stores: longer than any statement takes. */
export const STORED_WITHIN = "60s";

/** Begins a step. Where it fails, the desk is told why. */
export function workBeside(state: RunState, ctx: RunContext, step: Step): void {
  const { args } = state;
  const signal = AbortSignal.any([state.ending.signal, ctx.signal]);
  state.work = step(args, ctx, signal).catch(async (error: unknown) => {
    if (signal.aborted) return;
    await tellEnd(args, ctx, { kind: "failed", error: wordsOf(error, ctx) });
  }).catch((error: unknown) => {
    // The desk that is gone starts the run anew when it is back.
    if (!signal.aborted) ctx.log.warn("The backtest desk does not take a run's end", { why: String(error) });
  });
}

/** Tells the desk what became of the run. */
export async function tellEnd(args: BacktestRunArgs, ctx: RunContext, end: RunEnd): Promise<void> {
  const { work: { id }, start } = args;
  await deskOf(args, ctx).ask("EndRun", { id, start, end }, { timeout: STORED_WITHIN });
}

/** What the user is told: their own errors and refusals as they are; of what is ours the log has all. */
function wordsOf(error: unknown, ctx: RunContext): string {
  if (error instanceof SourceRefused || error instanceof Refused || error instanceof RangeError) return error.message;
  ctx.log.error("A backtest failed", { why: error instanceof Error ? error.stack ?? error.message : String(error) });
  return `The backtest failed within the platform: ${error instanceof Error ? error.message : error}`;
}
