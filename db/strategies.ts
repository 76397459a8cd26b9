/** Table `strategies`: what the users have written. Their sources are versions: see strategy_versions.ts. */
import postgres from "postgres";
import { z } from "zod";
import { type StrategySource, strategySource } from "../domain/active_strategy.ts";
import type { Origin } from "../domain/strategy_version.ts";
import type { Db, Queries } from "./db.ts";
import { jsonValue } from "./json_value.ts";
import { addVersion } from "./strategy_versions.ts";

/** A strategy as it is saved: its version follows from its source. */
export interface StrategyToSave extends Omit<StrategySource, "version" | "parameters"> {
  /** Default: those it had before, or none. */
  readonly parameters?: StrategySource["parameters"];
  /** Who wrote the source; default: its user. */
  readonly origin?: Origin;
}

/**
 * Stores a strategy under its id, or what has changed of it; a source that differs from its newest version is a new one.
 * Answers the number of its newest version.
 * @throws {Error} when its user has another one of that name, or the id is another user's or of one that was removed.
 */
export async function saveStrategy(db: Db | Queries, of: StrategyToSave): Promise<number> {
  return await ("begin" in db ? db.begin((tx) => save(tx, of)) : save(db, of));
}

async function save(tx: Queries, of: StrategyToSave): Promise<number> {
  const parameters = of.parameters && jsonValue(tx, of.parameters);
  const { count } = await tx`
    insert into strategies (id, user_id, name, description, timeframe, parameters, created_at, updated_at)
    values (${of.id}, ${of.userId}, ${of.name}, ${of.description}, ${of.timeframe}, ${parameters ?? jsonValue(tx, {})},
      ${of.createdMs}, ${of.updatedMs})
    on conflict (id) do update
    set name = excluded.name, description = excluded.description, timeframe = excluded.timeframe,
      parameters = ${parameters ?? tx`strategies.parameters`}, updated_at = excluded.updated_at
    where strategies.user_id = excluded.user_id and strategies.removed_at is null`;
  if (count === 0) {
    throw new Error(
      `Cannot store strategy "${of.id}": it was removed, or belongs to another user than "${of.userId}"`,
    );
  }
  const { id: strategyId, userId, source, origin = "user", updatedMs: createdMs } = of;
  return await addVersion(tx, { strategyId, userId, source, origin, createdMs });
}

/** A user's strategies by name, without those that were removed. */
export async function strategiesOf(db: Queries, userId: string): Promise<StrategySource[]> {
  return z.array(strategySource).parse(
    await db`${selected(db)} where strategies.user_id = ${userId} and removed_at is null order by name`,
  );
}

/** The strategy of an id, or undefined; one that was removed is none. */
export async function findStrategy(db: Queries, id: string): Promise<StrategySource | undefined> {
  const [row] = await db`${selected(db)} where strategies.id = ${id} and removed_at is null`;
  return row && strategySource.parse(row);
}

/**
 * Removes a strategy with its versions; where something hangs on it, such as orders or backtests, its row stays, and nobody
 * finds it any more. Answers false where there is none.
 */
export async function removeStrategy(db: Db, id: string, nowMs: number): Promise<boolean> {
  try {
    const { count } = await db`delete from strategies where id = ${id} and removed_at is null`;
    return count > 0;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError && error.code === FOREIGN_KEY_VIOLATION)) throw error;
    const { count } = await db`
      update strategies set removed_at = ${nowMs} where id = ${id} and removed_at is null`;
    return count > 0;
  }
}

const FOREIGN_KEY_VIOLATION = "23503";

function selected(db: Queries) {
  return db`
    select id, strategies.user_id as "userId", name, description, timeframe, source, number as version, parameters,
      strategies.created_at as "createdMs", updated_at as "updatedMs"
    from strategies, lateral (
      select number, source from strategy_versions where strategy_id = strategies.id order by number desc limit 1
    ) as newest`;
}
