/** What the portfolio hears; apart from the actor, so that who asks it does not load the database. */
import { z } from "zod";
import { activeStrategy, strategyStatus } from "../domain/active_strategy.ts";

/** A strategy at work, and the user who may command it. */
const of = z.object({ userId: z.string(), activeStrategyId: z.string() });

/** `unknown`: the user has no such strategy at work. `refused`: it cannot be done, and why. */
const outcome = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("done") }),
  z.object({ outcome: z.literal("unknown") }),
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
]);
/** What became of a command. */
export type Outcome = z.infer<typeof outcome>;

const { userId, strategyId, version, brokerId, symbol, amountQuote, parameters, startMs, endMs } = activeStrategy.shape;

/** What the portfolio hears. */
export const portfolioProtocol = {
  /**
   * Sets a strategy to work from the next closed candle on, on the timeframe it was written for; `version` null = its newest.
   * Its dates are `[startMs, endMs)`; what it holds at their end stays, with the orders that protect it.
   */
  StartStrategy: {
    in: z.object({
      userId,
      strategyId,
      version: version.nullable(),
      brokerId,
      symbol,
      amountQuote,
      parameters,
      startMs,
      endMs,
    }),
    out: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("done"), activeStrategyId: z.string() }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
    ]),
  },
  /**
   * Lets every one of a strategy's that is at work go on with its newest version; each keeps its position and its orders. A
   * source that does not load leaves the old one running. Give it time: each has to see its candles first.
   */
  UpgradeStrategy: {
    in: z.object({ userId, strategyId }),
    out: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("done"), upgraded: z.int() }),
      z.object({ outcome: z.literal("unknown") }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
    ]),
  },
  /** Lets one that is at work go on with its strategy's newest version; one that runs it already stays as it is. */
  UpgradeActiveStrategy: { in: of, out: outcome },
  /** Ends it for good. What it holds stays, with the orders that protect it. */
  StopStrategy: { in: of, out: outcome },
  /** It decides no more until it is resumed. What it holds stays, with the orders that protect it. */
  SuspendStrategy: { in: of, out: outcome },
  /** It decides again: after it was suspended, or halted for failing too often. */
  ResumeStrategy: { in: of, out: outcome },
  /** Sells what it holds at the market now; it goes on deciding. */
  SellPosition: { in: of, out: outcome },
  /** Every strategy at work, the suspended ones too, oldest first; of one user, or of all. */
  GetStrategies: { in: z.object({ userId: z.string().nullable() }), out: z.array(strategyStatus) },
  StatusChanged: { in: strategyStatus },
  /** Starts whatever is to be at work and is not. */
  StartGuards: {},
  /** Forgets decisions that are too old. */
  ForgetDecisions: {},
} as const;
