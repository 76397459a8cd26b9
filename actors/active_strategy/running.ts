/** The guard and its candles: showing them to the runner, and deciding on the newest. */
import { setImmediate } from "node:timers";
import { saveDecision } from "../../db/decisions.ts";
import type { Candle } from "../../domain/candle.ts";
import type { DecisionRecord } from "../../domain/decision_record.ts";
import type { Decision } from "../../strategies/decide.ts";
import { isStale, isWithinDates, place, toNumbers } from "./candle_gate.ts";
import { expectOrder } from "./desk_orders.ts";
import { failedLately } from "./failures.ts";
import { type Account, type Guard, type GuardContext, publishStatus } from "./guard.ts";
import { candlesBetween } from "./recorder_questions.ts";
import { askRunner, DECISION_MS, LOAD_MS } from "./runner_questions.ts";
import { reloadRunner } from "./runner_life.ts";
import { act, seenByStrategy } from "./trading.ts";

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
  const askedMs = ctx.clock.now();
  const seen = seenByStrategy(guard, account, candle);
  expectOrder(guard, seen.position.quantity !== 0, ctx);
  const question = { candle: toNumbers(candle), ...seen, canShort: false };
  const answer = await askRunner(guard, ctx, "Decide", question, DECISION_MS);
  if (!answer) return;
  const decidedMs = ctx.clock.now();
  guard.phase = answer.warm ? "running" : "warming_up";
  if (!failedLately(guard.failures, decidedMs)) guard.error = null;
  const tookMs = Math.max(0, decidedMs - askedMs);
  const held = seen.position.quantity;
  const decided = recordOf(guard, candle, answer.decision, { held, decidedMs, tookMs });
  await Promise.all([act(guard, account, candle, answer.decision, ctx), record(guard, decided, ctx)]);
}

function recordOf(
  { args: { activeStrategy: { id, userId, version } } }: Guard,
  { openMs }: Candle,
  decided: Decision,
  when: Pick<DecisionRecord, "held" | "decidedMs" | "tookMs">,
): DecisionRecord {
  const of = { userId, activeStrategyId: id, version, openMs, ...when };
  if (decided.kind === "enter") return { ...of, ...decided };
  return { ...of, kind: decided.kind, side: null, quantity: null, stopLoss: null, takeProfit: null };
}

/** Keeps a decision, after its order was handed on. Trading does not wait for it, and goes on without it. */
async function record({ args: { db } }: Guard, decided: DecisionRecord, ctx: GuardContext): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  try {
    await saveDecision(db, decided);
  } catch (error) {
    ctx.log.warn("Cannot keep a decision", { openMs: decided.openMs, why: String(error) });
  }
}
