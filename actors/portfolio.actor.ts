/**
 * The portfolio: what is to be at work, and on whose word.
 * Holds: the last status of every strategy at work.
 * **Hears** its users' commands, and the status of each strategy.
 * **Tells** the strategies supervisor what to start and stop, and the guards what their users want.
 * **On restart** it reads from the database what is to be at work, and starts what is not running already.
 *
 * What suspends and sells is done beside everything else: a guard that does not answer holds up nobody's.
 * Its steps are in `portfolio/`: `activating.ts`, `upgrading.ts`, and `guards.ts`, which starts what is to be at work.
 */
import { findActiveStrategy, setActive, stopActive, STOPPED_MS } from "../db/active_strategies.ts";
import { forgetDecisions } from "../db/decisions.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import { Lanes } from "../domain/lanes.ts";
import { start } from "./portfolio/activating.ts";
import { startGuards } from "./portfolio/guards.ts";
import { COMMAND_MS, guardOf, guardPath, type Portfolio, portfolioArgs, runs } from "./portfolio/state.ts";
import { upgrade, upgradeToNewest } from "./portfolio/upgrading.ts";
import { type Outcome, portfolioProtocol } from "./portfolio_protocol.ts";
import { AskError, defineActor, later } from "./runtime/mod.ts";
import { strategyStatuses } from "./topics.ts";

export { portfolioProtocol };

/** How long decisions are kept. */
const DECISIONS_MS = 90 * 86_400_000;
const FORGET_EVERY = "1h";

export default defineActor({
  protocol: portfolioProtocol,
  args: portfolioArgs,
  init(ctx, args): Portfolio {
    ctx.subscribe(strategyStatuses, "StatusChanged");
    ctx.self.tell("StartGuards");
    ctx.every(FORGET_EVERY, "ForgetDecisions");
    return { args, statuses: new Map(), lanes: new Lanes() };
  },
  on: {
    StartStrategy: (portfolio, wanted, ctx) => start(portfolio, wanted, ctx),
    UpgradeStrategy: (portfolio, of, ctx) => upgrade(portfolio, of, ctx),
    UpgradeActiveStrategy: (portfolio, of, ctx) =>
      command(portfolio, of, (active) => upgradeToNewest(portfolio, active, ctx)),
    StopStrategy: (portfolio, of, ctx) =>
      command(portfolio, of, async ({ id }) => {
        await stopActive(portfolio.args.db, id);
        if (await runs(portfolio, id, ctx)) await ctx.stopChild(guardPath(portfolio, id));
        portfolio.statuses.delete(id);
        return { outcome: "done" };
      }),
    SuspendStrategy: (portfolio, of, ctx) =>
      later(inTurn(portfolio, of, async ({ id }) => {
        await setActive(portfolio.args.db, id, false);
        await unlessGone(guardOf(portfolio, id, ctx).ask("Suspend", undefined, { timeout: COMMAND_MS }));
        return { outcome: "done" };
      })),
    // not beside others: of those that want the same market one may have it
    ResumeStrategy: (portfolio, of, ctx) =>
      inTurn(portfolio, of, async ({ id, symbol, endMs }) => {
        if (endMs === STOPPED_MS) return { outcome: "refused", reason: "it was stopped for good" };
        if (!await setActive(portfolio.args.db, id, true)) {
          return { outcome: "refused", reason: `another strategy is at work on ${symbol} with this broker` };
        }
        await unlessGone(guardOf(portfolio, id, ctx).ask("Resume", undefined, { timeout: COMMAND_MS }));
        return { outcome: "done" };
      }),
    SellPosition: (portfolio, of, ctx) =>
      later(inTurn(portfolio, of, async ({ id }) => {
        const { reason } = await guardOf(portfolio, id, ctx).ask("Sell", undefined, { timeout: COMMAND_MS });
        return reason === null ? { outcome: "done" } : { outcome: "refused", reason };
      })),
    GetStrategies: ({ statuses }, { userId }) =>
      [...statuses.values()].filter((status) => userId === null || status.userId === userId),
    StatusChanged({ statuses }, status) {
      if (statuses.has(status.activeStrategyId)) statuses.set(status.activeStrategyId, status);
    },
    StartGuards: (portfolio, _, ctx) => startGuards(portfolio, ctx),
    async ForgetDecisions({ args }, _, ctx) {
      const forgotten = await forgetDecisions(args.db, ctx.clock.now() - DECISIONS_MS);
      if (forgotten > 0) ctx.log.info("forgot old decisions", { forgotten });
    },
  },
});

/** A strategy at work, and who wants something done to it. */
interface CommandedStrategy {
  readonly userId: string;
  readonly activeStrategyId: string;
}

/** Does something to a strategy at work, if it is the user's; a guard that does not answer is a refusal, not a crash. */
async function command(
  { args }: Portfolio,
  { userId, activeStrategyId }: CommandedStrategy,
  act: (active: ActiveStrategy) => Promise<Outcome>,
): Promise<Outcome> {
  const active = await findActiveStrategy(args.db, activeStrategyId);
  if (active?.userId !== userId) return { outcome: "unknown" };
  try {
    return await act(active);
  } catch (error) {
    if (error instanceof AskError) return { outcome: "refused", reason: error.message };
    throw error;
  }
}

/** The same once what this strategy was told before is done. */
function inTurn(
  portfolio: Portfolio,
  of: CommandedStrategy,
  act: (active: ActiveStrategy) => Promise<Outcome>,
): Promise<Outcome> {
  return portfolio.lanes.run(of.activeStrategyId, () => command(portfolio, of, act));
}

/** A guard that does not run now goes by what is stored once it does. */
async function unlessGone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof AskError && error.code === "noproc")) throw error;
  }
}
