/** Strategies as lists show them: with what was found out about the newest version, and what hangs on them. */
import { z } from "zod";
import { symbol } from "../domain/market.ts";
import { verdict } from "../domain/strategy_verdict.ts";
import { timeframe } from "../domain/timeframe.ts";
import type { Queries } from "./db.ts";

const count = z.int().min(0);

/** A strategy in a list, without its source. */
export const strategyRow = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  timeframe,
  /** Number of its newest version, from 1. */
  version: z.int().min(1),
  /** Of its newest version; null = not found out yet. */
  verdict: verdict.nullable(),
  /** Those that are not stopped, the suspended among them. */
  atWork: count,
  /** Of those, how many run an older version. */
  outdated: count,
  backtests: count,
  updatedMs: z.int(),
});
/** A strategy in a list. */
export type StrategyRow = z.infer<typeof strategyRow>;

/** What hangs on a strategy. */
export const strategyDependents = z.object({
  atWork: z.array(z.object({ id: z.string(), symbol, broker: z.string() })),
  backtests: count,
  orders: count,
});
/** What hangs on a strategy. */
export type StrategyDependents = z.infer<typeof strategyDependents>;

/** When a strategy at work ended that was stopped for good: see active_strategies.ts. */
const STOPPED = "0001-01-01T00:00:00Z";

/** A user's strategies by name, or those of all (null), without those that were removed. */
export async function strategyRows(db: Queries, userId: string | null): Promise<StrategyRow[]> {
  return z.array(strategyRow).parse(
    await db`${rows(db)} and (${userId}::uuid is null or strategies.user_id = ${userId}) order by name, id`,
  );
}

/** One of them, or undefined. */
export async function findStrategyRow(db: Queries, id: string): Promise<StrategyRow | undefined> {
  const [row] = await db`${rows(db)} and strategies.id = ${id}`;
  return row && strategyRow.parse(row);
}

/** What hangs on a strategy: what is at work, runs that are kept, and orders that were ever made by it. */
export async function dependentsOfStrategy(db: Queries, id: string): Promise<StrategyDependents> {
  const atWork = await db`
    select active_strategies.id, symbol, brokers.name as broker
    from active_strategies join brokers on brokers.id = broker_id
    where strategy_id = ${id} and end_at is distinct from ${STOPPED}::timestamptz
    order by active_strategies.created_at, active_strategies.id`;
  const [counts] = await db`
    select
      (select count(*)::int from backtests where strategy_id = ${id}) as backtests,
      (select count(*)::int from trades join active_strategies on active_strategies.id = active_strategy_id
        where strategy_id = ${id}) as orders`;
  return strategyDependents.parse({ atWork, ...counts });
}

function rows(db: Queries) {
  return db`
    select id, name, description, timeframe, number as version, verdict, updated_at as "updatedMs",
      (select count(*)::int from active_strategies
        where strategy_id = strategies.id and end_at is distinct from ${STOPPED}::timestamptz) as "atWork",
      (select count(*)::int from active_strategies
        where strategy_id = strategies.id and end_at is distinct from ${STOPPED}::timestamptz
          and active_strategies.version < newest.number) as outdated,
      (select count(*)::int from backtests where strategy_id = strategies.id) as backtests
    from strategies, lateral (
      select number, verdict from strategy_versions where strategy_id = strategies.id order by number desc limit 1
    ) as newest
    where removed_at is null`;
}
