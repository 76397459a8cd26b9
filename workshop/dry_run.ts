/** A run over a few candles, to see at once what a source does. */
import { runContained } from "../backtest/contained_run.ts";
import { columnsOf } from "../domain/backtest/candle_columns.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import type { Candle } from "../domain/candle.ts";
import type { Problem } from "../domain/strategy_verdict.ts";
import type { ParameterValue } from "../strategies/parameter.ts";
import { problemOf } from "./contained_load.ts";

/** What is tried. */
export interface DryJob {
  readonly source: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Closed candles of one market, oldest first. */
  readonly candles: readonly Candle[];
}

/** An execution, on its candle; price in quote currency. */
export interface DryMark {
  readonly openMs: number;
  readonly kind: "enter-long" | "enter-short" | "exit";
  /** Why it was left; null for entries. */
  readonly reason: string | null;
  readonly price: number;
}

/** What came of it. */
export interface DryResult {
  readonly candles: readonly Candle[];
  readonly marks: readonly DryMark[];
  readonly trades: number;
  readonly returnPercent: number;
  readonly printed: readonly string[];
  readonly tookMs: number;
  /** Why it did not come to its end; null = it did. */
  readonly error: Problem | null;
}

const CASH = 10_000;
/** As most exchanges have it; whatever is held at the end is closed. */
const OPTIONS: GivenOptions = { cash: CASH, takerFee: 0.001, makerFee: 0.001, quantityStep: 1e-8 };
const PATIENCE_MS = 5_000;

/** Runs a source over candles with 10,000 of money and a fee of 0.1 %. @throws the signal's reason when it was given up. */
export async function runDry({ source, parameters, candles }: DryJob, signal?: AbortSignal): Promise<DryResult> {
  const printed: string[] = [];
  const began = performance.now();
  const rest = () => ({ candles, printed, tookMs: Math.round(performance.now() - began) });
  const job = { source, parameters, options: OPTIONS, candles: columnsOf(candles.map(rowOf)) };
  const listener = { patienceMs: PATIENCE_MS, onPrint: (text: string) => void printed.push(text) };
  try {
    const { result: { trades, cash } } = await runContained(job, { ...listener, ...signal && { signal } });
    return {
      ...rest(),
      marks: trades.flatMap(marksOf).toSorted((a, b) => a.openMs - b.openMs),
      trades: trades.length,
      returnPercent: (cash / CASH - 1) * 100,
      error: null,
    };
  } catch (error) {
    return { ...rest(), marks: [], trades: 0, returnPercent: 0, error: problemOf(error, source) };
  }
}

function marksOf({ side, entryMs, entryPrice, exitMs, exitPrice, exitReason }: BacktestTrade): DryMark[] {
  return [
    { openMs: entryMs, kind: side === "long" ? "enter-long" : "enter-short", reason: null, price: entryPrice },
    { openMs: exitMs, kind: "exit", reason: exitReason, price: exitPrice },
  ];
}

function rowOf({ openMs, open, high, low, close, volume }: Candle) {
  return [openMs, Number(open), Number(high), Number(low), Number(close), Number(volume)] as const;
}
