/** What the pages of backtests show at first, and fetch again. */
import { hasEnded } from "../../domain/backtest/run_state.ts";
import type { BacktestServices, RunProgress, RunRow } from "../backtest_services.ts";
import {
  type QueuedRun,
  type ResultView,
  type RunLists,
  type TradePage,
  TRADES_PAGE,
} from "../client/backtest/views.ts";
import type { RunsQuery } from "./queries.ts";

/** The runs that have not ended, and a page of all. */
export async function runLists(
  backtests: BacktestServices,
  { kind, strategy, page }: RunsQuery,
): Promise<RunLists> {
  const [progress, runs] = await Promise.all([
    backtests.running(),
    backtests.runs({ kind, strategyId: strategy, page }),
  ]);
  const queue = await Promise.all(progress.map((one) => queued(backtests, one, runs.runs)));
  return { queue, runs };
}

async function queued(
  backtests: BacktestServices,
  progress: RunProgress,
  known: readonly RunRow[],
): Promise<QueuedRun> {
  const { id, kind } = progress;
  const row = known.find((run) => run.id === id) ??
    (kind === "backtest" ? await backtests.backtest(id) : await backtests.optimisation(id)).row;
  return { row, progress };
}

/** A backtest with its first trades. @throws {HttpError} 404 for one that is not the user's. */
export async function resultView(backtests: BacktestServices, id: string): Promise<ResultView> {
  const backtest = await backtests.backtest(id);
  const { state } = backtest.row;
  const trades = state === "done" ? await tradePage(backtests, id, 1) : { trades: [], total: 0, page: 1 };
  const running = hasEnded(state) ? [] : await backtests.running();
  return { backtest, trades, progress: running.find((one) => one.id === id) ?? null };
}

/** A page of trades; one beyond the last is the last. */
export async function tradePage(backtests: BacktestServices, id: string, page: number): Promise<TradePage> {
  const found = await backtests.trades(id, (page - 1) * TRADES_PAGE, TRADES_PAGE);
  const last = Math.max(1, Math.ceil(found.total / TRADES_PAGE));
  return page > last ? await tradePage(backtests, id, last) : { ...found, page };
}
