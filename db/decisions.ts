/** Table `decisions`: what each strategy at work decided at the close of each candle, for some months. */
import { z } from "zod";
import { type DecisionRecord, decisionRecord } from "../domain/decision_record.ts";
import type { Queries } from "./db.ts";

/** Which candles: those that opened in `[fromMs, toMs)`, UTC ms; null = no bound. The last `limit` of them. */
export interface DecisionRange {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
}

/** Stores a decision; the first one on a candle stays. Answers whether it was the first. */
export async function saveDecision(db: Queries, of: DecisionRecord): Promise<boolean> {
  const { count } = await db`
    insert into decisions (user_id, active_strategy_id, open_time, version, kind, side, quantity, stop_loss, take_profit,
      held, decided_at, took_ms)
    values (${of.userId}, ${of.activeStrategyId}, ${of.openMs}, ${of.version}, ${of.kind}, ${of.side}, ${of.quantity},
      ${of.stopLoss}, ${of.takeProfit}, ${of.held}, ${of.decidedMs}, ${of.tookMs})
    on conflict do nothing`;
  return count > 0;
}

/** The decisions of a strategy at work, oldest first. */
export async function decisionsOf(
  db: Queries,
  activeStrategyId: string,
  { fromMs, toMs, limit }: DecisionRange,
): Promise<DecisionRecord[]> {
  const rows = await db`
    select ${columns(db)} from decisions
    where active_strategy_id = ${activeStrategyId}
      and (${fromMs}::timestamptz is null or open_time >= ${fromMs})
      and (${toMs}::timestamptz is null or open_time < ${toMs})
    order by open_time desc limit ${limit}`;
  return z.array(decisionRecord).parse(rows.toReversed());
}

/** The decisions of a strategy at work on the candles that opened at these times (UTC ms), oldest first. */
export async function decisionsAt(
  db: Queries,
  activeStrategyId: string,
  openMs: readonly number[],
): Promise<DecisionRecord[]> {
  const rows = await db`
    select ${columns(db)} from decisions
    where active_strategy_id = ${activeStrategyId} and open_time = any(${[...openMs]}::timestamptz[])
    order by open_time`;
  return z.array(decisionRecord).parse(rows);
}

/** Forgets those that were made before a time (UTC ms); answers how many. */
export async function forgetDecisions(db: Queries, beforeMs: number): Promise<number> {
  const { count } = await db`delete from decisions where decided_at < ${beforeMs}`;
  return count;
}

function columns(db: Queries) {
  return db`
    user_id as "userId", active_strategy_id as "activeStrategyId", open_time as "openMs", version, kind, side,
    quantity, stop_loss as "stopLoss", take_profit as "takeProfit", held, decided_at as "decidedMs", took_ms as "tookMs"`;
}
