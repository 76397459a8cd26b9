/** What a backtest and its child process tell each other. The child runs a user's code: all it says is checked. */
import { z } from "zod";
import { type CandleColumns, COLUMN_NAMES, emptyColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { givenOptions } from "../domain/backtest/options.ts";
import type { BacktestResult, BacktestTrade, ExitReason } from "../domain/backtest/trade.ts";
import { parameterSpec } from "../strategies/parameter.ts";
import { userError } from "../strategies/user_error.ts";
import { numbersFrame } from "./frames.ts";

/** Kinds of frames to the child: what to run, shorter candles, candles, and that no more come. */
export const TO_CHILD = { setup: 1, finer: 2, candles: 3, end: 4 } as const;
/** Kinds of frames from the child. */
export const FROM_CHILD = {
  ready: 1,
  progress: 2,
  print: 3,
  trades: 4,
  equity: 5,
  done: 6,
  failed: 7,
  decisions: 8,
} as const;

const parameterValue = z.union([z.number(), z.string(), z.boolean()]);

/** What is to be run. */
export const setup = z.object({
  source: z.string(),
  parameters: z.record(z.string(), parameterValue),
  options: givenOptions,
  /** How many candles will come. */
  expected: z.int().min(0),
  /** How long each of them is, ms. */
  lengthMs: z.number().min(0),
  /** How many of them are only shown. */
  lead: z.int().min(0).default(0),
  /** Whether the decisions are told at the end. */
  logs: z.boolean().default(false),
});
/** It was loaded, and declares these parameters. */
export const ready = z.object({ specs: z.array(parameterSpec).max(1_000) });
/** So many candles are through. */
export const progress = z.object({ candles: z.int().min(0) });
/** The source printed something. */
export const print = z.object({ text: z.string() });
/** The run's end, without its trades and its equity. */
export const done = z.object({
  candles: z.int().min(0),
  cash: z.number(),
  open: z.array(z.object({
    side: z.enum(["long", "short"]),
    quantity: z.number(),
    entryIndex: z.int(),
    entryMs: z.number(),
    entryPrice: z.number(),
    entryFee: z.number(),
    stopLoss: z.number().nullable().transform((price) => price ?? NaN), // JSON has no NaN
    takeProfit: z.number().nullable().transform((price) => price ?? NaN),
  })),
  ambiguousCandles: z.int().min(0),
  deniedOrders: z.int().min(0),
  ruined: z.boolean(),
  /** Only where decisions are told. */
  warmFrom: z.int().min(0).nullable().default(null),
});
/** The source could not go on. */
export const failed = userError;

/** Candles as one block of numbers, column after column. */
function blockOf(candles: CandleColumns): Float64Array {
  const block = new Float64Array(candles.length * COLUMN_NAMES.length);
  COLUMN_NAMES.forEach((name, index) => block.set(candles[name], index * candles.length));
  return block;
}

/** Candles of one frame at most. */
const PORTION = 32_768;

/** The frames in which candles are sent. */
export function* portions(kind: number, candles: CandleColumns): Generator<Uint8Array> {
  for (let from = 0; from < candles.length; from += PORTION) {
    yield numbersFrame(kind, blockOf(sliceColumns(candles, from, Math.min(from + PORTION, candles.length))));
  }
}

/** The candles of a block, seen without copying. */
export function candlesIn(block: Float64Array): CandleColumns {
  const length = block.length / COLUMN_NAMES.length;
  const columns = COLUMN_NAMES.map((name, index) =>
    [name, block.subarray(index * length, (index + 1) * length)] as const
  );
  return { ...emptyColumns(0), ...Object.fromEntries(columns), length };
}

const REASONS: readonly ExitReason[] = ["signal", "stop-loss", "take-profit", "end", "ruin"];
const NUMBERS_A_TRADE = 11;

/** Trades as numbers. */
export function packTrades(trades: readonly BacktestTrade[]): Float64Array {
  const packed = new Float64Array(trades.length * NUMBERS_A_TRADE);
  trades.forEach((trade, at) => {
    const { side, quantity, entryIndex, exitIndex, entryMs, exitMs, entryPrice, exitPrice, fees, profit } = trade;
    const numbers = [quantity, entryIndex, exitIndex, entryMs, exitMs, entryPrice, exitPrice, fees, profit];
    packed.set([side === "long" ? 1 : -1, ...numbers, REASONS.indexOf(trade.exitReason)], at * NUMBERS_A_TRADE);
  });
  return packed;
}

/**
 * The trades of {@linkcode packTrades}.
 * @throws {RangeError} when the numbers are none.
 */
export function unpackTrades(packed: Float64Array): BacktestTrade[] {
  if (packed.length % NUMBERS_A_TRADE !== 0) throw new RangeError(`${packed.length} numbers are no trades`);
  return Array.from({ length: packed.length / NUMBERS_A_TRADE }, (_, at) => {
    const numbers = packed.subarray(at * NUMBERS_A_TRADE, (at + 1) * NUMBERS_A_TRADE);
    const [side, quantity, entryIndex, exitIndex, entryMs, exitMs, entryPrice, exitPrice, fees, profit, reason] =
      numbers as unknown as number[] as Eleven;
    const exitReason = REASONS[reason];
    if (!exitReason || !numbers.every(Number.isFinite)) throw new RangeError(`Trade ${at} is none: ${numbers}`);
    const times = { entryIndex, exitIndex, entryMs, exitMs };
    return { side: side > 0 ? "long" : "short", quantity, ...times, entryPrice, exitPrice, fees, profit, exitReason };
  });
}

type Eleven = [number, number, number, number, number, number, number, number, number, number, number];

/** Texts that a source may print in a run, and the longest of them. */
export const MOST_PRINTED = 200;
export const LONGEST_PRINTED = 500;

/** The longest payload that a child sends over so many candles: their trades, at most one entered a candle. */
export function longestAnswer(candles: number): number {
  return 1_048_576 + candles * NUMBERS_A_TRADE * Float64Array.BYTES_PER_ELEMENT;
}

/** A result without what travels as numbers. */
export function restOf({ trades: _trades, equity: _equity, ...rest }: BacktestResult) {
  return rest;
}
