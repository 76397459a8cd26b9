/** Asking the runner, and what follows when the user's source fails or its process dies. */
import { Decimal } from "../../domain/decimal.ts";
import { feeInQuote } from "../../domain/fee.ts";
import type { Candle } from "../../domain/candle.ts";
import type { Fill, Order } from "../../domain/order.ts";
import type { OwnFill } from "../../strategies/strategy.ts";
import { inWords } from "../../strategies/user_error.ts";
import { type ActorRef, type Answer, AskError, type ExitReason, type Payload } from "../runtime/mod.ts";
import { toNumbers } from "./candle_gate.ts";
import { afterFailure } from "./failures.ts";
import { type Account, type Guard, type GuardContext, limitsOf, publishStatus } from "./guard.ts";
import { notify } from "./notify.ts";
import type { runnerProtocol } from "./runner_protocol.ts";

/** Heap of a source. */
export const MEMORY = "128MiB";
/** How long a source may take to load and to see its past. */
export const LOAD_MS = 5_000;
/** How long it may think about a candle, or about a fill. */
export const DECISION_MS = 2_000;

type Kind = "Load" | "Observe" | "Decide" | "Filled";
type Ok<K extends Kind> = Extract<Answer<typeof runnerProtocol[K]>, { ok: true }>;

/** An answer; or why there is none: the source's fault in words, or null when its process has died, which is told otherwise. */
export type Asked<K extends Kind> = { readonly answer: Ok<K> } | { readonly fault: string | null };

/** What a source is loaded with. */
export function loadingOf({ args }: Guard, source: string, account: Account, candles: readonly Candle[]) {
  const { activeStrategy: { parameters } } = args;
  const { fees } = account;
  return { source, parameters, fees, limits: limitsOf(account), candles: candles.map(toNumbers) };
}

/** Asks a runner. */
export async function ask<K extends Kind>(
  runner: ActorRef<typeof runnerProtocol>,
  kind: K,
  payload: Payload<typeof runnerProtocol[K]>,
  timeout: number,
): Promise<Asked<K>> {
  try {
    const answer = await runner.ask(kind, payload, { timeout });
    return answer.ok ? { answer: answer as Ok<K> } : { fault: inWords(answer.error) };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (error.code === "crash" || error.code === "noproc") return { fault: null };
    return { fault: error.code === "timeout" ? `gave no answer within ${timeout} ms` : error.message };
  }
}

/** Asks the guard's runner. Without a usable answer the failure has been dealt with, and there is nothing: stop here. */
export async function askRunner<K extends Kind>(
  guard: Guard,
  ctx: GuardContext,
  kind: K,
  payload: Payload<typeof runnerProtocol[K]>,
  timeout: number,
): Promise<Ok<K> | undefined> {
  if (!guard.runner) return undefined;
  const asked = await ask(guard.runner, kind, payload, timeout);
  if ("answer" in asked) return asked.answer;
  if (asked.fault === null) return undefined; // `RunnerEnded` comes, and knows why
  await stopRunner(guard, ctx);
  failed(guard, asked.fault, ctx);
  return undefined;
}

/** Tells the source of a fill of its own, if it wants to hear of them. What is filled while it does not run is not told. */
export async function tellFill(guard: Guard, { side, purpose, symbol }: Order, fill: Fill, ctx: GuardContext) {
  if (!guard.hearsFills) return;
  const fee = feeInQuote(fill, symbol).toNumber();
  const [quantity, price] = [new Decimal(fill.quantity).toNumber(), new Decimal(fill.price).toNumber()];
  const told: OwnFill = { side, quantity, price, fee, reason: reasonOf(purpose) };
  await askRunner(guard, ctx, "Filled", told, DECISION_MS);
}

/** Why it was ordered, in a strategy's own words, which are those of a backtest. */
function reasonOf(purpose: string): string {
  if (purpose.startsWith("entry")) return "entry";
  const words: Readonly<Record<string, string>> = {
    "exit": "signal",
    "stop loss": "stop-loss",
    "take profit": "take-profit",
  };
  return words[purpose] ?? purpose;
}

/** Stops the user's source, and calls a coming start off. */
export async function stopRunner(guard: Guard, ctx: GuardContext): Promise<void> {
  guard.cancelStart();
  guard.pending = [];
  const { runner } = guard;
  if (!runner) return;
  guard.runner = null;
  await stopChild(runner.path, ctx);
}

/** Stops a runner that may have ended already. */
export async function stopChild(path: string, ctx: GuardContext): Promise<void> {
  try {
    await ctx.stopChild(path);
  } catch (error) {
    ctx.log.debug("The runner had ended already", { why: String(error) });
  }
}

/** Counts a failure, tells the user, and starts again after a while, or halts. */
export function failed(guard: Guard, error: string, ctx: GuardContext): void {
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

/** Why a process has died, for the owner of the source: without places in our own text. */
export function deathInWords({ kind, error }: ExitReason): string {
  switch (kind) {
    case "hung":
      return "it did not come to an end (a loop without end?) and was stopped";
    case "oom":
      return `it needed more memory than ${MEMORY}`;
    default: {
      const lines = (error?.message ?? "").split("\n");
      const [, thrown] = lines.map((line) => line.match(/error: (.*)/)).find((match) => match) ?? [];
      return `its process ended (${thrown ?? (lines[0] || kind)})`;
    }
  }
}
