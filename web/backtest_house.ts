/** Backtests for one user: whose a run or a strategy is comes first, then the desk or the database is asked. */
import { z } from "zod";
import { backtestDeskProtocol } from "../actors/backtest_desk_protocol.ts";
import { marketSourceProtocol } from "../actors/market_desk_protocol.ts";
import type { System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { tradesOf } from "../db/backtest_trades.ts";
import { findBacktest, findOptimisation, findRun, removeRun, runPage, type RunRow } from "../db/backtests.ts";
import { candlesBetween, firstCandle, lastCandle, symbolsAndTimeframes } from "../db/candles.ts";
import type { Db } from "../db/db.ts";
import { findStrategy } from "../db/strategies.ts";
import { symbolNames } from "../db/symbols.ts";
import type { Market, Symbol } from "../domain/market.ts";
import { type Timeframe, timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { type BacktestMarket, type BacktestServices, RUNS_PAGE } from "./backtest_services.ts";
import { HttpError } from "./fresh/error.ts";
import { answered } from "./trading/parts.ts";
import { rowsOf, type Viewer } from "./viewer.ts";

/** What backtests stand on. */
export interface BacktestParts {
  readonly db: Db;
  readonly system: () => System;
  /** The exchange whose candles are stored. */
  readonly exchange: string;
  /** Markets that are there from the start. */
  readonly symbols: readonly Symbol[];
}

/** Longer than the desk itself waits for a market's rules. */
const DESK_WITHIN = "10s";
/** Candles that are answered at once, however many were asked for. */
const MOST_SHOWN = 20_000;

/** The services of one user. */
export function backtestHouse(parts: BacktestParts, viewer: Viewer): BacktestServices {
  const { db, exchange } = parts;
  const desk = () => parts.system().whereis(PATHS.backtestDesk, backtestDeskProtocol);
  const own = (id: string) => ownRun(db, viewer, id);
  return {
    markets: () => marketsOf(parts),
    market: (symbol) => marketOf(parts, symbol),
    start: async (request) => {
      const userId = await ownerOf(db, viewer, request.strategyId);
      return startedOf(await answered(desk().ask("StartBacktest", { userId, request }, { timeout: DESK_WITHIN })));
    },
    optimise: async (request) => {
      const userId = await ownerOf(db, viewer, request.strategyId);
      return startedOf(await answered(desk().ask("StartOptimisation", { userId, request }, { timeout: DESK_WITHIN })));
    },
    interrupt: async (id) => {
      const { userId } = await own(id);
      await answered(desk().ask("Interrupt", { userId, id }, { timeout: DESK_WITHIN }));
    },
    running: () => answered(desk().ask("GetRuns", { userId: rowsOf(viewer) })),
    runs: async (query) => {
      if (query.strategyId !== null && !isId(query.strategyId)) return { runs: [], total: 0 };
      const { runs, total } = await runPage(db, { ...query, userId: rowsOf(viewer), pageSize: RUNS_PAGE });
      return { runs: runs.map(shown), total };
    },
    backtest: async (id) => {
      const row = await own(id);
      const found = await findBacktest(db, id);
      if (!found) throw unknownRun(id);
      return { row: shown(row), ...found };
    },
    optimisation: async (id) => {
      const row = await own(id);
      const found = await findOptimisation(db, id);
      if (!found) throw unknownRun(id);
      return { row: shown(row), ...found };
    },
    trades: async (id, from, limit) => {
      const { state, trades } = await own(id);
      if (state !== "done") return { trades: [], total: 0 };
      return { trades: await tradesOf(db, id, from, limit), total: trades ?? 0 };
    },
    candles: async (id, fromMs, toMs, most) => {
      const { symbol, timeframe: shortest } = await own(id);
      const timeframe = timeframeFor(shortest, toMs - fromMs, most);
      const range = { symbol, timeframe, fromMs, toMs, limit: MOST_SHOWN };
      return { timeframe, candles: await candlesBetween(db, exchange, range) };
    },
    remove: async (id) => {
      await own(id);
      if (!await removeRun(db, id)) throw new HttpError(409, `The run "${id}" has not ended: interrupt it first`);
    },
  };
}

/** The user's run; `dev` sees those of all. @throws {HttpError} 404. */
async function ownRun(db: Db, viewer: Viewer, id: string): Promise<RunRow> {
  const found = isId(id) ? await findRun(db, id) : undefined;
  if (!found || (!viewer.isDev && found.userId !== viewer.userId)) throw unknownRun(id);
  return found;
}

/** What is none is as unknown as nothing; the database would not even look. */
function isId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

function unknownRun(id: string): HttpError {
  return new HttpError(404, `You have no such run "${id}"`);
}

/** Whose a strategy is: the user's, for `dev` anybody's. @throws {HttpError} 404. */
async function ownerOf(db: Db, viewer: Viewer, strategyId: string): Promise<string> {
  const found = isId(strategyId) ? await findStrategy(db, strategyId) : undefined;
  if (!found || (!viewer.isDev && found.userId !== viewer.userId)) {
    throw new HttpError(404, `You have no strategy "${strategyId}"`);
  }
  return found.userId;
}

function shown({ userId: _userId, ...row }: RunRow) {
  return row;
}

function startedOf(started: { outcome: "queued"; id: string } | { outcome: "refused"; reason: string }) {
  if (started.outcome === "refused") throw new HttpError(409, `Cannot start it: ${started.reason}`);
  return { id: started.id };
}

/** Those with candles first, then all others of the exchange by name. */
async function marketsOf({ db, exchange, symbols }: BacktestParts): Promise<BacktestMarket[]> {
  const stored = (await symbolsAndTimeframes(db, exchange)).filter(({ timeframe }) => timeframe === "1m");
  const reached = await Promise.all(stored.map(async ({ symbol }): Promise<BacktestMarket> => {
    const [first, last] = [
      await firstCandle(db, exchange, symbol, "1m"),
      await lastCandle(db, exchange, symbol, "1m"),
    ];
    return { symbol, firstMs: first?.openMs ?? null, lastMs: last?.openMs ?? null };
  }));
  const known = new Set(reached.map(({ symbol }) => symbol));
  const others = new Set([...symbols, ...await symbolNames(db, exchange)]);
  return [
    ...reached,
    ...[...others].filter((symbol) => !known.has(symbol)).map((symbol) => ({ symbol, firstMs: null, lastMs: null })),
  ];
}

async function marketOf({ system, exchange }: BacktestParts, symbol: Symbol): Promise<Market> {
  const market = await answered(system().whereis(PATHS.feed, marketSourceProtocol).ask("GetMarket", { symbol }));
  if (!market) throw new HttpError(404, `${symbol} is not traded at ${exchange}`);
  return market;
}

/** The shortest timeframe from `shortest` on of which at most `most` candles fill the time; else the longest there is. */
function timeframeFor(shortest: Timeframe, lengthMs: number, most: number): Timeframe {
  const longer = TIMEFRAMES.slice(TIMEFRAMES.indexOf(shortest));
  return longer.find((timeframe) => lengthMs / timeframeMs(timeframe) <= most) ?? longer.at(-1)!;
}
