/** Letting strategies at work go on with the newest version of their source. */
import { listUnstopped, setActiveVersion } from "../../db/active_strategies.ts";
import { newestVersion } from "../../db/strategy_versions.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import type { StrategyVersion } from "../../domain/strategy_version.ts";
import type { Outcome, portfolioProtocol } from "../portfolio_protocol.ts";
import { type Answer, AskError, type Payload } from "../runtime/mod.ts";
import { refusalOf } from "./gate.ts";
import { guardOf, type Portfolio, type PortfolioContext } from "./state.ts";

/** Longer than a source may take to load. */
const UPGRADE_MS = 15_000;

/** Lets those of a strategy that are at work go on with its newest version, one after the other. */
export async function upgrade(
  portfolio: Portfolio,
  { userId, strategyId }: Payload<typeof portfolioProtocol.UpgradeStrategy>,
  ctx: PortfolioContext,
): Promise<Answer<typeof portfolioProtocol.UpgradeStrategy>> {
  const { db } = portfolio.args;
  const newest = await newestVersion(db, strategyId);
  if (newest?.userId !== userId) return { outcome: "unknown" };
  const refusal = await refusalOf(db, newest);
  if (refusal !== null) return { outcome: "refused", reason: refusal };
  const older = (await listUnstopped(db)).filter((of) => of.strategyId === strategyId && of.version < newest.number);
  const refusals: string[] = [];
  for (const of of older) {
    const reason = await upgradeOne(portfolio, of, newest, ctx);
    if (reason !== null) refusals.push(`${of.symbol} goes on with version ${of.version}: ${reason}`);
  }
  if (refusals.length > 0) return { outcome: "refused", reason: refusals.join("; ") };
  return { outcome: "done", upgraded: older.length };
}

/** Lets one that is at work go on with the newest version. */
export async function upgradeToNewest(
  portfolio: Portfolio,
  active: ActiveStrategy,
  ctx: PortfolioContext,
): Promise<Outcome> {
  const { db } = portfolio.args;
  const newest = await newestVersion(db, active.strategyId);
  if (!newest || newest.number <= active.version) return { outcome: "done" };
  const reason = await refusalOf(db, newest) ?? await upgradeOne(portfolio, active, newest, ctx);
  return reason === null ? { outcome: "done" } : { outcome: "refused", reason };
}

/** Why one at work could not go on with a version, or null. */
async function upgradeOne(
  portfolio: Portfolio,
  { id }: ActiveStrategy,
  { number, source }: StrategyVersion,
  ctx: PortfolioContext,
): Promise<string | null> {
  try {
    const guard = guardOf(portfolio, id, ctx);
    const { reason } = await guard.ask("Upgrade", { version: number, source }, { timeout: UPGRADE_MS });
    if (reason === null) await setActiveVersion(portfolio.args.db, id, number);
    return reason;
  } catch (error) {
    if (error instanceof AskError) return error.message;
    throw error;
  }
}
