/** The watch of a position's exits: those that its venue cannot hold itself. */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import { exitName, watchedExits } from "../domain/exit_watch.ts";
import { symbol } from "../domain/market.ts";
import { venue } from "../domain/venue.ts";

/** What a watch is started with. */
export const exitWatchArgs = z.object({
  /** Tells watches of one owner apart. */
  number: z.int(),
  symbol,
  exits: watchedExits,
  /** Whose prints count; null = those of the platform's own market. */
  venue: venue.nullable(),
  /** Who knows the prints of that venue. */
  venuesPath: z.string().nullable(),
  /** Whoever wants to leave at them, who is told. */
  ownerPath: z.string(),
});
/** What a watch is started with. */
export type ExitWatchArgs = z.infer<typeof exitWatchArgs>;

/** What a watch tells its owner. */
export const exitWatchTellings = {
  /** An exit was reached by a print at this price; told again every second while prints are there or beyond. */
  ExitReached: { in: z.object({ number: z.int(), exit: exitName, price: decimalText }) },
  /** It sees the market, or does not. */
  WatchSees: { in: z.object({ number: z.int(), sees: z.boolean() }) },
} as const;
