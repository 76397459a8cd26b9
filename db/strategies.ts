/** Table `strategies`: what the users have written. */
import { z } from "zod";
import { type StrategySource, strategySource } from "../domain/active_strategy.ts";
import type { Queries } from "./db.ts";

/**
 * Stores a strategy under its id, or what has changed of it.
 * @throws {Error} when its user has another one of that name, or the id is another user's.
 */
export async function saveStrategy(db: Queries, of: StrategySource): Promise<void> {
  const { count } = await db`
    insert into strategies (id, user_id, name, description, timeframe, source, created_at, updated_at)
    values (${of.id}, ${of.userId}, ${of.name}, ${of.description}, ${of.timeframe}, ${of.source}, ${of.createdMs},
      ${of.updatedMs})
    on conflict (id) do update
    set name = excluded.name, description = excluded.description, timeframe = excluded.timeframe,
      source = excluded.source, updated_at = excluded.updated_at
    where strategies.user_id = excluded.user_id`;
  if (count === 0) throw new Error(`Cannot store strategy "${of.id}": it belongs to another user than "${of.userId}"`);
}

/** A user's strategies by name. */
export async function strategiesOf(db: Queries, userId: string): Promise<StrategySource[]> {
  return z.array(strategySource).parse(
    await db`select ${columns(db)} from strategies where user_id = ${userId} order by name`,
  );
}

/** The strategy of an id, or undefined. */
export async function findStrategy(db: Queries, id: string): Promise<StrategySource | undefined> {
  const [row] = await db`select ${columns(db)} from strategies where id = ${id}`;
  return row && strategySource.parse(row);
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", name, description, timeframe, source, created_at as "createdMs", updated_at as "updatedMs"`;
}
