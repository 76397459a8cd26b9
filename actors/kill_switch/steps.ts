/**
 * The steps of a kill switch; each may be done again. They answer what could not be done, in words. None is begun once the
 * switch was turned off, or on anew.
 */
import { activeStrategiesOf } from "../../db/active_strategies.ts";
import { brokersOf } from "../../db/brokers.ts";
import { isExit } from "../../domain/risk/opening.ts";
import { portfolioProtocol } from "../portfolio_protocol.ts";
import {
  type AccountKill,
  each,
  type Kill,
  type KillContext,
  type KillParts,
  PATIENT,
  type Problems,
} from "./account_kill.ts";
import { cancelOpen } from "./canceling.ts";
import { sellAll } from "./selling.ts";

/**
 * Suspends, cancels and, where it is asked for, sells, at all accounts beside each other: one whose exchange does not answer
 * holds up no other. Answers what could not be done.
 */
export async function carryOut(parts: KillParts, kill: Kill, ctx: KillContext): Promise<Problems> {
  const accounts = await brokersOf(parts.db, kill.userId);
  const problems = accounts.map((account) => carryOutAt({ ...parts, ...kill, account, ctx }));
  return (await Promise.all(problems)).flat();
}

async function carryOutAt(of: AccountKill): Promise<Problems> {
  const suspending = await suspendAll(of);
  const canceling = await cancelOpen(of, (order) => !isExit(order));
  const selling = of.sells ? await sellAll(of) : [];
  return [...suspending, ...canceling, ...selling];
}

async function suspendAll(of: AccountKill): Promise<Problems> {
  const { db, userId, account, portfolioPath, ctx } = of;
  const portfolio = ctx.whereis(portfolioPath, portfolioProtocol);
  const working = (await activeStrategiesOf(db, userId)).filter((one) => one.isActive && one.brokerId === account.id);
  return await each(of, working, async ({ id, symbol }) => {
    const done = await portfolio.ask("SuspendStrategy", { userId, activeStrategyId: id }, PATIENT);
    return done.outcome === "refused" ? `the strategy on ${symbol} is not suspended: ${done.reason}` : null;
  });
}
