/** Which of a strategy's recorded decisions a backtest can be held against. Pure. */
import type { DecisionRecord } from "../domain/decision_record.ts";

/**
 * The newest decisions of one version, from the first on at which nothing was held: a backtest begins with nothing, too.
 * None where it always held something. `least`: the smallest quantity that counts as held, base currency.
 */
export function comparableDecisions(all: readonly DecisionRecord[], least: number): readonly DecisionRecord[] {
  const newest = all.at(-1)?.version;
  const ofNewest = all.slice(1 + all.findLastIndex(({ version }) => version !== newest));
  const flat = ofNewest.findIndex(({ held }) => held === 0 || Math.abs(held) < least);
  return flat < 0 ? [] : ofNewest.slice(flat);
}
