/** What the house offers to a user who wants to know whether a strategy works as its backtest said. */
import type { Symbol } from "../domain/market.ts";
import type { ParityReport } from "../domain/parity/report.ts";
import type { Timeframe } from "../domain/timeframe.ts";

/** A strategy at work. */
export interface ParityChoice {
  readonly activeStrategyId: string;
  readonly name: string;
  readonly symbol: Symbol;
  readonly timeframe: Timeframe;
}

/** What was compared with what. */
export interface ParityFacts extends ParityChoice {
  /** The version of its source that decided, and with which the backtest ran. */
  readonly version: number;
  /** Open time of the first and the last candle that was decided on, UTC ms. */
  readonly fromMs: number;
  readonly lastMs: number;
  /** Quote currency that it had then, and that the backtest began with. */
  readonly cashQuote: number;
  /** Share of each execution's value that was paid on average, and that the backtest paid. */
  readonly feeRate: number;
}

/**
 * What came of it. `nothing`: no decision is recorded yet; `always_held`: there is no candle on which it held nothing, so
 * that no backtest can begin as it did; `no_candles`: those that it decided on are no longer stored; `failed`: its source
 * did not run in the backtest, in its own words.
 */
export type ParityView =
  | { readonly outcome: "nothing" | "always_held" | "no_candles" }
  | { readonly outcome: "failed"; readonly reason: string }
  | { readonly outcome: "compared"; readonly facts: ParityFacts; readonly report: ParityReport };

/** Live beside backtest. Each id must be the user's own: else {HttpError} 404. */
export interface ParityServices {
  /** Those at work, oldest first. */
  choices(): Promise<readonly ParityChoice[]>;
  /**
   * Runs the backtest beside a strategy at work, over the candles on which it has decided last, and compares.
   * @throws {HttpError} 404; 429 while the last one runs.
   */
  compare(activeStrategyId: string): Promise<ParityView>;
}
