/** Starting the guards of strategies at work. */
import { listUnstopped } from "../../db/active_strategies.ts";
import { findStrategy } from "../../db/strategies.ts";
import { findVersion } from "../../db/strategy_versions.ts";
import type { ActiveStrategy } from "../../domain/active_strategy.ts";
import { newGuard, statusOf } from "../active_strategy/guard.ts";
import { guardOf, type Portfolio, type PortfolioContext, runs } from "./state.ts";

/** When something could not be started. */
const TRY_AGAIN = "5s";

/** Starts the guards of all that is to be at work and is not known yet; what cannot be started is tried again. */
export async function startGuards(portfolio: Portfolio, ctx: PortfolioContext): Promise<void> {
  for (const active of await listUnstopped(portfolio.args.db)) {
    if (portfolio.statuses.has(active.id)) continue;
    try {
      await startGuard(portfolio, active, ctx);
    } catch (error) {
      ctx.log.error("Cannot start a strategy; trying again", { activeStrategyId: active.id, why: String(error) });
      ctx.after(TRY_AGAIN, "StartGuards");
    }
  }
}

/** Starts the guard of a strategy, unless it runs already: it outlives a fall of the portfolio. */
export async function startGuard(
  portfolio: Portfolio,
  activeStrategy: ActiveStrategy,
  ctx: PortfolioContext,
): Promise<void> {
  const { db, strategiesPath, orderDeskPath, recorderPath, deskPath, venuesPath } = portfolio.args;
  const { id, strategyId, version } = activeStrategy;
  const [strategy, found] = [await findStrategy(db, strategyId), await findVersion(db, strategyId, version)];
  if (!strategy || !found) throw new Error(`Cannot start ${id}: there is no version ${version} of ${strategyId}`);
  const [{ name }, { source }] = [strategy, found];
  const args = { db, activeStrategy, name, source, orderDeskPath, recorderPath, deskPath, venuesPath };
  try {
    await ctx.startChild(strategiesPath, { id, module: import.meta.resolve("../active_strategy.actor.ts"), args });
  } catch (error) {
    if (!await runs(portfolio, id, ctx)) throw error;
  }
  portfolio.statuses.set(id, statusOf(newGuard(args))); // until the guard, which is told to, shows its own
  guardOf(portfolio, id, ctx).tell("ShowStatus");
}
