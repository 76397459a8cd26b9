/** Which version of a strategy may be set to work. */
import { hasDoneBacktest } from "../../db/backtests.ts";
import type { Queries } from "../../db/db.ts";
import { isSound } from "../../domain/strategy_verdict.ts";
import type { StrategyVersion } from "../../domain/strategy_version.ts";

/**
 * Why a version may not trade, or null. Nothing does that is known not to compile. What the assistant wrote must have passed
 * the audits and a backtest: nobody else has read it.
 */
export async function refusalOf(db: Queries, version: StrategyVersion): Promise<string | null> {
  const { strategyId, number, origin, verdict } = version;
  const error = verdict?.problems.find(({ severity }) => severity === "error");
  if (error) return `version ${number} does not compile: line ${error.line}, column ${error.column}: ${error.message}`;
  if (origin !== "assistant") return null;
  if (!verdict) return `version ${number} was written by the assistant and has not been audited yet`;
  if (!isSound(verdict)) return `version ${number} was written by the assistant and failed an audit`;
  if (await hasDoneBacktest(db, strategyId, number)) return null;
  return `version ${number} was written by the assistant and has not passed a backtest yet`;
}
