/** Shapes of what a backtest leaves behind, for where it comes back from a database or another isolate. */
import { z } from "zod";
import type { Measures } from "./measures.ts";
import type { MonthReturn } from "./months.ts";
import type { BacktestTrade } from "./trade.ts";

const orNull = z.number().nullable();

/** The measures of a run; formulas and units: measures.ts. */
export const measures = z.object({
  startTime: z.string(),
  endTime: z.string(),
  durationDays: z.number(),
  candles: z.int(),
  startEquityQuote: z.number(),
  finalEquityQuote: z.number(),
  peakEquityQuote: z.number(),
  returnPercent: z.number(),
  buyAndHoldReturnPercent: z.number(),
  buyAndHoldFinalQuote: z.number(),
  tradingDaysPerYear: z.union([z.literal(252), z.literal(365)]),
  annualReturnPercent: orNull,
  annualVolatilityPercent: orNull,
  sharpeRatio: orNull,
  sortinoRatio: orNull,
  calmarRatio: orNull,
  maxDrawdownPercent: z.number(),
  maxDrawdownDays: z.number(),
  exposurePercent: z.number(),
  trades: z.int(),
  winners: z.int(),
  losers: z.int(),
  winRatePercent: orNull,
  profitFactor: orNull,
  expectancyQuote: orNull,
  averageWinQuote: orNull,
  averageLossQuote: orNull,
  averageTradePercent: orNull,
  bestTradePercent: orNull,
  worstTradePercent: orNull,
  feesQuote: z.number(),
  openTrades: z.int(),
  ambiguousCandles: z.int(),
  deniedOrders: z.int(),
  ruined: z.boolean(),
}) satisfies z.ZodType<Measures>;

/** What one month earned. */
export const monthReturn = z.object({
  month: z.string(),
  returnPercent: z.number(),
}) satisfies z.ZodType<MonthReturn>;

/** One entry and its exit. */
export const backtestTrade = z.object({
  side: z.enum(["long", "short"]),
  quantity: z.number(),
  entryIndex: z.int(),
  exitIndex: z.int(),
  entryMs: z.number(),
  exitMs: z.number(),
  entryPrice: z.number(),
  exitPrice: z.number(),
  fees: z.number(),
  profit: z.number(),
  exitReason: z.enum(["signal", "stop-loss", "take-profit", "end", "ruin"]),
}) satisfies z.ZodType<BacktestTrade>;
