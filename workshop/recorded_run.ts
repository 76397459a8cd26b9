/** One contained run for an audit: every decision of a source over candles, in the very process in which it is backtested. */
import { runContained } from "../backtest/contained_run.ts";
import { Refused } from "../backtest/refused.ts";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import type { LoggedDecision } from "../domain/backtest/decision_log.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import { SourceRefused } from "../strategies/user_error.ts";

/** `trading`: it holds what it buys. `flat`: nothing it asks for is ever filled, so that it is asked at every close. */
export type RunMode = "trading" | "flat";

/** What was decided at each close, and from which candle on it had seen enough. */
export interface RecordedRun {
  readonly decisions: readonly LoggedDecision[];
  readonly warmFrom: number | null;
}

/** Runs a source over candles; the signal gives it up. */
export type Recorder = (candles: CandleColumns, mode: RunMode) => Promise<RecordedRun>;

/** The source cannot be run over candles, for a reason of its own. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

const TRADING: GivenOptions = { cash: 10_000, takerFee: 0.001, makerFee: 0.001, quantityStep: 1e-8 };
/** The largest quantity that is allowed cuts down to none. */
const FLAT: GivenOptions = { ...TRADING, maxQuantity: Number.MIN_VALUE };
/** What is found is kept: a busy machine must not be held against a source. */
const PATIENCE_MS = 20_000;

/** Records runs of a source with all parameters at their defaults. */
export function recorderOf(source: string, signal?: AbortSignal): Recorder {
  return async (candles, mode) => {
    const options = mode === "flat" ? FLAT : TRADING;
    const job = { source, parameters: {}, options, candles, logs: true };
    try {
      const { decisions, warmFrom } = await runContained(job, { patienceMs: PATIENCE_MS, ...signal && { signal } });
      return { decisions, warmFrom };
    } catch (error) {
      if (!(error instanceof SourceRefused || error instanceof Refused)) throw error;
      throw new CannotRun(error.message, { cause: error });
    }
  };
}
