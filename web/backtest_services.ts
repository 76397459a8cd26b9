/** What the house offers to a user who backtests. */
import type { EquityCurve } from "../domain/backtest/curve.ts";
import type { Measures } from "../domain/backtest/measures.ts";
import type { MonthReturn } from "../domain/backtest/months.ts";
import type { OptimisationResult } from "../domain/backtest/optimisation.ts";
import type {
  BacktestRequest,
  OptimisationRequest,
  RunKind,
  RunProgress,
  RunState,
} from "../domain/backtest/request.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import type { Candle } from "../domain/candle.ts";
import type { Market, Symbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";

export type { RunProgress, RunState };

/** A market that can be backtested on, and how far its stored candles reach (open times, UTC ms; null = none yet). */
export interface BacktestMarket {
  readonly symbol: Symbol;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** A kept run in a list. */
export interface RunRow {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly strategyId: string;
  readonly strategyName: string;
  readonly version: number;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
  readonly fromMs: number;
  readonly toMs: number;
  readonly createdMs: number;
  /** Null until it is done; of an optimisation: of its best parameters, over the whole range. */
  readonly returnPercent: number | null;
  readonly buyAndHoldReturnPercent: number | null;
  readonly maxDrawdownPercent: number | null;
  readonly sharpeRatio: number | null;
  readonly trades: number | null;
  readonly error: string | null;
}

/** Runs on a page of their list. */
export const RUNS_PAGE = 25;

/** One page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly RunRow[];
  readonly total: number;
}

/** A finished backtest. */
export interface BacktestView {
  readonly row: RunRow;
  readonly request: BacktestRequest;
  /** Null unless it is done. */
  readonly stats: Measures | null;
  readonly months: readonly MonthReturn[];
  readonly curve: EquityCurve | null;
  /** What it printed. */
  readonly printed: readonly string[];
}

/** An optimisation. */
export interface OptimisationView {
  readonly row: RunRow;
  readonly request: OptimisationRequest;
  /** Null unless it is done. */
  readonly result: OptimisationResult | null;
}

/** Backtests. Each id must be the user's own: else {HttpError} 404. */
export interface BacktestServices {
  markets(): Promise<readonly BacktestMarket[]>;
  /** The rules of one market, for the terms of a run. @throws {HttpError} 404 where it is not traded. */
  market(symbol: Symbol): Promise<Market>;
  /** @throws {HttpError} 404 for a strategy that is not the user's, 409 with the reason where it is refused. */
  start(request: BacktestRequest): Promise<{ readonly id: string }>;
  optimise(request: OptimisationRequest): Promise<{ readonly id: string }>;
  /** One that has ended stays as it is. */
  interrupt(id: string): Promise<void>;
  /** How far those are that have not ended. */
  running(): Promise<readonly RunProgress[]>;
  /** `page` from 1, of {@linkcode RUNS_PAGE} runs. */
  runs(
    query: { readonly kind: RunKind | null; readonly strategyId: string | null; readonly page: number },
  ): Promise<RunPage>;
  backtest(id: string): Promise<BacktestView>;
  optimisation(id: string): Promise<OptimisationView>;
  /** Trades from `from` (counted from 0) on, at most `limit`. */
  trades(
    id: string,
    from: number,
    limit: number,
  ): Promise<{ readonly trades: readonly BacktestTrade[]; readonly total: number }>;
  /** Candles of its market in a range, thinned to a longer timeframe where there would be more than `most`. */
  candles(
    id: string,
    fromMs: number,
    toMs: number,
    most: number,
  ): Promise<{ readonly timeframe: Timeframe; readonly candles: readonly Candle[] }>;
  remove(id: string): Promise<void>;
}
