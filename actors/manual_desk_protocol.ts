/**
 * The manual desk: orders by hand with their exits. It sends through the order desk, and places the exits of what was bought
 * as soon as the entry is filled, also when the platform fell in between.
 */
import { z } from "zod";
import { exitName } from "../domain/exit_watch.ts";
import { holdingToAdopt } from "../domain/foreign.ts";
import { order } from "../domain/order.ts";
import { amount, orderExits, placedTicket, ticket, ticketVerdict } from "../domain/ticket.ts";

/** What came of a wish about an order that stands. `refused` carries the reason in words; `unknown`: the user has no such order. */
export const managed = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("done"), order }),
  z.object({ outcome: z.literal("refused"), reason: z.string(), order: order.nullable() }),
  z.object({ outcome: z.literal("unknown") }),
]);
/** What came of a wish about an order that stands. */
export type Managed = z.infer<typeof managed>;

/** What came of adopting a holding. */
export const adoptedTicket = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("adopted"), order, exits: orderExits.nullable() }),
  z.object({ outcome: z.literal("refused"), reason: z.string() }),
]);
/** What came of adopting a holding. */
export type AdoptedTicket = z.infer<typeof adoptedTicket>;

const ofUser = { userId: z.string() };

/**
 * What the manual desk hears. Users' ids are those of who asks: another's broker or order is unknown; a ticket for one is
 * denied and not stored. An exchange may take its time: whoever asks waits 30 s.
 */
export const manualDeskProtocol = {
  /** Judges a ticket by its market's rules and its broker's abilities; nothing is sent. */
  CheckTicket: { in: z.object({ ...ofUser, ticket }), out: ticketVerdict },
  /**
   * Sends a ticket once: the same `ticketId` (made by whoever fills in the form) is the same order. A ticket that is denied is
   * stored, too, as every attempt.
   */
  PlaceTicket: { in: z.object({ ...ofUser, ticketId: z.uuid(), ticket }), out: placedTicket },
  /** Of exits that cancel each other both end. */
  CancelOrder: { in: z.object({ ...ofUser, clientOrderId: z.string() }), out: managed },
  /**
   * Cancels every open order of the broker (of one market, where a symbol is given). Those of strategies at work are refused,
   * as in `CancelOrder`: their guard would place them anew.
   */
  CancelAll: {
    in: z.object({ ...ofUser, brokerId: z.string(), symbol: z.string().nullable() }),
    out: z.object({ results: z.array(managed) }),
  },
  /**
   * Moves a limit, stop or target: cancels the order and places the same at another price, unless it has been filled
   * meanwhile. For exits the position stays protected: the old one is only let go when the new price is possible. With `exit`
   * the order is an entry, and its stop or target is moved, whoever keeps it: one that no order at the venue keeps is watched
   * for, or planned, at the new price.
   */
  MoveOrder: {
    in: z.object({ ...ofUser, clientOrderId: z.string(), to: amount, exit: exitName.optional() }),
    out: managed,
  },
  /**
   * Books an amount that nobody counts on as an entry at the price that is named, with exits, once: the same `ticketId` is the
   * same entry. Nothing is traded.
   */
  AdoptHolding: { in: z.object({ ...ofUser, ticketId: z.uuid(), holding: holdingToAdopt }), out: adoptedTicket },
  /** Books out what is left of an adopted holding, at what it has cost; its exits are called off first. Nothing is traded. */
  ReleaseHolding: { in: z.object({ ...ofUser, clientOrderId: z.string() }), out: managed },
  /** The exits of a broker's orders by hand that are not done. */
  GetExits: { in: z.object({ ...ofUser, brokerId: z.string() }), out: z.array(orderExits) },
} as const;
