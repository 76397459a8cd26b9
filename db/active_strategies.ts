/** Table `active_strategies`: the strategies that were set to work; at most one active per symbol, broker and user. */
import { z } from "zod";
import { type ActiveStrategy, activeStrategy } from "../domain/active_strategy.ts";
import type { Queries } from "./db.ts";

/** What the dates become when a strategy is stopped: the first moment there is, so that it lies in no interval. */
export const STOPPED_MS = Date.parse("0001-01-01T00:00:00Z");

/**
 * Stores a strategy at work. Answers false, and stores nothing, where another one is active on its symbol and broker.
 * @throws {Error} when its strategy or broker is not of its user, or its id is taken.
 */
export async function activate(db: Queries, of: ActiveStrategy): Promise<boolean> {
  const { count } = await db`
    insert into active_strategies (id, user_id, strategy_id, version, broker_id, symbol, timeframe, amount_quote,
      parameters, start_at, end_at, is_active, created_at)
    values (${of.id}, ${of.userId}, ${of.strategyId}, ${of.version}, ${of.brokerId}, ${of.symbol}, ${of.timeframe},
      ${of.amountQuote}, ${db.json(of.parameters)}, ${of.startMs}, ${of.endMs}, ${of.isActive}, ${of.createdMs})
    on conflict (user_id, broker_id, symbol) where is_active do nothing`;
  return count > 0;
}

/**
 * Suspends or resumes by the flag alone. Answers false, and changes nothing, where there is none of that id, or another one
 * is active on its symbol and broker.
 */
export async function setActive(db: Queries, id: string, isActive: boolean): Promise<boolean> {
  const { count } = await db`
    update active_strategies as mine set is_active = ${isActive}
    where id = ${id} and (not ${isActive}::boolean or end_at is distinct from ${STOPPED_MS}::timestamptz and not exists (
      select 1 from active_strategies as other
      where other.id <> mine.id and other.is_active and other.user_id = mine.user_id
        and other.broker_id = mine.broker_id and other.symbol = mine.symbol
    ))`;
  return count > 0;
}

/** Stops for good: the flag off, both dates set to the year 1. Answers false where there is none of that id. */
export async function stopActive(db: Queries, id: string): Promise<boolean> {
  const { count } = await db`
    update active_strategies set is_active = false, start_at = ${STOPPED_MS}, end_at = ${STOPPED_MS} where id = ${id}`;
  return count > 0;
}

/** Says which version of its source runs from now on. Answers false where there is none of that id. */
export async function setActiveVersion(db: Queries, id: string, version: number): Promise<boolean> {
  const { count } = await db`update active_strategies set version = ${version} where id = ${id}`;
  return count > 0;
}

/** All that are not stopped, of every user, oldest first: the active ones and the suspended. */
export async function listUnstopped(db: Queries): Promise<ActiveStrategy[]> {
  return z.array(activeStrategy).parse(
    await db`
      select ${columns(db)} from active_strategies where end_at is distinct from ${STOPPED_MS}::timestamptz
      order by created_at, id`,
  );
}

/** A user's, active or not, oldest first. */
export async function activeStrategiesOf(db: Queries, userId: string): Promise<ActiveStrategy[]> {
  return z.array(activeStrategy).parse(
    await db`select ${columns(db)} from active_strategies where user_id = ${userId} order by created_at, id`,
  );
}

/** The one of an id, active or not, or undefined. */
export async function findActiveStrategy(db: Queries, id: string): Promise<ActiveStrategy | undefined> {
  const [row] = await db`select ${columns(db)} from active_strategies where id = ${id}`;
  return row && activeStrategy.parse(row);
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", strategy_id as "strategyId", version, broker_id as "brokerId", symbol, timeframe,
    amount_quote as "amountQuote", parameters, start_at as "startMs", end_at as "endMs", is_active as "isActive",
    created_at as "createdMs"`;
}
