/**
 * The portfolio: what is to be at work, and on whose word.
 * Holds: the last status of every strategy at work.
 * **Hears** its users' commands, and the status of each strategy.
 * **Tells** the strategies supervisor what to start and stop, and the guards what their users want.
 * **On restart** it reads from the database what is to be at work, and starts what is not running already.
 */
import { z } from "zod";
import {
  activate,
  findActiveStrategy,
  listUnstopped,
  setActive,
  setActiveVersion,
  stopActive,
} from "../db/active_strategies.ts";
import { brokersOf } from "../db/brokers.ts";
import type { Db } from "../db/db.ts";
import { forgetDecisions } from "../db/decisions.ts";
import { findStrategy } from "../db/strategies.ts";
import { findVersion, newestVersion } from "../db/strategy_versions.ts";
import type { ActiveStrategy, StrategyStatus } from "../domain/active_strategy.ts";
import { Decimal } from "../domain/decimal.ts";
import type { StrategyVersion } from "../domain/strategy_version.ts";
import { newGuard, statusOf } from "./active_strategy/guard.ts";
import { activeStrategyProtocol } from "./active_strategy/protocol.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { marketDeskProtocol } from "./market_desk_protocol.ts";
import { refusalOf } from "./portfolio/gate.ts";
import { type Outcome, portfolioProtocol } from "./portfolio_protocol.ts";
import { type ActorContext, type Answer, AskError, defineActor, type Payload } from "./runtime/mod.ts";
import { strategyStatuses } from "./topics.ts";

export { portfolioProtocol };

const portfolioArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  /** The dynamic supervisor of the guards. */
  strategiesPath: z.string(),
  orderDeskPath: z.string(),
  recorderPath: z.string(),
  /** Who sees to it that the markets of strategies are followed; null = they are. */
  deskPath: z.string().nullable().default(null),
  /** Who knows the prints of other venues, by which exits are watched; null = nobody does. */
  venuesPath: z.string().nullable().default(null),
});

interface Portfolio {
  readonly args: z.infer<typeof portfolioArgs>;
  /** Last status of each strategy at work, by its id, in the order in which they were set to work. */
  readonly statuses: Map<string, StrategyStatus>;
}

type Context = ActorContext<typeof portfolioProtocol>;

/** When something could not be started. */
const TRY_AGAIN = "5s";
/** Shorter than who asks the portfolio waits; a guard that is busy for longer still does what it was told. */
const COMMAND_MS = 4_000;
/** Until its guard needs the market itself. */
const NEED_MS = 60_000;
/** Longer than a source may take to load. */
const UPGRADE_MS = 15_000;
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
    return { args, statuses: new Map() };
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
      command(portfolio, of, async ({ id }) => {
        await setActive(portfolio.args.db, id, false);
        await guardOf(portfolio, id, ctx).ask("Suspend", undefined, { timeout: COMMAND_MS });
        return { outcome: "done" };
      }),
    ResumeStrategy: (portfolio, of, ctx) =>
      command(portfolio, of, async ({ id, symbol }) => {
        if (!await setActive(portfolio.args.db, id, true)) {
          return { outcome: "refused", reason: `another strategy is at work on ${symbol} with this broker` };
        }
        await guardOf(portfolio, id, ctx).ask("Resume", undefined, { timeout: COMMAND_MS });
        return { outcome: "done" };
      }),
    SellPosition: (portfolio, of, ctx) =>
      command(portfolio, of, async ({ id }) => {
        const { reason } = await guardOf(portfolio, id, ctx).ask("Sell", undefined, { timeout: COMMAND_MS });
        return reason === null ? { outcome: "done" } : { outcome: "refused", reason };
      }),
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

