/** The orders of a ticket as the books have them, and what of them is still to be sold. */
import { fillsOf, ordersOfTicket } from "../../db/orders.ts";
import type { StoredExits } from "../../db/order_exits.ts";
import { Decimal, type DecimalText, sumDecimal } from "../../domain/decimal.ts";
import { boughtIn } from "../../domain/exit_rules.ts";
import type { Market } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { cutToStep } from "../../domain/order_rules.ts";
import { ticketOrderName, type TicketRole } from "../../domain/ticket_ids.ts";
import { DESK_ANSWER, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";

/** The orders of a ticket. */
export interface TicketOrders {
  readonly entries: readonly Order[];
  /** Stops and targets of every move. */
  readonly exits: readonly Order[];
  /** Those of the last move. */
  readonly newest: readonly Order[];
}

/**
 * Waits until the order desk has in its books what it was handed for a user before, where that is not known.
 * @throws {AskError} when it does not answer.
 */
export async function booksAreWhole(
  desk: ManualDesk,
  { userId }: Pick<StoredExits, "userId">,
  ctx: ManualContext,
): Promise<void> {
  if (!desk.unsure.has(userId)) return;
  await orderDesk(desk, ctx).ask("GetOpenOrders", { userId }, DESK_ANSWER);
  desk.unsure.delete(userId);
}

/** The orders of a ticket, as the books have them. */
export async function ordersOf(
  { args }: ManualDesk,
  { userId, clientOrderId, moves }: StoredExits,
): Promise<TicketOrders> {
  const all = await ordersOfTicket(args.db, userId, ticketOrderName(clientOrderId)!.stem);
  const isA = (order: Order, ...roles: TicketRole[]) => roles.includes(ticketOrderName(order.clientOrderId)!.role);
  const exits = all.filter((order) => isA(order, "stop", "target"));
  const newest = exits.filter((order) => ticketOrderName(order.clientOrderId)!.moves === moves);
  return { entries: all.filter((order) => isA(order, "entry")), exits, newest };
}

/** What entries have bought and their fees have left of it, in base currency. */
export async function boughtBy({ args }: ManualDesk, entries: readonly Order[], market: Market): Promise<Decimal> {
  const fills = await Promise.all(entries.map(({ clientOrderId }) => fillsOf(args.db, clientOrderId)));
  return boughtIn(fills.flat(), market);
}

/** Calls off what still stands of these. Answers whether none does any more. */
export async function cancelOlder(desk: ManualDesk, exits: readonly Order[], ctx: ManualContext): Promise<boolean> {
  for (const { clientOrderId, state } of exits) {
    if (isFinal(state)) continue;
    const after = await orderDesk(desk, ctx).ask("CancelOrder", { clientOrderId }, DESK_ANSWER);
    if (!isFinal(after.state)) return false;
  }
  return true;
}

/** What is still to be sold, in the market's steps. */
export function leftOf(bought: Decimal, exits: readonly Order[], { quantityStep }: Market): DecimalText {
  const sold = sumDecimal(exits.map(({ filledQuantity }) => filledQuantity));
  return cutToStep(Decimal.max(bought.minus(sold), 0).toFixed(), quantityStep);
}
