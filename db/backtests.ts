/** Table `backtests`: runs and searches of users, from their place in the queue to what was found. */
import { z } from "zod";
import { equityCurve } from "../domain/backtest/curve.ts";
import { optimisationResult } from "../domain/backtest/optimisation.ts";
import { backtestRequest, optimisationRequest, RUN_KINDS, RUN_STATES } from "../domain/backtest/request.ts";
import { measures, monthReturn } from "../domain/backtest/shapes.ts";
import { symbol } from "../domain/market.ts";
import { timeframe } from "../domain/timeframe.ts";
import { type Queries, storable } from "./db.ts";
import { jsonValue } from "./json_value.ts";

const of = { id: z.string(), userId: z.string() };

/** A run as it is worked at. */
export const storedRun = z.discriminatedUnion("kind", [
  z.object({ ...of, kind: z.literal("backtest"), request: backtestRequest }),
  z.object({ ...of, kind: z.literal("optimisation"), request: optimisationRequest }),
]).and(z.object({
  state: z.enum(RUN_STATES),
  /** How often it was begun. */
  attempts: z.int(),
  createdMs: z.int(),
}));
/** A run as it is worked at. */
export type StoredRun = z.infer<typeof storedRun>;

/** A run in a list. Percent = of 100; figures are null until it is done. */
export const runRow = z.object({
  ...of,
  kind: z.enum(RUN_KINDS),
  state: z.enum(RUN_STATES),
  strategyId: z.string(),
  strategyName: z.string(),
  version: z.int(),
  symbol,
  timeframe,
  fromMs: z.int(),
  toMs: z.int(),
  createdMs: z.int(),
  returnPercent: z.number().nullable(),
  buyAndHoldReturnPercent: z.number().nullable(),
  maxDrawdownPercent: z.number().nullable(),
  sharpeRatio: z.number().nullable(),
  trades: z.int().nullable(),
  error: z.string().nullable(),
});
/** A run in a list. */
export type RunRow = z.infer<typeof runRow>;

/** What a finished backtest leaves behind beside its trades. */
export const foundByBacktest = z.object({
  stats: measures,
  months: z.array(monthReturn),
  curve: equityCurve,
  printed: z.array(z.string()),
});
/** What a finished backtest leaves behind beside its trades. */
export type FoundByBacktest = z.infer<typeof foundByBacktest>;

/** A backtest with what it found; null and empty unless it is done. */
export const storedBacktest = z.object({
  request: backtestRequest,
  stats: measures.nullable(),
  months: z.array(monthReturn),
  curve: equityCurve.nullable(),
  printed: z.array(z.string()),
});

/** A search with what it found; null unless it is done. */
export const storedOptimisation = z.object({ request: optimisationRequest, result: optimisationResult.nullable() });

/** The figures of a search that its list shows: those of its best parameters over the whole range. */
export const searchFigures = z.object({
  returnPercent: z.number().nullable(),
  buyAndHoldReturnPercent: z.number().nullable(),
  maxDrawdownPercent: z.number().nullable(),
  sharpeRatio: z.number().nullable(),
  trades: z.int().nullable(),
});
/** The figures of a search that its list shows. */
export type SearchFigures = z.infer<typeof searchFigures>;

/** Puts a run into the queue. @throws {Error} when its strategy is not its user's. */
export async function insertRun(db: Queries, run: Omit<StoredRun, "state" | "attempts">): Promise<void> {
  const { strategyId, version, symbol, timeframe, fromMs, toMs } = run.request;
  await db`
    insert into backtests (id, user_id, kind, state, strategy_id, version, symbol, timeframe, start_at, end_at, request,
      created_at, updated_at)
    values (${run.id}, ${run.userId}, ${run.kind}, 'queued', ${strategyId}, ${version}, ${symbol}, ${timeframe},
      ${fromMs}, ${toMs}, ${jsonValue(db, run.request)}, ${run.createdMs}, ${run.createdMs})`;
}

/** The runs that have not ended, of all users, oldest first. */
export async function unfinishedRuns(db: Queries): Promise<StoredRun[]> {
  return z.array(storedRun).parse(
    await db`
      select id, user_id as "userId", kind, state, request, attempts, created_at as "createdMs" from backtests
      where ${unfinished(db)} order by created_at, id`,
  );
}

/** Puts all runs that have not ended back into the queue. */
export async function requeueRuns(db: Queries, nowMs: number): Promise<void> {
  await db`update backtests set state = 'queued', updated_at = ${nowMs} where state in ('fetching', 'running')`;
}

/** How many runs of a user are kept, ended or not. */
export async function countRuns(db: Queries, userId: string): Promise<number> {
  const [row] = await db`select count(*)::int as count from backtests where user_id = ${userId}`;
  return row!.count;
}

/** Says that a run waits or fetches. Answers false where it has ended or is gone. */
export async function setRunState(
  db: Queries,
  id: string,
  state: "queued" | "fetching",
  nowMs: number,
): Promise<boolean> {
  const { count } = await db`
    update backtests set state = ${state}, updated_at = ${nowMs} where id = ${id} and ${unfinished(db)}`;
  return count > 0;
}

/**
 * Says that a run begins, once more; trades of an earlier attempt are gone. Answers false where it has ended or is gone.
 * Call it in a transaction.
 */
export async function beginRun(tx: Queries, id: string, nowMs: number): Promise<boolean> {
  const { count } = await tx`
    update backtests set state = 'running', attempts = attempts + 1, updated_at = ${nowMs}
    where id = ${id} and ${unfinished(tx)}`;
  if (count > 0) await tx`delete from backtest_trades where backtest_id = ${id}`;
  return count > 0;
}

