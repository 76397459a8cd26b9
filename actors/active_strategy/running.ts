/** The guard and its runner: starting it, asking it, and what follows when the user's source fails. */
import type { Candle } from "../../domain/candle.ts";
import { inWords } from "../../strategies/user_error.ts";
import { recorderProtocol } from "../recorder_protocol.ts";
import { type Answer, AskError, type ExitReason, type Payload } from "../runtime/mod.ts";
import { HISTORY, isPastStored } from "./demand.ts";
import { isStale, isWithinDates, place, toNumbers } from "./candle_gate.ts";
import { afterFailure, failedLately } from "./failures.ts";
import { type Account, type Guard, type GuardContext, notify, publishStatus } from "./guard.ts";
import { runnerProtocol } from "./runner_protocol.ts";
import { act, seenByStrategy } from "./trading.ts";

/** Candles fetched at most to fill a gap. */
const GAP_LIMIT = 5_000;
const LOAD_MS = 5_000;
const DECISION_MS = 2_000;
/** It has nothing to put in order: asked to end, it ends, unless it hangs. */
const STOP_MS = 200;
const MEMORY = "128MiB";
/** When the recorder does not answer, or the past is still being fetched: no fault of the source, so simply again. */
const TRY_AGAIN = "1s";

/** Starts the process for the user's source and shows it the candles so far. On what it loads, nothing is decided. */
export async function startRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  if (guard.runner || guard.phase === "suspended" || guard.phase === "halted") return;
  const candles = await isPastStored(guard, ctx) ? await candlesSoFar(guard, ctx) : undefined;
  if (!candles) {
    guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
    return;
  }
  guard.pending = [];
  guard.lastCandle = candles.at(-1) ?? guard.lastCandle;
  guard.runner = await spawnRunner(guard, ctx);
  if (!guard.runner) {
    guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
    return;
  }
  ctx.watch(guard.runner, "RunnerEnded");
  const { source, activeStrategy: { parameters } } = guard.args;
  const loading = { source, parameters, candles: candles.map(toNumbers) };
  const loaded = await askRunner(guard, ctx, "Load", loading, LOAD_MS);
  if (!loaded) return;
  guard.phase = loaded.warm ? "running" : "warming_up";
  publishStatus(guard, ctx);
}

/** A process that may do nothing; null when the platform cannot start one now, which is no fault of the source. */
async function spawnRunner({ args }: Guard, ctx: GuardContext): Promise<Guard["runner"]> {
  try {
    return await ctx.spawn({
      id: "runner",
      module: import.meta.resolve("../strategy_runner.actor.ts"),
      protocol: runnerProtocol,
      place: { process: `strategy-${args.activeStrategy.id}`, permissions: "none", bundled: true, maxHeap: MEMORY },
      heartbeat: { every: "500ms", misses: 3 },
      restart: "temporary",
      shutdown: STOP_MS,
    });
  } catch (error) {
    ctx.log.error("Cannot start a runner; trying again", { why: String(error) });
    return null;
  }
}

/** Takes a closed candle in. Several that come at once are decided on together, by the newest. */
export async function hearCandle(guard: Guard, candle: Candle, ctx: GuardContext): Promise<void> {
  const where = place(guard.lastCandle, candle);
  if (where === "old") return;
  const missed = where === "gap" && guard.runner ? await candlesBetween(guard, candle, ctx) : [];
  guard.lastCandle = candle;
  if (!missed) return await reloadRunner(guard, ctx);
  if (!guard.runner) return publishStatus(guard, ctx);
  guard.pending.push(...missed, candle);
  if (guard.decideComes) return;
  guard.decideComes = true;
  ctx.self.tell("DecideNow");
}

/** Shows the runner what is pending; on the newest candle it decides, unless that closed too long ago. */
export async function decideNow(guard: Guard, ctx: GuardContext): Promise<void> {
  guard.decideComes = false;
  const candles = guard.pending.splice(0);
  const newest = candles.at(-1);
  if (!newest || !guard.runner || !guard.account) return;
  const decides = !isStale(newest, ctx.clock.now()) && isWithinDates(guard.args.activeStrategy, newest);
  const shown = decides ? candles.slice(0, -1) : candles;
  if (shown.length > 0 && !await askRunner(guard, ctx, "Observe", { candles: shown.map(toNumbers) }, LOAD_MS)) return;
  if (decides) await decideOn(guard, guard.account, newest, ctx);
  publishStatus(guard, ctx);
}

