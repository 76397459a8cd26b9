/** What a search for parameters found. */
import { z } from "zod";
import { equityCurve } from "./curve.ts";

const values = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** The measures by which a parameter set is judged; null = not defined for it. */
export const judged = z.object({
  returnPercent: z.number().nullable(),
  sharpeRatio: z.number().nullable(),
  sortinoRatio: z.number().nullable(),
  calmarRatio: z.number().nullable(),
  profitFactor: z.number().nullable(),
  maxDrawdownPercent: z.number().nullable(),
  trades: z.int(),
});
/** The measures by which a parameter set is judged. */
export type Judged = z.infer<typeof judged>;

/** One parameter set that was tried on the candles that are optimised on, and on the tail that is held out. */
export const attempt = z.object({
  parameters: values,
  inSample: judged,
  /** Null where nothing was held out. */
  outOfSample: judged.nullable(),
});
/** One parameter set that was tried. */
export type Attempt = z.infer<typeof attempt>;

/** One window of walking forward: the best of its first part, judged on its rest. Times UTC ms. */
export const forwardWindow = z.object({
  fromMs: z.number(),
  splitMs: z.number(),
  toMs: z.number(),
  parameters: values,
  inSample: judged,
  outOfSample: judged,
});
/** One window of walking forward. */
export type ForwardWindow = z.infer<typeof forwardWindow>;

/** What might have become of the same trades: percentiles 5, 25, 50, 75 and 95 over many tries. */
export const monteCarlo = z.object({
  shuffles: z.int(),
  /** The same trades in another order. */
  maxDrawdownPercent: z.array(z.number()).length(5),
  /** As many trades, each drawn anew from the same ones: another order alone would end at the same equity. */
  finalEquityQuote: z.array(z.number()).length(5),
  /** Share of the shuffles that lost more than half on the way. */
  halvedShare: z.number(),
});
/** What may become of the same trades in another order. */
export type MonteCarlo = z.infer<typeof monteCarlo>;

/** What a search for parameters found. */
export const optimisationResult = z.object({
  /** The best first by the objective in the sample; at most 10,000. */
  attempts: z.array(attempt),
  /** Sets that could not be tried, and the error of the first. */
  failed: z.int(),
  firstError: z.string().nullable(),
  windows: z.array(forwardWindow),
  /** The parts out of the sample of all windows, one after the other, quote currency; null without windows. */
  forwardCurve: equityCurve.nullable(),
  /** The best set over the whole range, from its first candle to its last; null where none could be tried. */
  whole: judged.nullable(),
  /** Of the best set's trades over the whole range. */
  monteCarlo: monteCarlo.nullable(),
  /** Open time (UTC ms) from which on candles were held out; null = none were. */
  heldOutMs: z.number().nullable(),
});
/** What a search for parameters found. */
export type OptimisationResult = z.infer<typeof optimisationResult>;
