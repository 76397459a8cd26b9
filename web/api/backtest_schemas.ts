/** Shapes of backtests and of searches for parameters. */
import { z } from "zod";
import { runRow } from "../../db/backtests.ts";
import { equityCurve } from "../../domain/backtest/curve.ts";
import { optimisationResult } from "../../domain/backtest/optimisation.ts";
import { backtestRequest, optimisationRequest, RUN_KINDS, runProgress } from "../../domain/backtest/request.ts";
import { backtestTrade, measures, monthReturn } from "../../domain/backtest/shapes.ts";
import { symbol } from "../../domain/market.ts";
import { whole } from "./schemas.ts";

/** The path of what is a run's. */
export const runId = z.strictObject({ runId: z.uuid() });

/** A backtest as a program asks for it. */
export const backtestAsked = z.strictObject({
  ...backtestRequest.shape,
  options: backtestRequest.shape.options.default({}).meta({
    description: "What is left out is taken from the market's rules and the paper account's fee",
  }),
  parameters: backtestRequest.shape.parameters.default({}),
  detail: z.boolean().default(false),
}).meta({ id: "BacktestRequest" });

/** A search as a program asks for it. */
export const optimisationAsked = z.strictObject({
  ...optimisationRequest.shape,
  options: optimisationRequest.shape.options.default({}),
  parameters: optimisationRequest.shape.parameters.default({}),
  detail: z.boolean().default(false),
}).meta({ id: "OptimisationRequest" });

/** What was put into the queue. */
export const startedRun = z.object({ id: z.string() });

/** How far a run is; whose it is goes without saying. */
export const progress = runProgress.omit({ userId: true }).meta({ id: "RunProgress" });

/** A run in a list. */
export const run = runRow.omit({ userId: true }).meta({ id: "Run" });

/** Which runs. */
export const runQuery = z.strictObject({
  kind: z.enum(RUN_KINDS).optional(),
  strategyId: z.uuid().optional(),
  page: whole(1, 100_000).default(1),
});
/** One page of runs. */
export const runPage = z.object({ runs: z.array(run), total: z.int() });

// Not `nullable()`, of which the document would say that null must be one, too.
const orNull = <S extends z.ZodType>(of: S) => z.union([of, z.null()]);

/** A backtest with what it found. */
export const backtest = z.object({
  row: run,
  request: backtestRequest,
  stats: orNull(measures.meta({ id: "Measures" })),
  months: z.array(monthReturn),
  curve: orNull(equityCurve),
  printed: z.array(z.string()),
}).meta({ id: "Backtest" });

/** A search with what it found. */
export const optimisation = z.object({
  row: run,
  request: optimisationRequest,
  result: orNull(optimisationResult),
}).meta({ id: "Optimisation" });

/** Which trades: from the number `from`, counted from 0. */
export const tradeQuery = z.strictObject({
  from: whole(0, 10_000_000).default(0),
  limit: whole(1, 1_000).default(100),
});
/** Trades of a backtest, and how many there are. */
export const tradePage = z.object({ trades: z.array(backtestTrade), total: z.int() });

/** A market that can be backtested on, and how far its stored candles reach. */
export const backtestMarket = z.object({
  symbol,
  firstMs: z.int().nullable(),
  lastMs: z.int().nullable(),
});
