/** Both audits of a source over the sample candles of its timeframe. */
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { randomFrom } from "../domain/backtest/random.ts";
import type { Audit } from "../domain/strategy_verdict.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { auditLookAhead } from "./look_ahead_audit.ts";
import { CannotRun, type Recorder, recorderOf } from "./recorded_run.ts";
import { sampleCandles } from "./sample_candles.ts";
import { auditWarmUp } from "./warm_up_audit.ts";

/** Enough for a strategy that looks back a thousand candles to decide a thousand times. */
const SAMPLE_LENGTH = 6_000;
const SEED = 1;

/** Longer than this nobody else's source waits for one that is slow, ms. */
const BUDGET_MS = 180_000;

/** How an audit is run; all of it optional. */
export interface AuditOptions {
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** How long both may take together, ms; default: three minutes. */
  readonly budgetMs?: number;
}

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
export async function auditSource(
  source: string,
  timeframe: Timeframe,
  { signal, budgetMs = BUDGET_MS }: AuditOptions = {},
): Promise<Audits> {
  const candles = sampleCandles(timeframe, SAMPLE_LENGTH);
  const slow = new CannotRun(`its runs over ${SAMPLE_LENGTH} candles were not through after ${budgetMs / 1_000} s`);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(slow), budgetMs);
  try {
    return await bothAudits(recorderOf(source, AbortSignal.any([late.signal, ...signal ? [signal] : []])), candles);
  } finally {
    clearTimeout(timer);
  }
}

async function bothAudits(record: Recorder, candles: CandleColumns): Promise<Audits> {
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
