/** What the portfolio holds, and its way to the guards. */
import { z } from "zod";
import type { StrategyStatus } from "../../domain/active_strategy.ts";
import type { Lanes } from "../../domain/lanes.ts";
import { activeStrategyProtocol } from "../active_strategy/protocol.ts";
import { databaseArg } from "../database_arg.ts";
import type { portfolioProtocol } from "../portfolio_protocol.ts";
import { type ActorContext, AskError } from "../runtime/mod.ts";

/** What the portfolio is started with. */
export const portfolioArgs = z.object({
  db: databaseArg,
  /** The dynamic supervisor of the guards. */
  strategiesPath: z.string(),
  orderDeskPath: z.string(),
  recorderPath: z.string(),
  /** Who sees to it that the markets of strategies are followed; null = they are. */
  deskPath: z.string().nullable().default(null),
  /** Who knows the prints of other venues, by which exits are watched; null = nobody does. */
  venuesPath: z.string().nullable().default(null),
});

/** The state of the portfolio. */
export interface Portfolio {
  readonly args: z.infer<typeof portfolioArgs>;
  /** Last status of each strategy at work, by its id, in the order in which they were set to work. */
  readonly statuses: Map<string, StrategyStatus>;
  /** By strategy: what its guard is told takes turns. */
  readonly lanes: Lanes;
}

/** The context of the portfolio. */
export type PortfolioContext = ActorContext<typeof portfolioProtocol>;

/** Shorter than who asks the portfolio waits; a guard that is busy for longer still does what it was told. */
export const COMMAND_MS = 4_000;

/** Whether the guard of a strategy runs; one that is too busy to answer does. */
export async function runs(portfolio: Portfolio, id: string, ctx: PortfolioContext): Promise<boolean> {
  try {
    await guardOf(portfolio, id, ctx).ask("GetStatus", undefined, { timeout: "1s" });
    return true;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return error.code !== "noproc";
  }
}

/** The guard of a strategy at work. */
export function guardOf(portfolio: Portfolio, id: string, ctx: PortfolioContext) {
  return ctx.whereis(guardPath(portfolio, id), activeStrategyProtocol);
}

/** Where the guard of a strategy is. */
export function guardPath({ args }: Portfolio, id: string): string {
  return `${args.strategiesPath}/${id}`;
}
