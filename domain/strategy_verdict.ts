/** What was found out about a strategy's source before it was run with money. Plain data, stored beside its version. */
import { z } from "zod";

/** A place in a source; line and column count from 1. */
export const problem = z.object({
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  severity: z.enum(["error", "warning"]),
  /** The compiler's own words. */
  message: z.string(),
  /** `TS2345`; null for who has no codes. */
  code: z.string().nullable(),
});
/** Something wrong at a place of a source. */
export type Problem = z.infer<typeof problem>;

/**
 * What an audit found. `passed`: every decision compared stayed the same. `failed`: some changed. `impossible`: it could not
 * be run, or nothing was decided that could be compared.
 */
export const audit = z.object({
  outcome: z.enum(["passed", "failed", "impossible"]),
  /** Decisions compared, and how many of them changed. */
  compared: z.int(),
  changed: z.int(),
  /** Open time (UTC ms) of the first candle whose decision changed; null = none did. */
  firstChangedMs: z.int().nullable(),
  /** Only of the warm-up audit: candles it must have seen for its decisions to stay; null = not found, or not asked. */
  candlesNeeded: z.int().nullable(),
  /** Why it was impossible, in the author's own error; null otherwise. */
  reason: z.string().nullable(),
});
/** What an audit found. */
export type Audit = z.infer<typeof audit>;

/** Everything found out about one version. */
export const verdict = z.object({
  /** What the compiler and the loader say; no error among them = it can run. */
  problems: z.array(problem).max(200),
  /** Decisions change when later candles are taken away: it has seen the future, or leaves something to chance. */
  lookAhead: audit.nullable(),
  /** Decisions change when more history comes before: it counts before it knows enough. */
  warmUp: audit.nullable(),
  checkedMs: z.int(),
});
/** Everything found out about one version. */
export type Verdict = z.infer<typeof verdict>;

/** Whether a version may be trusted to run: it compiles, and neither audit failed. */
export function isSound({ problems, lookAhead, warmUp }: Verdict): boolean {
  const isClean = problems.every(({ severity }) => severity !== "error");
  return isClean && lookAhead?.outcome !== "failed" && warmUp?.outcome !== "failed";
}
