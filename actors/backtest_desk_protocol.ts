/** What the backtest desk hears. It keeps the queue of runs; each run is an actor of its own for as long as it takes. */
import { z } from "zod";
import { backtestRequest, optimisationRequest, runProgress } from "../domain/backtest/request.ts";

const userId = z.string();
const of = z.object({ userId, id: z.uuid() });
const started = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("queued"), id: z.uuid() }),
  /** In words: no such version, a range without candles, too many runs of this user. */
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
]);

/** What the backtest desk hears. */
export const backtestDeskProtocol = {
  StartBacktest: { in: z.object({ userId, request: backtestRequest }), out: started },
  StartOptimisation: { in: z.object({ userId, request: optimisationRequest }), out: started },
  /** Ends it at once; what it found so far is dropped. */
  Interrupt: { in: of, out: z.object({ outcome: z.enum(["done", "unknown"]) }) },
  /** Those that have not ended, oldest first; of one user, or of all (null). */
  GetRuns: { in: z.object({ userId: z.string().nullable() }), out: z.array(runProgress) },
} as const;
