/** What a strategy at work hears from outside: from its user through the portfolio. */
import { z } from "zod";
import { strategyStatus } from "../../domain/active_strategy.ts";

/** What the guard of a strategy at work hears from outside. */
export const activeStrategyProtocol = {
  /** It decides no more; its position, and the orders that protect it, stay. */
  Suspend: { out: strategyStatus },
  /** It decides again, also after it was halted; its failures are forgotten. */
  Resume: { out: strategyStatus },
  /** Sells what is held at the market now; it goes on deciding. */
  Sell: { out: z.object({ sold: z.boolean(), reason: z.string().nullable() }) },
  /** Goes on with another version of its source; unless that loads, nothing changes. Position and orders stay. */
  Upgrade: {
    in: z.object({ version: z.int().min(1), source: z.string() }),
    out: z.object({ upgraded: z.boolean(), reason: z.string().nullable() }),
  },
  GetStatus: { out: strategyStatus },
  /** Publishes its status, though nothing has changed. */
  ShowStatus: {},
} as const;
