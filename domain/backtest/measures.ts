/**
 * What a backtest's result is judged by. Every key says its unit; null = not defined for this run.
 *
 * Formulas and sources: docs/backtest.md. Risk is measured on daily returns, sample deviation, risk-free rate 0.
 */
import type { CandleColumns } from "./candle_columns.ts";
import { drawdownOf } from "./drawdown.ts";
import { annualReturn, dailyReturns, downsideDeviation, mean, sampleDeviation, tradingDaysPerYear } from "./returns.ts";
import type { BacktestResult, BacktestTrade } from "./trade.ts";

const DAY_MS = 86_400_000;
/** Fewer daily returns say nothing of a year. */
const LEAST_RETURNS = 2;

/** The measures of a run. Quote = quote currency; percent = of 100. */
export type Measures = ReturnType<typeof measuresOf>;

/** Measures a run over `candles` that began with `cash` (quote currency). */
export function measuresOf(result: BacktestResult, candles: CandleColumns, cash: number) {
  const { equity, trades } = result;
  const { openMs, close, length } = candles;
  const final = equity[length - 1]!;
  const drawdown = drawdownOf(openMs, equity);
  return {
    startTime: timeOf(openMs[0]!),
    endTime: timeOf(openMs[length - 1]!),
    durationDays: (openMs[length - 1]! - openMs[0]!) / DAY_MS,
    candles: length,
    startEquityQuote: cash,
    finalEquityQuote: final,
    peakEquityQuote: equity.reduce((peak, value) => Math.max(peak, value), -Infinity),
    returnPercent: (final / cash - 1) * 100,
    buyAndHoldReturnPercent: (close[length - 1]! / close[0]! - 1) * 100,
    buyAndHoldFinalQuote: cash * close[length - 1]! / close[0]!,
    ...riskOf(openMs, equity, drawdown.depth),
    maxDrawdownPercent: drawdown.depth * 100,
    maxDrawdownDays: drawdown.lengthMs / DAY_MS,
    exposurePercent: exposedCandles(result) / length * 100,
    ...tradeMeasures(trades),
    feesQuote: sumOf(trades, ({ fees }) => fees) + result.open.reduce((sum, { entryFee }) => sum + entryFee, 0),
    openTrades: result.open.length,
    ambiguousCandles: result.ambiguousCandles,
    deniedOrders: result.deniedOrders,
    ruined: result.ruined,
  };
}

/** Sharpe (1994), Sortino and Price (1994), Young (1991). */
function riskOf(openMs: Float64Array, equity: Float64Array, depth: number) {
  const all = dailyReturns(openMs, equity);
  const returns = all.length < LEAST_RETURNS ? [] : all;
  const days = tradingDaysPerYear(openMs);
  const yearly = returns.length === 0 ? NaN : annualReturn(returns, days);
  const deviation = sampleDeviation(returns);
  return {
    tradingDaysPerYear: days,
    annualReturnPercent: orNull(yearly * 100),
    annualVolatilityPercent: orNull(deviation * Math.sqrt(days) * 100),
    sharpeRatio: orNull(mean(returns) / deviation * Math.sqrt(days)),
    sortinoRatio: orNull(mean(returns) / downsideDeviation(returns) * Math.sqrt(days)),
    calmarRatio: orNull(yearly / depth),
  };
}

function tradeMeasures(trades: readonly BacktestTrade[]) {
  const winners = trades.filter(({ profit }) => profit > 0);
  const losers = trades.filter(({ profit }) => profit < 0);
  const won = sumOf(winners, ({ profit }) => profit);
  const lost = -sumOf(losers, ({ profit }) => profit);
  const returns = trades.map(({ profit, quantity, entryPrice }) => profit / (quantity * entryPrice) * 100);
  return {
    trades: trades.length,
    winners: winners.length,
    losers: losers.length,
    winRatePercent: orNull(winners.length / trades.length * 100),
    profitFactor: orNull(won / lost),
    expectancyQuote: orNull((won - lost) / trades.length),
    averageWinQuote: orNull(won / winners.length),
    averageLossQuote: orNull(lost / losers.length),
    averageTradePercent: orNull(mean(returns)),
    bestTradePercent: orNull(returns.reduce((best, value) => Math.max(best, value), -Infinity)),
    worstTradePercent: orNull(returns.reduce((worst, value) => Math.min(worst, value), Infinity)),
  };
}

/** Candles in which something was held, at least for a moment. */
function exposedCandles({ trades, open, candles }: BacktestResult): number {
  const spans = [
    ...trades.map(({ entryIndex, exitIndex }) => [entryIndex, exitIndex] as const),
    ...open.map(({ entryIndex }) => [entryIndex, candles - 1] as const),
  ].sort(([a], [b]) => a - b);
  let [count, counted] = [0, -1];
  for (const [from, to] of spans) {
    count += Math.max(0, to - Math.max(from, counted + 1) + 1);
    counted = Math.max(counted, to);
  }
  return count;
}

function sumOf(trades: readonly BacktestTrade[], value: (trade: BacktestTrade) => number): number {
  return trades.reduce((sum, trade) => sum + value(trade), 0);
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
