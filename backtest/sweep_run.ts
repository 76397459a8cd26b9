/** One run of a search, in its process: the source compiled anew, so that no run leaves anything to the next. */
import type { Backtest } from "../domain/backtest/engine.ts";
import { FinerCandles } from "../domain/backtest/finer.ts";
import { judgedBy } from "../domain/backtest/judge.ts";
import { measuresOf } from "../domain/backtest/measures.ts";
import type { Judged } from "../domain/backtest/optimisation.ts";
import { backtestOptions, type GivenOptions } from "../domain/backtest/options.ts";
import type { ParameterSet } from "../domain/backtest/search.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import type { Part } from "../domain/backtest/walk_forward.ts";
import { compile } from "../strategies/compile.ts";
import { SourceRefused, userErrorOf } from "../strategies/user_error.ts";
import type { HeldCandles } from "./held_candles.ts";
import { beginRun } from "./job.ts";

/** What all runs of a process share. */
export interface Shared {
  readonly source: string;
  readonly options: GivenOptions;
  readonly candles: HeldCandles;
  readonly finer: HeldCandles;
  readonly lengthMs: number;
}

/** A part's run: what it is judged by, and its equity (quote currency, one value a candle of the part) and trades. */
export interface PartRun {
  readonly judged: Judged;
  readonly equity: Float64Array;
  readonly trades: readonly BacktestTrade[];
}

/** Hands candles from `from` up to but without `to` to a run, and may say how far it is. */
export type Feed = (run: Backtest, candles: HeldCandles, from: number, to: number) => void;

/**
 * Runs a set over a part.
 * @throws {SourceRefused} whatever goes wrong in the source.
 */
export async function runPart(
  { source, options, candles, finer, lengthMs }: Shared,
  parameters: ParameterSet,
  { warmFrom, from, to }: Part,
  feed: Feed,
): Promise<PartRun> {
  const { strategy, url } = await compile(source);
  const lead = from - warmFrom;
  try {
    const explained = finer.length === 0 ? undefined : new FinerCandles(finer.part(0, finer.length), lengthMs);
    const run = beginRun(strategy, { parameters, options, lead }, to - warmFrom, explained);
    feed(run, candles, warmFrom, to);
    const result = run.finish();
    const equity = result.equity.slice(lead);
    const judged = judgedBy(
      measuresOf({ ...result, equity, candles: to - from }, candles.part(from, to), cashOf(options)),
    );
    return { judged, equity, trades: result.trades };
  } catch (thrown) {
    throw new SourceRefused(userErrorOf(thrown, url));
  }
}

function cashOf(options: GivenOptions): number {
  return backtestOptions.shape.cash.parse(options.cash);
}
