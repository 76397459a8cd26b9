/** Runs for tests that are not stored. */
import type { StrategySource } from "../domain/active_strategy.ts";
import type { BacktestRequest, OptimisationRequest } from "../domain/backtest/request.ts";
import type { FoundByBacktest } from "./backtests.ts";
import { TEST_START_MS } from "./test_rows.ts";

const DAY_MS = 86_400_000;

/** A run in the queue. */
export type TestRun<K, R> = {
  readonly id: string;
  readonly userId: string;
  readonly kind: K;
  readonly request: R;
  readonly createdMs: number;
};

/** A request for a backtest over the day before the rows of tests were made. */
export function testBacktestRequest(
  { id }: Pick<StrategySource, "id">,
  changes: Partial<BacktestRequest> = {},
): BacktestRequest {
  return {
    strategyId: id,
    version: 1,
    symbol: "BTC/USDT",
    timeframe: "1m",
    fromMs: TEST_START_MS - DAY_MS,
    toMs: TEST_START_MS,
    options: { cash: 1_000, sizing: { by: "fraction", fraction: 0.5 } },
    detail: false,
    parameters: { fast: 5, mode: "calm" },
    ...changes,
  };
}

/** A backtest over a day. */
export function testBacktest(
  of: StrategySource,
  { createdMs = TEST_START_MS, ...changes }: Partial<BacktestRequest> & { readonly createdMs?: number } = {},
): TestRun<"backtest", BacktestRequest> {
  const request = testBacktestRequest(of, changes);
  return { id: crypto.randomUUID(), userId: of.userId, kind: "backtest", request, createdMs };
}

/** A search over a day. */
export function testOptimisation(of: StrategySource): TestRun<"optimisation", OptimisationRequest> {
  const request: OptimisationRequest = {
    ...testBacktestRequest(of),
    ranges: { fast: { from: 2, to: 10, step: 2 }, mode: { values: ["calm", "bold"] } },
    search: { by: "random", tries: 10, seed: 7 },
    objective: "sharpeRatio",
    windows: 3,
    heldOut: 0.2,
  };
  return { id: crypto.randomUUID(), userId: of.userId, kind: "optimisation", request, createdMs: TEST_START_MS };
}

/** What a backtest of 25 trades found. */
export function testFound(): FoundByBacktest {
  return {
    stats: {
      startTime: "2026-10-31T00:00:00.000Z",
      endTime: "2026-10-31T23:59:00.000Z",
      durationDays: 1,
      candles: 1_440,
      startEquityQuote: 1_000,
      finalEquityQuote: 1_125,
      peakEquityQuote: 1_130,
      returnPercent: 12.5,
      buyAndHoldReturnPercent: 4,
      buyAndHoldFinalQuote: 1_040,
      tradingDaysPerYear: 365,
      annualReturnPercent: null,
      annualVolatilityPercent: null,
      sharpeRatio: null,
      sortinoRatio: null,
      calmarRatio: null,
      maxDrawdownPercent: 2.5,
      maxDrawdownDays: 0.25,
      exposurePercent: 40,
      trades: 25,
      winners: 15,
      losers: 10,
      winRatePercent: 60,
      profitFactor: 1.5,
      expectancyQuote: 5,
      averageWinQuote: 20,
      averageLossQuote: 17.5,
      averageTradePercent: 0.5,
      bestTradePercent: 3,
      worstTradePercent: -2,
      feesQuote: 4.25,
      openTrades: 0,
      ambiguousCandles: 1,
      deniedOrders: 0,
      ruined: false,
    },
    months: [{ month: "2026-10", returnPercent: 12.5 }],
    curve: { openMs: [TEST_START_MS - 86_400_000], equity: [1_125], hold: [1_040] },
    printed: ["a line"],
  };
}
