/** A strategy's run in one world beside the same run in a backtest. Pure. */
import type { LoggedDecision } from "../backtest/decision_log.ts";
import type { BacktestResult } from "../backtest/trade.ts";
import { compareDecisions, type DecisionParity } from "./decisions.ts";
import { type FillRow, firstDifferenceMs, pairFills, type ParityFill } from "./fills.ts";
import { explainProfit, type ProfitParity } from "./profit.ts";

/** An order that was not taken, UTC ms; the reason in the words of whoever refused it. */
export interface Refusal {
  readonly timeMs: number;
  readonly purpose: string;
  readonly reason: string;
}

/** What one run did. */
export interface ParityRun {
  readonly decisions: readonly LoggedDecision[];
  /** Oldest first. */
  readonly fills: readonly ParityFill[];
  /** After fees, what is open valued at the last close; quote currency. */
  readonly profitQuote: number;
  /** Orders that were not taken: what was decided was not done. */
  readonly refusals: readonly Refusal[];
}

/** Two runs beside each other. */
export interface ParityReport {
  readonly decisions: DecisionParity;
  readonly fills: readonly FillRow[];
  readonly profit: ProfitParity;
  /** Of the live run. */
  readonly refusals: readonly Refusal[];
}

/** What both runs had in common. */
export interface ParityTerms {
  /** Length of a candle, ms. */
  readonly candleMs: number;
  /** The last close, quote currency. */
  readonly close: number;
  /** The smallest quantity that can be sold, base currency. */
  readonly minQuantity: number;
  /** Whether the strategy looks at its executions, their cost or its money, so that these change what it decides. */
  readonly goesByExecutions: boolean;
}

/** Compares a run with its backtest. */
export function parityOf(
  backtest: ParityRun,
  live: ParityRun,
  { candleMs, close, minQuantity: least, goesByExecutions }: ParityTerms,
): ParityReport {
  const fills = pairFills(backtest.fills, live.fills, candleMs);
  // it is asked at the close of the candle in which that happened
  const memoryFromMs = goesByExecutions ? firstDifferenceMs(fills) - candleMs : Infinity;
  return {
    decisions: compareDecisions(backtest.decisions, live.decisions, { least, memoryFromMs }),
    fills,
    profit: explainProfit(backtest.profitQuote, live.profitQuote, fills, close),
    refusals: live.refusals,
  };
}

/** Whether a source mentions what it may see of its executions and its money. */
export function goesByExecutions(source: string): boolean {
  return /\b(onFill|averagePrice|balance)\b/.test(source);
}

/** A backtest as one of two runs; `cash`: what it began with, quote currency. */
export function runOfBacktest(
  decisions: readonly LoggedDecision[],
  { trades, open, equity }: BacktestResult,
  cash: number,
  { takerFee, makerFee }: { readonly takerFee: number; readonly makerFee: number },
): ParityRun {
  const entries = [...trades, ...open].map(({ side, quantity, entryMs, entryPrice }): ParityFill => ({
    timeMs: entryMs,
    side: side === "long" ? "buy" : "sell",
    quantity,
    price: entryPrice,
    fee: quantity * entryPrice * takerFee,
    reason: "entry",
    parts: 1,
  }));
  const exits = trades.map(({ side, quantity, exitMs, exitPrice, exitReason }): ParityFill => ({
    timeMs: exitMs,
    side: side === "long" ? "sell" : "buy",
    quantity,
    price: exitPrice,
    fee: quantity * exitPrice * (exitReason === "take-profit" ? makerFee : takerFee),
    reason: exitReason === "stop-loss" || exitReason === "take-profit" ? exitReason : "signal",
    parts: 1,
  }));
  const fills = [...entries, ...exits].sort((one, other) => one.timeMs - other.timeMs);
  return { decisions, fills, profitQuote: (equity.at(-1) ?? cash) - cash, refusals: [] };
}
