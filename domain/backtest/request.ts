/** What a user asks to be backtested, and how far it is. */
import { z } from "zod";
import { symbol } from "../market.ts";
import { timeframe } from "../timeframe.ts";
import { OBJECTIVES } from "./judge.ts";
import { givenOptions } from "./options.ts";
import { hasEnded, RUN_STATES, type RunState } from "./run_state.ts";

export { hasEnded, RUN_STATES, type RunState };

const parameterValue = z.union([z.number(), z.string(), z.boolean()]);

/** What every run needs: a version of a strategy, a market, a range, terms. */
const run = z.object({
  strategyId: z.uuid(),
  /** The version of its source; versions never change. */
  version: z.int().min(1),
  symbol,
  timeframe,
  /** Candles that open at or after `fromMs` and close at or before `toMs`, UTC ms. */
  fromMs: z.int(),
  toMs: z.int(),
  options: givenOptions,
  /** Whether 1m candles decide what came first inside a longer one. */
  detail: z.boolean(),
});

/** A backtest that is asked for. */
export const backtestRequest = run.extend({ parameters: z.record(z.string(), parameterValue) });
/** A backtest that is asked for. */
export type BacktestRequest = z.infer<typeof backtestRequest>;

/** The values to try for one parameter: `from`, `from + step`, … up to `to`; or those of a list. */
export const searchRange = z.union([
  z.object({ from: z.number(), to: z.number(), step: z.number().positive() }),
  z.object({ values: z.array(parameterValue).min(1).max(1_000) }),
]);
/** The values to try for one parameter. */
export type SearchRange = z.infer<typeof searchRange>;

/** A search for parameters that is asked for. */
export const optimisationRequest = run.extend({
  /** What is not searched stays at these, or at its default. */
  parameters: z.record(z.string(), parameterValue),
  ranges: z.record(z.string(), searchRange),
  search: z.discriminatedUnion("by", [
    z.object({ by: z.literal("grid") }),
    z.object({ by: z.literal("random"), tries: z.int().min(1).max(10_000), seed: z.int().min(0) }),
  ]),
  objective: z.enum(OBJECTIVES),
  /** Windows of walking forward: each is optimised on its first part and judged on its rest; 0 = none. */
  windows: z.int().min(0).max(50),
  /** Share of the range that comes last and is never optimised on. */
  heldOut: z.number().min(0).max(0.9),
});
/** A search for parameters that is asked for. */
export type OptimisationRequest = z.infer<typeof optimisationRequest>;

/** What is run in the background for a user: one run, or a search of many. */
export const RUN_KINDS = ["backtest", "optimisation"] as const;
/** One run, or a search of many. */
export type RunKind = typeof RUN_KINDS[number];

/** How far a run is, as its user is told. */
export const runProgress = z.object({
  id: z.uuid(),
  userId: z.string(),
  kind: z.enum(RUN_KINDS),
  state: z.enum(RUN_STATES),
  /** Of the state: candles fetched, candles run over or parameter sets tried; from 0 to 1. */
  part: z.number().min(0).max(1),
  /** How many of this user's runs go first, while it is queued. */
  before: z.int().min(0),
  /** Why it failed, or what holds it up, in words; null while all is well. */
  error: z.string().nullable(),
  timeMs: z.int(),
});
/** How far a run is. */
export type RunProgress = z.infer<typeof runProgress>;
