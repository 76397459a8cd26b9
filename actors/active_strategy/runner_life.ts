/** The guard and the process of its user's source: starting it, starting it anew, and going on with another version. */
import { isAccountReady } from "./account_readiness.ts";
import { isPastStored } from "./demand.ts";
import type { Down } from "../runtime/mod.ts";
import { type Guard, type GuardContext, publishStatus } from "./guard.ts";
import { candlesSoFar } from "./recorder_questions.ts";
import { runnerProtocol } from "./runner_protocol.ts";
import {
  ask,
  askRunner,
  deathInWords,
  failed,
  LOAD_MS,
  loadingOf,
  MEMORY,
  stopChild,
  stopRunner,
} from "./runner_questions.ts";

/** It has nothing to put in order: asked to end, it ends, unless it hangs. */
const STOP_MS = 200;
/** When the recorder does not answer, or the past is still being fetched: no fault of the source, so simply again. */
const TRY_AGAIN = "1s";

/** Starts the process for the user's source and shows it the candles so far. On what it loads, nothing is decided. */
export async function startRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  if (guard.runner || guard.phase === "suspended" || guard.phase === "halted") return;
  const { account } = guard;
  const isReady = account !== null && await isAccountReady(guard, ctx);
  const candles = isReady && await isPastStored(guard, ctx) ? await candlesSoFar(guard, ctx) : undefined;
  if (!account || !candles) {
    guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
    return;
  }
  guard.pending = [];
  guard.lastCandle = candles.at(-1) ?? guard.lastCandle;
  guard.runner = await spawnRunner(guard, "runner", ctx);
  if (!guard.runner) {
    guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
    return;
  }
  ctx.watch(guard.runner, "RunnerEnded");
  const loading = loadingOf(guard, guard.args.source, account, candles);
  const loaded = await askRunner(guard, ctx, "Load", loading, LOAD_MS);
  if (!loaded) return;
  guard.hearsFills = loaded.hearsFills;
  guard.phase = loaded.warm ? "running" : "warming_up";
  publishStatus(guard, ctx);
}

/** Starts what has waited for its account, without waiting for the next attempt. */
export async function accountReady(guard: Guard, ctx: GuardContext): Promise<void> {
  if (guard.waitsFor === null) return;
  guard.cancelStart();
  await startRunner(guard, ctx);
}

/**
 * Goes on with another version. It is loaded in a process of its own while the old one waits, and takes over once it has
 * seen the candles so far; unless it gets there, the old one goes on. Position and orders are the guard's, and stay.
 */
export async function upgrade(
  guard: Guard,
  { version, source }: { readonly version: number; readonly source: string },
  ctx: GuardContext,
): Promise<{ upgraded: boolean; reason: string | null }> {
  const args = { ...guard.args, source, activeStrategy: { ...guard.args.activeStrategy, version } };
  const refuse = (reason: string) => ({ upgraded: false, reason });
  const { runner: old, account } = guard;
  if (!old || !account) { // nothing runs; whatever starts next is the new one
    guard.args = args;
    return { upgraded: true, reason: null };
  }
  const candles = await candlesSoFar(guard, ctx, guard.pending[0]);
  if (!candles) return refuse("its candles cannot be read now");
  const runner = await spawnRunner(guard, `runner-${version}`, ctx);
  if (!runner) return refuse("its process cannot be started now");
  const loaded = await ask(runner, "Load", loadingOf(guard, source, account, candles), LOAD_MS);
  if (!("answer" in loaded)) {
    await stopChild(runner.path, ctx);
    return refuse(loaded.fault ?? "its process ended while it was loaded");
  }
  Object.assign(guard, { args, runner, hearsFills: loaded.answer.hearsFills });
  ctx.watch(runner, "RunnerEnded");
  await stopChild(old.path, ctx);
  guard.phase = loaded.answer.warm ? "running" : "warming_up";
  publishStatus(guard, ctx);
  return { upgraded: true, reason: null };
}

/** A process that may do nothing; null when the platform cannot start one now, which is no fault of the source. */
async function spawnRunner({ args }: Guard, id: string, ctx: GuardContext): Promise<Guard["runner"]> {
  const process = `strategy-${args.activeStrategy.id}-${id}`;
  try {
    return await ctx.spawn({
      id,
      module: import.meta.resolve("../strategy_runner.actor.ts"),
      protocol: runnerProtocol,
      place: { process, permissions: "none", bundled: true, maxHeap: MEMORY },
      heartbeat: { every: "500ms", misses: 3 },
      restart: "temporary",
      shutdown: STOP_MS,
    });
  } catch (error) {
    ctx.log.error("Cannot start a runner; trying again", { why: String(error) });
    return null;
  }
}

/** A runner's process has ended; a failure if it was the one that works, unless it was asked to. */
export function runnerEnded(guard: Guard, { path, reason }: Down, ctx: GuardContext): void {
  if (guard.runner?.path !== path || reason.kind === "shutdown") return;
  guard.runner = null;
  failed(guard, deathInWords(reason), ctx);
}

/** Starts the source anew, soon. */
export async function reloadRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  await stopRunner(guard, ctx);
  guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
}
