/** What the routes of backtests are asked, checked. */
import { z } from "zod";
import { RUN_KINDS } from "../../domain/backtest/request.ts";
import { symbol } from "../../domain/market.ts";

/** The run that a path names. */
export const ofRun = z.object({ id: z.uuid() });

const page = z.coerce.number().int().min(1).max(1_000_000).default(1);

/** Which runs. */
export const runsQuery = z.object({
  kind: z.enum(RUN_KINDS).nullable().default(null),
  strategy: z.uuid().nullable().default(null),
  page,
});
/** Which runs. */
export type RunsQuery = z.infer<typeof runsQuery>;

/** Which trades. */
export const tradesQuery = z.object({ page });

const timeMs = z.coerce.number().int().min(0).max(8.64e15);

/** Which candles, UTC ms; at most so many. */
export const candlesQuery = z.object({
  from: timeMs,
  to: timeMs,
  most: z.coerce.number().int().min(10).max(3_000).default(1_500),
});

/** Which version of a strategy; without one, the newest. */
export const setupQuery = z.object({
  strategy: z.uuid(),
  version: z.coerce.number().int().min(1).nullable().default(null),
});

/** Which market. */
export const marketQuery = z.object({ symbol });

/** What the address of the page may say; what makes no sense there is as if it were not said. */
export const deskAddress = z.object({
  /** Begin with the terms of this run. */
  again: z.uuid().optional().catch(undefined),
  strategy: z.uuid().optional().catch(undefined),
  version: z.coerce.number().int().min(1).optional().catch(undefined),
  symbol: symbol.optional().catch(undefined),
});

/** Which two runs are compared. */
export const compareAddress = z.object({ a: z.uuid(), b: z.uuid() });
