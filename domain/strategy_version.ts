/** A version of a strategy: a source as it was saved once. It never changes; a change is a new version. */
import { z } from "zod";
import { verdict } from "./strategy_verdict.ts";

/** Who may have written a version: its user, the assistant, a file from elsewhere, or the house. */
export const ORIGINS = ["user", "assistant", "import", "example"] as const;
/** Who wrote a version. */
export type Origin = typeof ORIGINS[number];

/** What is known of a version without its source. */
export const versionHead = z.object({
  strategyId: z.string(),
  userId: z.string(),
  /** From 1, without gaps within a strategy. */
  number: z.int().min(1),
  origin: z.enum(ORIGINS),
  /** What was found out about it; null = nothing yet. */
  verdict: verdict.nullable(),
  createdMs: z.int(),
});
/** What is known of a version without its source. */
export type VersionHead = z.infer<typeof versionHead>;

/** What was found out about a version, as its user is told. */
export const versionJudged = z.object({ userId: z.string(), strategyId: z.string(), version: z.int(), verdict });
/** What was found out about a version. */
export type VersionJudged = z.infer<typeof versionJudged>;

/** A version. */
export const strategyVersion = versionHead.extend({ source: z.string() });
/** A version. */
export type StrategyVersion = z.infer<typeof strategyVersion>;
