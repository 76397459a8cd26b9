/** An order by hand: the ticket that a user fills in, with the exits that protect what it buys. */
import { z } from "zod";
import { decimalText } from "./decimal.ts";
import { exitName } from "./exit_watch.ts";
import { symbol } from "./market.ts";
import { order, orderSide } from "./order.ts";

/** A quantity or price that is asked for. No exchange counts in more digits, and the database holds nothing without bound. */
export const amount = decimalText.max(40);

/** Quantity in base currency, prices in quote currency. */
export const ticket = z.object({
  brokerId: z.uuid(),
  symbol,
  side: orderSide,
  type: z.enum(["market", "limit"]),
  quantity: amount,
  /** Limit orders only. */
  price: amount.nullable(),
  /** Buys only: what is bought is sold when the price falls to this. */
  stopLoss: amount.nullable(),
  /** Buys only: what is bought is sold when the price rises to this. */
  takeProfit: amount.nullable(),
});
/** An order by hand. */
export type Ticket = z.infer<typeof ticket>;

/**
 * The exits of one order by hand. `waiting` for the entry to fill, `working` at the exchange or watched, `done` (one filled, was canceled
 * by its user, or the entry never filled), `failed`: the position is unprotected, and the user has been told why.
 */
export const orderExits = z.object({
  /** Of the entry. */
  clientOrderId: z.string(),
  userId: z.string(),
  brokerId: z.string(),
  symbol,
  stopLoss: decimalText.nullable(),
  takeProfit: decimalText.nullable(),
  state: z.enum(["waiting", "working", "done", "failed"]),
  reason: z.string().nullable(),
  /** Those that the platform watches for now, since the venue does not hold them; left out where that is not looked up. */
  watched: z.array(exitName).optional(),
  createdMs: z.int(),
  updatedMs: z.int(),
});
/** The exits of one order by hand. */
export type OrderExits = z.infer<typeof orderExits>;

/** A number of the ticket that was cut to the market's step; told to the user. */
export const ticketChange = z.object({
  field: z.enum(["quantity", "price", "stopLoss", "takeProfit"]),
  from: decimalText,
  to: decimalText,
});
/** A number of the ticket that was cut to the market's step. */
export type TicketChange = z.infer<typeof ticketChange>;

/** What would become of a ticket. `value` = quantity × price (the last price for a market order), in quote currency. */
export const ticketVerdict = z.discriminatedUnion("verdict", [
  z.object({
    verdict: z.literal("ok"),
    ticket,
    changes: z.array(ticketChange),
    value: decimalText.nullable(),
    /**
     * Worth a second look before it is sent: `market_order`, `large` (more than half of the free balance), `watched` (its venue
     * does not hold all of its exits: the platform watches for the rest, while it runs), `unprotected`, `live`.
     */
    cautions: z.array(z.enum(["market_order", "large", "watched", "unprotected", "live"])),
  }),
  z.object({ verdict: z.literal("denied"), reason: z.string() }),
]);
/** What would become of a ticket. */
export type TicketVerdict = z.infer<typeof ticketVerdict>;

/** What became of a ticket: the order as it now stands (denied and rejected ones too), and what was cut. */
export const placedTicket = z.object({ order, exits: orderExits.nullable(), changes: z.array(ticketChange) });
/** What became of a ticket. */
export type PlacedTicket = z.infer<typeof placedTicket>;
