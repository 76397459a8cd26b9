/** What is to be run, and running it: the same for built-in strategies here and for users' sources in a child. */
import { type CandleColumns, spacingMs } from "../domain/backtest/candle_columns.ts";
import { type DecisionLog, logging } from "../domain/backtest/decision_log.ts";
import { Backtest } from "../domain/backtest/engine.ts";
import { FinerCandles } from "../domain/backtest/finer.ts";
import { backtestOptions, type GivenOptions } from "../domain/backtest/options.ts";
import type { BacktestResult } from "../domain/backtest/trade.ts";
import { deciderFor, sizesItself } from "../strategies/backtest_decider.ts";
import type { StrategyClass } from "../strategies/decide.ts";
import type { ParameterValue } from "../strategies/parameter.ts";

/** A run's terms, without its strategy and its candles. Without `sizing` a strategy that has its own is asked. */
export interface Terms {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly options: GivenOptions;
  /** So many candles at the beginning are only shown, as those are that closed before a strategy is set to work. */
  readonly lead?: number;
}

/**
 * A run that waits for its candles; `expected`: how many will come; `log` is told each decision after the lead.
 * @throws whatever the strategy's constructor throws, and for parameters and options that do not fit.
 */
export function beginRun(
  from: StrategyClass,
  terms: Terms,
  expected: number,
  finer?: FinerCandles,
  log?: DecisionLog,
): Backtest {
  const options = termsFor(from, terms.options);
  const { lead = 0 } = terms;
  const decider = deciderFor(from, terms.parameters, options, lead);
  return new Backtest(options, log ? logging(decider, log, lead) : decider, finer, expected);
}

/** Runs a trusted strategy over candles, here and now. */
export function runHere(
  from: StrategyClass,
  terms: Terms,
  candles: CandleColumns,
  finer?: CandleColumns,
  log?: DecisionLog,
): BacktestResult {
  const explained = finer && new FinerCandles(finer, spacingMs(candles));
  const run = beginRun(from, terms, candles.length, explained, log);
  run.feed(candles);
  return run.finish();
}

function termsFor(from: StrategyClass, options: GivenOptions): GivenOptions {
  const sizing = options.sizing ?? { by: sizesItself(from) ? "strategy" as const : "all" as const };
  return backtestOptions.parse({ ...options, sizing });
}