/** Stores what a backtest found. Answers false, and stores nothing, where it has ended or is gone. */
export async function finishBacktest(
  db: Queries,
  id: string,
  { stats, months, curve, printed }: FoundByBacktest,
  nowMs: number,
): Promise<boolean> {
  const { count } = await db`
    update backtests
    set state = 'done', error = null, updated_at = ${nowMs}, return_percent = ${stats.returnPercent},
      buy_and_hold_return_percent = ${stats.buyAndHoldReturnPercent},
      max_drawdown_percent = ${stats.maxDrawdownPercent}, sharpe_ratio = ${stats.sharpeRatio},
      trades = ${stats.trades}, stats = ${jsonValue(db, stats)}, months = ${jsonValue(db, months)},
      curve = ${jsonValue(db, curve)}, printed = ${jsonValue(db, printed)}
    where id = ${id} and kind = 'backtest' and ${unfinished(db)}`;
  return count > 0;
}

/**
 * Stores what a search found; `result` is JSON as text, since it may be long and is not looked at here. Answers false, and
 * stores nothing, where it has ended or is gone.
 */
export async function finishOptimisation(
  db: Queries,
  id: string,
  { result, figures }: { readonly result: string; readonly figures: SearchFigures },
  nowMs: number,
): Promise<boolean> {
  const { count } = await db`
    update backtests
    set state = 'done', error = null, updated_at = ${nowMs}, return_percent = ${figures.returnPercent},
      buy_and_hold_return_percent = ${figures.buyAndHoldReturnPercent},
      max_drawdown_percent = ${figures.maxDrawdownPercent}, sharpe_ratio = ${figures.sharpeRatio},
      trades = ${figures.trades}, result = ${result}::text::jsonb
    where id = ${id} and kind = 'optimisation' and ${unfinished(db)}`;
  return count > 0;
}

/**
 * Says that a run ended without a result, and forgets what it found so far. Answers false, and changes nothing, where it has
 * ended already or is gone. Call it in a transaction.
 */
export async function endRun(
  tx: Queries,
  id: string,
  end: { readonly state: "failed"; readonly error: string } | { readonly state: "interrupted" },
  nowMs: number,
): Promise<boolean> {
  const error = end.state === "failed" ? storable(end.error) : null;
  const { count } = await tx`
    update backtests set state = ${end.state}, error = ${error}, updated_at = ${nowMs}
    where id = ${id} and ${unfinished(tx)}`;
  if (count > 0) await tx`delete from backtest_trades where backtest_id = ${id}`;
  return count > 0;
}

/** Which runs; null = of all. `page` from 1. */
export interface RunQuery {
  readonly userId: string | null;
  readonly kind: StoredRun["kind"] | null;
  readonly strategyId: string | null;
  readonly page: number;
  readonly pageSize: number;
}

/** One page of runs, newest first, and how many there are in all. */
export async function runPage(db: Queries, query: RunQuery): Promise<{ runs: RunRow[]; total: number }> {
  const where = db`
    true ${query.userId === null ? db`` : db`and b.user_id = ${query.userId}`}
    ${query.kind === null ? db`` : db`and b.kind = ${query.kind}`}
    ${query.strategyId === null ? db`` : db`and b.strategy_id = ${query.strategyId}`}`;
  const [count] = await db`select count(*)::int as total from backtests b where ${where}`;
  const rows = await db`
    ${selectedRows(db)} where ${where}
    order by b.created_at desc, b.id limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`;
  return { runs: z.array(runRow).parse(rows), total: count!.total };
}

/** A run as its list shows it, or undefined. */
export async function findRun(db: Queries, id: string): Promise<RunRow | undefined> {
  const [row] = await db`${selectedRows(db)} where b.id = ${id}`;
  return row && runRow.parse(row);
}

/** A backtest with what it found, or undefined. */
export async function findBacktest(db: Queries, id: string): Promise<z.infer<typeof storedBacktest> | undefined> {
  const [row] = await db`
    select request, stats, coalesce(months, '[]') as months, curve, coalesce(printed, '[]') as printed
    from backtests where id = ${id} and kind = 'backtest'`;
  return row && storedBacktest.parse(row);
}

/** A search with what it found, or undefined. */
export async function findOptimisation(
  db: Queries,
  id: string,
): Promise<z.infer<typeof storedOptimisation> | undefined> {
  const [row] = await db`select request, result from backtests where id = ${id} and kind = 'optimisation'`;
  return row && storedOptimisation.parse(row);
}

/** Whether a version of a strategy was ever run over candles to the end. */
export async function hasDoneBacktest(db: Queries, strategyId: string, version: number): Promise<boolean> {
  const { count } = await db`
    select from backtests
    where strategy_id = ${strategyId} and version = ${version} and kind = 'backtest' and state = 'done' limit 1`;
  return count > 0;
}

/** Forgets a run that has ended, with its trades. Answers false where there is none, or it has not ended. */
export async function removeRun(db: Queries, id: string): Promise<boolean> {
  const { count } = await db`delete from backtests where id = ${id} and not ${unfinished(db)}`;
  return count > 0;
}

function unfinished(db: Queries) {
  return db`state in ('queued', 'fetching', 'running')`;
}

function selectedRows(db: Queries) {
  return db`
    select b.id, b.user_id as "userId", b.kind, b.state, b.strategy_id as "strategyId", s.name as "strategyName",
      b.version, b.symbol, b.timeframe, b.start_at as "fromMs", b.end_at as "toMs", b.created_at as "createdMs",
      b.return_percent as "returnPercent", b.buy_and_hold_return_percent as "buyAndHoldReturnPercent",
      b.max_drawdown_percent as "maxDrawdownPercent", b.sharpe_ratio as "sharpeRatio", b.trades, b.error
    from backtests b join strategies s on s.id = b.strategy_id`;
}
