/**
 * The audit of the warm-up: the source is begun in the midst of the candles, and what it decides once it says it has seen
 * enough is compared with what it decides there after a longer history. What changes was decided before it knew enough.
 *
 * Averages that go on for ever (EMA, Wilder's) never forget their beginning wholly. So the rule is not that numbers are the
 * same, but that decisions are: the same side at the same candle, sizes within 1 %, stops and targets within 0.1 % of the
 * price.
 */
import { type CandleColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import type { LoggedDecision } from "../domain/backtest/decision_log.ts";
import type { Audit } from "../domain/strategy_verdict.ts";
import { isMade, NOTHING_DECIDED } from "./look_ahead_audit.ts";
import type { Recorder } from "./recorded_run.ts";

/** Where it is begun anew, as shares of the candles: behind a long history, before many decisions. */
const BEGINS = Array.from({ length: 16 }, (_, at) => 0.3 + 0.028 * at);
/** Decisions that still change in the last part of what is compared show no end. */
const SETTLED = 0.75;
const SIZE_TOLERANCE = 0.01;
const PRICE_TOLERANCE = 0.001;
/** Numbers of candles are told rounded up to such. */
const ROUND = 10;

/** One comparison: how many decisions, which changed (as indexes in the shorter run), and how long the run was. */
interface Compared {
  readonly count: number;
  readonly changed: readonly number[];
  readonly length: number;
  readonly begin: number;
}

/** Runs the audit. @throws {CannotRun} for a source that cannot be run. */
export async function auditWarmUp(record: Recorder, candles: CandleColumns): Promise<Audit> {
  const { decisions: whole } = await record(candles, "flat");
  const all: Compared[] = [];
  for (const share of BEGINS) all.push(await compareFrom(Math.floor(share * candles.length)));
  const compared = all.reduce((sum, { count }) => sum + count, 0);
  const changedMs = all.flatMap(({ changed, begin }) => changed.map((at) => candles.openMs[begin + at]!));
  const rest = { compared, changed: new Set(changedMs).size };
  if (compared === 0) return nothing(`it had not seen enough after ${all[0]!.length} candles`);
  if (!whole.some(isMade)) return nothing(NOTHING_DECIDED);
  if (changedMs.length === 0) {
    return { outcome: "passed", ...rest, firstChangedMs: null, candlesNeeded: null, reason: null };
  }
  const firstChangedMs = Math.min(...changedMs);
  return { outcome: "failed", ...rest, firstChangedMs, candlesNeeded: neededOf(all), reason: null };

  async function compareFrom(begin: number): Promise<Compared> {
    const { decisions, warmFrom } = await record(sliceColumns(candles, begin), "flat");
    const from = warmFrom ?? decisions.length;
    const changed: number[] = [];
    for (let at = from; at < decisions.length; at++) {
      const price = candles.close[begin + at]!;
      if (!isAlike(decisions[at]!, whole[begin + at]!, price)) changed.push(at);
    }
    return { count: decisions.length - from, changed, length: decisions.length, begin };
  }
}

function nothing(reason: string): Audit {
  return { outcome: "impossible", compared: 0, changed: 0, firstChangedMs: null, candlesNeeded: null, reason };
}

/** How many candles it must have seen for no decision to change; null where the changes show no end. */
function neededOf(all: readonly Compared[]): number | null {
  let needed = 0;
  for (const { changed, length } of all) {
    const last = changed.at(-1);
    if (last === undefined) continue;
    if (last > SETTLED * length) return null;
    needed = Math.max(needed, last + 2); // at that candle it had seen last + 1, which was not enough
  }
  return Math.ceil(needed / ROUND) * ROUND;
}

function isAlike(one: LoggedDecision, other: LoggedDecision, price: number): boolean {
  return one.kind === other.kind && one.side === other.side &&
    isNear(one.quantity, other.quantity, SIZE_TOLERANCE * Math.abs(other.quantity ?? 0)) &&
    isNear(one.stopLoss, other.stopLoss, PRICE_TOLERANCE * price) &&
    isNear(one.takeProfit, other.takeProfit, PRICE_TOLERANCE * price);
}

function isNear(one: number | null, other: number | null, tolerance: number): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= tolerance;
}
