/**
 * The audit for look-ahead: candles are taken away from the end, and the source is run again over the rest, in a process of
 * its own that knows nothing of the first one. A decision that changes had seen the future, or was left to chance.
 */
import { type CandleColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import type { LoggedDecision } from "../domain/backtest/decision_log.ts";
import { shuffle, wholeBelow } from "../domain/backtest/random.ts";
import type { Audit } from "../domain/strategy_verdict.ts";
import type { Recorder, RunMode } from "./recorded_run.ts";

const MODES: readonly RunMode[] = ["flat", "trading"];
/** Ends that are tried for each mode: some by chance, some right behind a decision to enter or to leave. */
const BY_CHANCE = 2;
const BEHIND_EACH = 3;

/** Runs the audit. @throws {CannotRun} for a source that cannot be run. */
export async function auditLookAhead(record: Recorder, candles: CandleColumns, random: () => number): Promise<Audit> {
  const changed = new Set<number>();
  let [compared, hasDecided] = [0, false];
  for (const mode of MODES) {
    const { decisions: whole } = await record(candles, mode);
    hasDecided ||= whole.some(isMade);
    for (const end of endsFor(whole, random)) {
      const { decisions } = await record(sliceColumns(candles, 0, end), mode);
      decisions.forEach((decision, at) => {
        if (!isSame(decision, whole[at]!)) changed.add(decision.openMs);
      });
      compared += decisions.length;
    }
  }
  const firstChangedMs = changed.size === 0 ? null : Math.min(...changed);
  const rest = { compared, changed: changed.size, firstChangedMs, candlesNeeded: null };
  if (changed.size > 0) return { outcome: "failed", ...rest, reason: null };
  if (!hasDecided) return { outcome: "impossible", ...rest, compared: 0, reason: NOTHING_DECIDED };
  return { outcome: "passed", ...rest, reason: null };
}

/** Why an audit says nothing of a source that only waits. */
export const NOTHING_DECIDED = "it never wanted to enter or to leave on the sample candles";

/** Numbers of candles to end after. */
function endsFor(whole: readonly LoggedDecision[], random: () => number): number[] {
  const behind = (kind: LoggedDecision["kind"]) =>
    shuffle(whole.flatMap((decision, at) => decision.kind === kind ? [at + 1] : []), random).slice(0, BEHIND_EACH);
  const byChance = Array.from({ length: BY_CHANCE }, () => 1 + wholeBelow(whole.length, random));
  return [...behind("enter"), ...behind("exit"), ...byChance];
}

/** Whether something was to be done. */
export function isMade({ kind }: LoggedDecision): boolean {
  return kind !== "wait";
}

/** The same to the last bit: the same numbers calculated from the same candles. */
function isSame(one: LoggedDecision, other: LoggedDecision): boolean {
  return one.openMs === other.openMs && one.kind === other.kind && one.side === other.side &&
    one.quantity === other.quantity && one.stopLoss === other.stopLoss && one.takeProfit === other.takeProfit &&
    one.held === other.held;
}
