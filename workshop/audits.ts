/** Both audits of a source over the sample candles of its timeframe. */
import { randomFrom } from "../domain/backtest/random.ts";
import type { Audit } from "../domain/strategy_verdict.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { auditLookAhead } from "./look_ahead_audit.ts";
import { CannotRun, recorderOf } from "./recorded_run.ts";
import { sampleCandles } from "./sample_candles.ts";
import { auditWarmUp } from "./warm_up_audit.ts";

/** Enough for a strategy that looks back a thousand candles to decide a thousand times. */
const SAMPLE_LENGTH = 6_000;
const SEED = 1;

/** What both audits found. */
export interface Audits {
  readonly lookAhead: Audit;
  readonly warmUp: Audit;
}

/**
 * Audits a source with all parameters at their defaults, in one contained process after another; some seconds. The same
 * source has the same result, unless it leaves something to chance.
 * @throws the signal's reason when it was given up.
 */
export async function auditSource(source: string, timeframe: Timeframe, signal?: AbortSignal): Promise<Audits> {
  const candles = sampleCandles(timeframe, SAMPLE_LENGTH);
  const record = recorderOf(source, signal);
  const lookAhead = await orImpossible(() => auditLookAhead(record, candles, randomFrom(SEED)));
  if (lookAhead.outcome === "failed") return { lookAhead, warmUp: impossible(UNSTABLE) };
  return { lookAhead, warmUp: await orImpossible(() => auditWarmUp(record, candles)) };
}

/** Decisions that change with what comes after them, or by chance, cannot be compared for what comes before. */
const UNSTABLE = "its decisions already change with the candles that follow";

async function orImpossible(audit: () => Promise<Audit>): Promise<Audit> {
  try {
    return await audit();
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return impossible(error.message);
  }
}

function impossible(reason: string): Audit {
  return { outcome: "impossible", compared: 0, changed: 0, firstChangedMs: null, candlesNeeded: null, reason };
}
