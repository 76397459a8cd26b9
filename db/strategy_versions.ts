/** Table `strategy_versions`: every source that a strategy ever had, and what was found out about it. */
import { z } from "zod";
import type { Verdict } from "../domain/strategy_verdict.ts";
import {
  type Origin,
  type StrategyVersion,
  strategyVersion,
  type VersionHead,
  versionHead,
} from "../domain/strategy_version.ts";
import type { Queries } from "./db.ts";
import { jsonValue } from "./json_value.ts";

/** A source that a strategy is to have from now on. */
export interface NewSource {
  readonly userId: string;
  readonly strategyId: string;
  readonly source: string;
  readonly origin: Origin;
  readonly createdMs: number;
}

/**
 * Stores a source as the next version, unless the newest one is the same; answers the number of the newest one. Call it in
 * a transaction that holds the strategy's row, so that two at once do not take the same number.
 * @throws {Error} when the strategy is not of its user.
 */
export async function addVersion(tx: Queries, of: NewSource): Promise<number> {
  const newest = await newestVersion(tx, of.strategyId);
  if (newest?.source === of.source) return newest.number;
  const number = (newest?.number ?? 0) + 1;
  await tx`
    insert into strategy_versions (user_id, strategy_id, number, source, origin, created_at)
    values (${of.userId}, ${of.strategyId}, ${number}, ${of.source}, ${of.origin}, ${of.createdMs})`;
  return number;
}

/** A version of a strategy, or undefined. */
export async function findVersion(
  db: Queries,
  strategyId: string,
  number: number,
): Promise<StrategyVersion | undefined> {
  const [row] = await db`
    select ${columns(db)}, source from strategy_versions where strategy_id = ${strategyId} and number = ${number}`;
  return row && strategyVersion.parse(row);
}

/** The version of a strategy that was saved last, or undefined. */
export async function newestVersion(db: Queries, strategyId: string): Promise<StrategyVersion | undefined> {
  const [row] = await db`
    select ${
    columns(db)
  }, source from strategy_versions where strategy_id = ${strategyId} order by number desc limit 1`;
  return row && strategyVersion.parse(row);
}

/** The newest versions of a strategy without their sources, newest first; at most `limit` of them. */
export async function versionsOf(db: Queries, strategyId: string, limit: number): Promise<VersionHead[]> {
  return z.array(versionHead).parse(
    await db`
      select ${
      columns(db)
    } from strategy_versions where strategy_id = ${strategyId} order by number desc limit ${limit}`,
  );
}

/** Newest versions of all users that nothing was found out about yet, oldest first. */
export async function unjudgedVersions(db: Queries): Promise<StrategyVersion[]> {
  return z.array(strategyVersion).parse(
    await db`
      select ${columns(db)}, source from strategy_versions as mine
      where verdict is null
        and not exists (
          select from strategy_versions as later
          where later.strategy_id = mine.strategy_id and later.number > mine.number
        )
        and exists (select from strategies where id = mine.strategy_id and removed_at is null)
      order by created_at, strategy_id`,
  );
}

/** Stores what was found out about a version. Answers false where there is none. */
export async function setVerdict(db: Queries, strategyId: string, number: number, found: Verdict): Promise<boolean> {
  const { count } = await db`
    update strategy_versions set verdict = ${
    jsonValue(db, found)
  } where strategy_id = ${strategyId} and number = ${number}`;
  return count > 0;
}

function columns(db: Queries) {
  return db`
    user_id as "userId", strategy_id as "strategyId", number, origin, verdict, created_at as "createdMs"`;
}