/** Checks what the database cannot say in words, stores the strategy as active, and starts its guard. */
async function start(
  portfolio: Portfolio,
  wanted: Payload<typeof portfolioProtocol.StartStrategy>,
  ctx: Context,
): Promise<{ outcome: "done"; activeStrategyId: string } | { outcome: "refused"; reason: string }> {
  const { db, orderDeskPath } = portfolio.args;
  const { userId, strategyId, brokerId, symbol, amountQuote } = wanted;
  const refuse = (reason: string) => ({ outcome: "refused", reason }) as const;
  const strategy = await findStrategy(db, strategyId);
  if (strategy?.userId !== userId) return refuse(`there is no strategy ${strategyId}`);
  const chosen = wanted.version === null
    ? await newestVersion(db, strategyId)
    : await findVersion(db, strategyId, wanted.version);
  if (!chosen) return refuse(`strategy ${strategyId} has no version ${wanted.version ?? 1}`);
  const refusal = await refusalOf(db, chosen) ?? datesRefused(wanted, ctx.clock.now());
  if (refusal !== null) return refuse(refusal);
  if (!(await brokersOf(db, userId)).some(({ id }) => id === brokerId)) return refuse(`there is no broker ${brokerId}`);
  if (!new Decimal(amountQuote).gt(0)) return refuse(`the amount ${amountQuote} is not above 0`);
  const market = await ctx.whereis(orderDeskPath, orderDeskProtocol).ask("GetMarket", { brokerId, symbol });
  if (!market) return refuse(`${symbol} is not traded with this broker`);
  const { timeframe } = strategy;
  const unheard = await needRefused(portfolio, { symbol, timeframe }, ctx);
  if (unheard !== null) return refuse(unheard);
  const id = crypto.randomUUID();
  const active: ActiveStrategy = {
    ...wanted,
    id,
    version: chosen.number,
    timeframe,
    isActive: true,
    createdMs: ctx.clock.now(),
  };
  if (!await activate(db, active)) return refuse(`another strategy is at work on ${symbol} with this broker`);
  await startGuard(portfolio, active, ctx);
  return { outcome: "done", activeStrategyId: id };
}

/** Why it could never work between these dates, or null. */
function datesRefused({ startMs, endMs }: Pick<ActiveStrategy, "startMs" | "endMs">, nowMs: number): string | null {
  if (endMs === null) return null;
  const isoOf = (ms: number) => new Date(ms).toISOString();
  if (startMs !== null && endMs <= startMs) return `its end ${isoOf(endMs)} is not after its start ${isoOf(startMs)}`;
  return endMs <= nowMs ? `its end ${isoOf(endMs)} is over` : null;
}

/** Why nobody would tell it the candles of its market, or null; also null where the desk does not say. */
async function needRefused(
  { args: { deskPath } }: Portfolio,
  market: Pick<ActiveStrategy, "symbol" | "timeframe">,
  ctx: Context,
): Promise<string | null> {
  if (deskPath === null) return null;
  const need = { ...market, fromMs: ctx.clock.now(), by: ctx.self.path, forMs: NEED_MS };
  try {
    return (await ctx.whereis(deskPath, marketDeskProtocol).ask("Need", need, { timeout: COMMAND_MS })).reason;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    ctx.log.warn("The market desk does not answer", { ...market, why: error.message });
    return null;
  }
}

/** Lets those of a strategy that are at work go on with its newest version, one after the other. */
async function upgrade(
  portfolio: Portfolio,
  { userId, strategyId }: Payload<typeof portfolioProtocol.UpgradeStrategy>,
  ctx: Context,
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
async function upgradeToNewest(portfolio: Portfolio, active: ActiveStrategy, ctx: Context): Promise<Outcome> {
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
  ctx: Context,
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

/** Does something to a strategy at work, if it is the user's; a guard that does not answer is a refusal, not a crash. */
async function command(
  { args }: Portfolio,
  { userId, activeStrategyId }: { readonly userId: string; readonly activeStrategyId: string },
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

async function startGuards(portfolio: Portfolio, ctx: Context): Promise<void> {
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
async function startGuard(portfolio: Portfolio, activeStrategy: ActiveStrategy, ctx: Context): Promise<void> {
  const { db, strategiesPath, orderDeskPath, recorderPath, deskPath, venuesPath } = portfolio.args;
  const { id, strategyId, version } = activeStrategy;
  const [strategy, found] = [await findStrategy(db, strategyId), await findVersion(db, strategyId, version)];
  if (!strategy || !found) throw new Error(`Cannot start ${id}: there is no version ${version} of ${strategyId}`);
  const [{ name }, { source }] = [strategy, found];
  const args = { db, activeStrategy, name, source, orderDeskPath, recorderPath, deskPath, venuesPath };
  try {
    await ctx.startChild(strategiesPath, { id, module: import.meta.resolve("./active_strategy.actor.ts"), args });
  } catch (error) {
    if (!await runs(portfolio, id, ctx)) throw error;
  }
  portfolio.statuses.set(id, statusOf(newGuard(args))); // until the guard, which is told to, shows its own
  guardOf(portfolio, id, ctx).tell("ShowStatus");
}

/** Whether the guard of a strategy runs; one that is too busy to answer does. */
async function runs(portfolio: Portfolio, id: string, ctx: Context): Promise<boolean> {
  try {
    await guardOf(portfolio, id, ctx).ask("GetStatus", undefined, { timeout: "1s" });
    return true;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return error.code !== "noproc";
  }
}

function guardOf(portfolio: Portfolio, id: string, ctx: Context) {
  return ctx.whereis(guardPath(portfolio, id), activeStrategyProtocol);
}

function guardPath({ args }: Portfolio, id: string): string {
  return `${args.strategiesPath}/${id}`;
}
