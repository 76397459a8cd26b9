/** What the manual desk holds, and the rooms that it asks. */
import { z } from "zod";
import type { StoredExits } from "../../db/order_exits.ts";
import type { WatchedExits } from "../../domain/exit_watch.ts";
import type { Lanes } from "../../domain/lanes.ts";
import { orderChanged } from "../../domain/order.ts";
import { ticketOrderName } from "../../domain/ticket_ids.ts";
import { brokerPaths } from "../broker_paths.ts";
import { type Balance, orderDeskProtocol } from "../broker_protocol.ts";
import { databaseArg } from "../database_arg.ts";
import { exitWatchTellings } from "../exit_watch_protocol.ts";
import { manualDeskProtocol } from "../manual_desk_protocol.ts";
import type { ActorContext, ActorRef } from "../runtime/mod.ts";

/** Everything the manual desk hears: users' wishes, changes of orders, and notes to itself. */
export const manualDeskMessages = {
  ...manualDeskProtocol,
  OrderChanged: { in: orderChanged },
  /** Of the watches of exits. */
  ...exitWatchTellings,
  /** Looks after the exits of a ticket (again). */
  PursueExits: { in: z.object({ key: z.string() }) },
  /** Looks after all exits. */
  PursueAll: {},
} as const;

/** What it is started with. */
export const manualDeskArgs = z.object({
  db: databaseArg,
  ...brokerPaths.shape,
  orderDeskPath: z.string(),
  /** Who knows last prices; null = nobody: only orders with a price of their own can have exits. */
  venuesPath: z.string().nullable().default(null),
});

/** What it holds. */
export interface ManualDesk {
  readonly args: z.infer<typeof manualDeskArgs>;
  /** Exits that wait or work, by {@linkcode keyOf}. */
  readonly exits: Map<string, StoredExits>;
  /** Balances of brokers as they were told last, with the moment, by the clock that goes on evenly. */
  readonly balances: Map<string, { readonly atMs: number; readonly balances: readonly Balance[] }>;
  /** How often exits were looked after in vain, by their key, and what calls the next time off. */
  readonly late: Map<string, { readonly times: number; readonly cancel: () => void }>;
  /** The watches of exits that the venue does not hold, by their key. */
  readonly watches: Map<string, ManualWatch>;
  /** How many watches there were. */
  readonly watchCount: { so: number };
  /** Who kept exits when that was logged last, by their key. */
  readonly loggedKeepers: Map<string, string>;
  /** A sale that was refused is not tried again before a moment by the clock that goes on evenly; by the key of its exits. */
  readonly leaveAgain: Map<string, number>;
  /** By user: what one wants, and what is done with their exits, takes turns; those of others do not wait for it. */
  readonly lanes: Lanes;
  /** Users of whom an order may wait at the order desk that is in no book yet: after a fall, and where there was no answer. */
  readonly unsure: Set<string>;
  /** Keys of the exits that will be looked after when the turn of their user comes. */
  readonly awaited: Set<string>;
}

/** The watch of the exits of a ticket. */
export interface ManualWatch {
  readonly number: number;
  readonly path: string;
  readonly exits: WatchedExits;
  /** Whether it sees the market. */
  sees: boolean;
}

/** Its context. */
export type ManualContext = ActorContext<typeof manualDeskMessages>;

/** Longer than the order desk waits for a broker, with somebody else's order before it. */
export const DESK_ANSWER = { timeout: "25s" } as const;

/**
 * The order desk. A manual desk that was ended in the middle of something does no more: the next one has read the books already.
 * @throws {Error} when this incarnation is over.
 */
export function orderDesk({ args }: ManualDesk, ctx: ManualContext): ActorRef<typeof orderDeskProtocol> {
  if (ctx.signal.aborted) throw new Error("This manual desk was ended; the next one goes on");
  return ctx.whereis(args.orderDeskPath, orderDeskProtocol);
}

/** Under what the exits are held that an order is about, or that belong to an entry. */
export function keyOf({ userId, clientOrderId }: { readonly userId: string; readonly clientOrderId: string }): string {
  return `${userId}/${ticketOrderName(clientOrderId)?.stem ?? clientOrderId}`;
}
