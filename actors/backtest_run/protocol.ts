/** What a run is handed and hears, and what the desk hears of it. */
import { z } from "zod";
import { foundByBacktest, searchFigures } from "../../db/backtests.ts";
import { backtestRequest, optimisationRequest } from "../../domain/backtest/request.ts";

const of = { id: z.string(), source: z.string() };
const work = z.discriminatedUnion("kind", [
  z.object({ ...of, kind: z.literal("backtest"), request: backtestRequest }),
  z.object({ ...of, kind: z.literal("optimisation"), request: optimisationRequest }),
]);

/** What is to be run, and who is asked and told. */
export const backtestRunArgs = z.object({
  work,
  /** Which start of this run this is, from 1: what an earlier one says is ignored. */
  start: z.int(),
  /** Processes that a search may use at the same time. */
  processes: z.int().min(1),
  runDeskPath: z.string(),
  candleReaderPath: z.string(),
  marketDeskPath: z.string(),
  recorderPath: z.string(),
});
/** What is to be run, and who is asked and told. */
export type BacktestRunArgs = z.infer<typeof backtestRunArgs>;
/** A backtest or a search, with its source. */
export type Work = BacktestRunArgs["work"];

/** What a run hears. */
export const backtestRunProtocol = {
  /** Sees to it that the candles of its range are stored; by itself. */
  Fetch: {},
  /** It is its turn. */
  Run: {},
} as const;

/** Which start of which run says it. */
const by = { id: z.string(), start: z.int() };

/** What became of a run. */
export const runEnd = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("backtest"), found: foundByBacktest }),
  /** The result is JSON as text: it may be long, and nobody looks at it on its way. */
  z.object({ kind: z.literal("optimisation"), result: z.string(), figures: searchFigures }),
  z.object({ kind: z.literal("failed"), error: z.string() }),
]);
/** What became of a run. */
export type RunEnd = z.infer<typeof runEnd>;

/** What the desk hears of a run. Who is not the newest start of a run that has not ended is told `false`. */
export const runListenerProtocol = {
  /** Part of what it does now, from 0 to 1; while it fetches also why that does not go on. */
  RunMoved: { in: z.object({ ...by, part: z.number().min(0).max(1), error: z.string().nullable() }) },
  /** Its candles are stored: it waits for its turn. */
  CandlesStored: { in: z.object(by) },
  /** Trades, as `packTrades` (backtest/wire.ts) has them; the first has the number `from`. */
  KeepTrades: {
    in: z.object({
      ...by,
      from: z.int().min(0),
      trades: z.custom<Float64Array>((value) => value instanceof Float64Array),
    }),
    out: z.boolean(),
  },
  EndRun: { in: z.object({ ...by, end: runEnd }), out: z.boolean() },
} as const;
