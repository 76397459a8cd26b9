/** The actor of one open position: what its guard starts it with, asks of it, and is told. */
import { z } from "zod";
import { activeStrategy, protection } from "../domain/active_strategy.ts";
import { decimalText } from "../domain/decimal.ts";
import { market } from "../domain/market.ts";
import { venue } from "../domain/venue.ts";
import { abilities } from "./broker_protocol.ts";
import { databaseArg } from "./database_arg.ts";

/** What it is started with. */
export const positionArgs = z.object({
  db: databaseArg,
  activeStrategy,
  /** Of its strategy, for its user. */
  name: z.string(),
  orderDeskPath: z.string(),
  /** Who knows the prints of other venues; null = the platform's own market is watched instead. */
  venuesPath: z.string().nullable(),
  /** Its guard, which is told. */
  guardPath: z.string(),
  /** Tells the positions of one guard apart. */
  number: z.int(),
  /** The order that entered it. */
  entryId: z.string(),
  market,
  abilities: abilities.omit({ environment: true }),
  /** Whose prints reach exits that are watched; null = those of the platform's own market. */
  venue: venue.nullable(),
  /** The newest that is known, in quote currency. */
  price: decimalText.nullable(),
});
/** What it is started with. */
export type PositionArgs = z.infer<typeof positionArgs>;

/** What it hears from its guard. */
export const positionProtocol = {
  /**
   * Calls off what stands, and leaves at the market. `timeMs` and `purpose` make the order's id: the same twice is one order.
   * `reason` = why not; null = it is done or under way.
   */
  Close: {
    in: z.object({ timeMs: z.int(), purpose: z.enum(["exit", "sell"]) }),
    out: z.object({ reason: z.string().nullable() }),
  },
  /** How its exits are kept; answered behind all that it has heard before. */
  GetProtection: { out: protection },
} as const;

/** What it tells its guard. */
export const positionTellings = {
  /** How its exits are kept now, and how long nobody did. */
  PositionTold: {
    in: z.object({
      number: z.int(),
      protection,
      unprotectedSinceMs: z.int().nullable(),
      unprotectedMs: z.int().min(0),
    }),
  },
  /** Nothing of it is left. */
  PositionClosed: { in: z.object({ number: z.int() }) },
  /** What was heard is not what the books say. */
  BooksDiffer: {},
} as const;
