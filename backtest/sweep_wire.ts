/** What a search and its processes tell each other. They run a user's code: all they say is checked. */
import { z } from "zod";
import { type Judged, judged } from "../domain/backtest/optimisation.ts";
import { givenOptions } from "../domain/backtest/options.ts";
import type { ParameterSet } from "../domain/backtest/search.ts";
import type { Part } from "../domain/backtest/walk_forward.ts";
import { userError } from "../strategies/user_error.ts";

/** Kinds of frames to a process: what to run, shorter candles, candles, and a set to try. */
export const TO_SWEEP = { load: 1, finer: 2, candles: 3, task: 4 } as const;
/** Kinds of frames from it. */
export const FROM_SWEEP = { loaded: 1, progress: 2, trades: 3, equity: 4, tried: 5, failed: 6 } as const;

/** What stays the same for all sets. */
export const load = z.object({
  source: z.string(),
  options: givenOptions,
  /** How many candles, and shorter ones, will come. */
  candles: z.int().min(0),
  finer: z.int().min(0),
  /** How long a candle is, ms. */
  lengthMs: z.number().min(0),
});

const part = z.object({ warmFrom: z.int().min(0), from: z.int().min(0), to: z.int().min(0) });

/** A parameter set, and the parts of the candles on which it is tried, each by a run of its own. */
export interface SweepTask {
  readonly parameters: ParameterSet;
  readonly parts: readonly Part[];
  /** Whether equity and trades of the last part are told too. */
  readonly inFull: boolean;
}
/** A task as it travels. */
export const task: z.ZodType<SweepTask> = z.object({
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  parts: z.array(part).min(1),
  inFull: z.boolean(),
});

/** Candles that it has run over since it began, all runs together. */
export const progress = z.object({ candles: z.int().min(0) });
/** A set was tried: one judgement a part. */
export const tried: z.ZodType<{ readonly judged: readonly Judged[] }> = z.object({ judged: z.array(judged).max(100) });
/** The source does not load, or a set cannot be tried. */
export const failed = userError;