async function decideOn(guard: Guard, account: Account, candle: Candle, ctx: GuardContext): Promise<void> {
  const question = { candle: toNumbers(candle), ...seenByStrategy(guard, account, candle), canShort: false };
  const answer = await askRunner(guard, ctx, "Decide", question, DECISION_MS);
  if (!answer) return;
  guard.phase = answer.warm ? "running" : "warming_up";
  if (!failedLately(guard.failures, ctx.clock.now())) guard.error = null;
  await act(guard, account, candle, answer.decision, ctx);
}

/** The runner's process has ended; a failure unless it was asked to. */
export function runnerEnded(guard: Guard, reason: ExitReason, ctx: GuardContext): void {
  if (!guard.runner || reason.kind === "shutdown") return;
  guard.runner = null;
  failed(guard, deathInWords(reason), ctx);
}

/** Stops the user's source, and calls a coming start off. */
export async function stopRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  guard.cancelStart();
  guard.pending = [];
  const { runner } = guard;
  if (!runner) return;
  guard.runner = null;
  try {
    await ctx.stopChild(runner.path);
  } catch (error) {
    ctx.log.debug("The runner had ended already", { why: String(error) });
  }
}

type Ok<K extends keyof typeof runnerProtocol> = Extract<Answer<typeof runnerProtocol[K]>, { ok: true }>;

/** Asks the runner. Without a usable answer the failure has been dealt with, and there is nothing: stop here. */
async function askRunner<K extends "Load" | "Observe" | "Decide">(
  guard: Guard,
  ctx: GuardContext,
  kind: K,
  payload: Payload<typeof runnerProtocol[K]>,
  timeout: number,
): Promise<Ok<K> | undefined> {
  if (!guard.runner) return undefined;
  try {
    const answer = await guard.runner.ask(kind, payload, { timeout });
    if (answer.ok) return answer as Ok<K>;
    await stopRunner(guard, ctx);
    failed(guard, inWords(answer.error), ctx);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (error.code === "crash" || error.code === "noproc") return undefined; // `RunnerEnded` comes, and knows why
    await stopRunner(guard, ctx);
    failed(guard, error.code === "timeout" ? `gave no answer within ${timeout} ms` : error.message, ctx);
  }
  return undefined;
}

/** Counts a failure, tells the user, and starts again after a while, or halts. */
function failed(guard: Guard, error: string, ctx: GuardContext): void {
  const { failures, restartInMs } = afterFailure(guard.failures, ctx.clock.now());
  guard.failures = failures;
  guard.error = error;
  guard.pending = [];
  notify(guard, ctx, "error", restartInMs === null ? "strategy_halted" : "strategy_restarted", { error });
  ctx.log.warn("The strategy failed", { error, failures: failures.length, restartInMs });
  if (restartInMs === null) guard.phase = "halted";
  else {
    guard.phase = "restarting";
    guard.restarts++;
    guard.cancelStart = ctx.after(restartInMs, "StartRunner");
  }
  publishStatus(guard, ctx);
}

async function reloadRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  await stopRunner(guard, ctx);
  guard.cancelStart = ctx.after(TRY_AGAIN, "StartRunner");
}

function deathInWords({ kind, error }: ExitReason): string {
  switch (kind) {
    case "hung":
      return "it did not come to an end (a loop without end?) and was stopped";
    case "oom":
      return `it needed more memory than ${MEMORY}`;
    default:
      return error ? `${error.name}: ${error.message}` : `its process ended (${kind})`;
  }
}

/** The candles up to the newest one heard, or undefined when the recorder does not answer. */
function candlesSoFar({ args, lastCandle }: Guard, ctx: GuardContext): Promise<Candle[] | undefined> {
  const { symbol, timeframe } = args.activeStrategy;
  const toMs = lastCandle ? lastCandle.openMs + 1 : null;
  return askRecorder(args.recorderPath, { symbol, timeframe, fromMs: null, toMs, limit: HISTORY }, ctx);
}

/** The candles between the newest one heard and `candle`; none when the exchange had none. */
function candlesBetween({ args, lastCandle }: Guard, candle: Candle, ctx: GuardContext): Promise<Candle[] | undefined> {
  const { symbol, timeframe } = args.activeStrategy;
  const range = { symbol, timeframe, fromMs: lastCandle!.openMs + 1, toMs: candle.openMs, limit: GAP_LIMIT };
  return askRecorder(args.recorderPath, range, ctx);
}

async function askRecorder(
  path: string,
  range: Payload<typeof recorderProtocol.GetCandles>,
  ctx: GuardContext,
): Promise<Candle[] | undefined> {
  try {
    return await ctx.whereis(path, recorderProtocol).ask("GetCandles", range);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The recorder does not answer", { why: error.message });
    return undefined;
  }
}
