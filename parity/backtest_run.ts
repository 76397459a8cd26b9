/** The backtest beside which a strategy at work is held: the same source, past, candles, money, fees and rules. */
import { type ContainedJob, runContained } from "../backtest/contained_run.ts";
import { type CandleColumns, type CandleRow, columnsOf } from "../domain/backtest/candle_columns.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import type { Candle } from "../domain/candle.ts";
import type { Market } from "../domain/market.ts";
import { type ParityRun, runOfBacktest } from "../domain/parity/report.ts";

/** What it is run with. */
export interface BacktestFacts {
  readonly source: string;
  readonly parameters: ContainedJob["parameters"];
  readonly market: Market;
  /** Quote currency it begins with. */
  readonly cash: number;
  /** Shares of an execution's value that are paid. */
  readonly fees: { readonly maker: number; readonly taker: number };
  /** Oldest first; of those `lead` closed before it was set to work. */
  readonly candles: readonly Candle[];
  readonly lead: number;
}

/**
 * Runs it in a process that may do nothing.
 * @throws {SourceRefused} and {Refused} as every contained run.
 */
export async function backtestBeside(facts: BacktestFacts, signal?: AbortSignal): Promise<ParityRun> {
  const { source, parameters, cash, lead, fees } = facts;
  const job = { source, parameters, options: optionsOf(facts), candles: columns(facts.candles), lead, logs: true };
  const { result, decisions } = await runContained(job, signal ? { signal } : {});
  return runOfBacktest(decisions, result, cash, { takerFee: fees.taker, makerFee: fees.maker });
}

/** As a guard trades: the strategy says how much, nothing is sold that is not held, and nothing is closed at the end. */
function optionsOf({ market, cash, fees }: BacktestFacts): GivenOptions {
  return {
    cash,
    takerFee: fees.taker,
    makerFee: fees.maker,
    sizing: { by: "strategy" },
    canShort: false,
    finalize: false,
    quantityStep: Number(market.quantityStep),
    priceStep: Number(market.priceStep),
    minQuantity: Number(market.minQuantity),
    minNotional: Number(market.minNotional ?? 0),
    ...market.maxQuantity === null ? {} : { maxQuantity: Number(market.maxQuantity) },
  };
}

function columns(candles: readonly Candle[]): CandleColumns {
  return columnsOf(candles.map(({ openMs, open, high, low, close, volume }): CandleRow => [
    openMs,
    Number(open),
    Number(high),
    Number(low),
    Number(close),
    Number(volume),
  ]));
}
