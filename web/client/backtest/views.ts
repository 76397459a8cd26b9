/** What the pages of backtests are told by the house. */
import type { BacktestView, RunPage, RunProgress, RunRow } from "../../backtest_services.ts";
import type { BacktestTrade } from "../../../domain/backtest/trade.ts";
import type { Timeframe } from "../../../domain/timeframe.ts";
import type { Parameters, ParameterSpec, Problem, Verdict } from "../../workshop_services.ts";

/** Trades on a page of their list. */
export const TRADES_PAGE = 100;

/** A strategy that can be chosen. */
export interface StrategyChoice {
  readonly id: string;
  readonly name: string;
  /** Its newest version. */
  readonly version: number;
  readonly timeframe: Timeframe;
}

/** What a form must know of a version of a strategy. */
export interface StrategySetup {
  readonly strategyId: string;
  readonly version: number;
  /** All versions that there are, newest first. */
  readonly versions: readonly number[];
  /** What it declares; null where it could not be loaded. */
  readonly specs: readonly ParameterSpec[] | null;
  /** Why it could not. */
  readonly problem: Problem | null;
  /** The values that its user chose in the workshop. */
  readonly parameters: Parameters;
  /** What was found out about this version; null = not found out yet. */
  readonly verdict: Verdict | null;
  readonly seesFuture: boolean;
  readonly warmsUpTooLittle: boolean;
}

/** A run that has not ended, and how far it is. */
export interface QueuedRun {
  readonly row: RunRow;
  readonly progress: RunProgress;
}

/** A page of trades, with where it begins. */
export interface TradePage {
  readonly trades: readonly BacktestTrade[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
}

/** A backtest with its first trades, and how far it is while it has not ended. */
export interface ResultView {
  readonly backtest: BacktestView;
  readonly trades: TradePage;
  readonly progress: RunProgress | null;
}

/** The lists of the page. */
export interface RunLists {
  readonly queue: readonly QueuedRun[];
  readonly runs: RunPage;
}
