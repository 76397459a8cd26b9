/** Moving an order to another price: the old one goes, the same is placed anew. */
import { ordersOfTicket } from "../../db/orders.ts";
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import type { DecimalText } from "../../domain/decimal.ts";
import { brokenExits, wrongExits } from "../../domain/exit_rules.ts";
import { ADOPTED_ORDER } from "../../domain/foreign.ts";
import type { Order } from "../../domain/order.ts";
import { brokenRule, cutToStep } from "../../domain/order_rules.ts";
import { MOST_MOVES, ticketOrderId, ticketOrderName } from "../../domain/ticket_ids.ts";
import type { TicketFacts } from "../../domain/ticket_rules.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { pursueExits, tryExits } from "./exits.ts";
import { factsOf, findBroker } from "./facts.ts";
import { logMove } from "./log.ts";
import { moveAdopted } from "./moving_adopted.ts";
import { askToCancel, pursueExitsOf, refused, standing, type UserOrder } from "./managing.ts";
import { leftOf, managedOf, placeAnew } from "./placing_anew.ts";
import { keyOf, type ManualContext, type ManualDesk } from "./state.ts";
import { ordersOf } from "./ticket_orders.ts";

/** An exit that is over already. */
export const REACHED = "it was reached before it could be moved";
const LATE = "the exchange has not confirmed that the old one is canceled; it is moved as soon as it has";

/** Moves a limit order, a stop or a target of an order by hand, or a limit order that was adopted. */
export async function moveOrder(
  desk: ManualDesk,
  of: UserOrder & { readonly to: DecimalText },
  ctx: ManualContext,
): Promise<Managed> {
  const order = await standing(desk, of);
  if ("outcome" in order) return order;
  if (order.type === "market") return refused("a market order cannot be moved", order);
  const broker = await findBroker(desk, order.userId, order.brokerId);
  if (!broker) return { outcome: "unknown" };
  const facts = await factsOf(desk, broker, order.symbol, ctx);
  if (typeof facts === "string") return refused(facts, order);
  const to = cutToStep(of.to, facts.market.priceStep);
  if (order.purpose === ADOPTED_ORDER) return await moveAdopted(desk, { order, to, facts }, ctx);
  const name = ticketOrderName(order.clientOrderId);
  if (name === null) return refused("it was not placed by hand", order);
  const exits = desk.exits.get(keyOf(order));
  if (name.role === "entry") return await moveEntry(desk, { order, to, facts, exits }, ctx);
  return exits ? await moveExit(desk, { order, to, facts, exits }, ctx) : refused("its ticket is done", order);
}

interface Move<E> {
  readonly order: Order;
  readonly to: DecimalText;
  readonly facts: TicketFacts;
  readonly exits: E;
}

async function moveEntry(
  desk: ManualDesk,
  { order, to, facts, exits }: Move<StoredExits | undefined>,
  ctx: ManualContext,
): Promise<Managed> {
  const { market, lastPrice } = facts;
  const whyNot = (quantity: DecimalText) =>
    brokenRule({ type: "limit", quantity, price: to, stopPrice: null }, market, null);
  const wrong = whyNot(leftOf(order)) ?? (exits && wrongExits({ ...exits, price: to }, lastPrice));
  if (wrong !== undefined) return refused(wrong, order);
  const moves = await nextMove(desk, order);
  if (moves > MOST_MOVES) return refused(`it was moved ${MOST_MOVES} times`, order);
  const gone = await askToCancel(desk, order, ctx);
  if ("outcome" in gone) return gone;
  const late = gone.state === "canceled" ? whyNot(leftOf(gone)) : `it is ${gone.state}`;
  const anew = { clientOrderId: ticketOrderId("entry", gone.clientOrderId, moves), price: to };
  const managed = late === undefined ? await placeAnew(desk, gone, anew, ctx) : refused(late, gone);
  await pursueExitsOf(desk, order, ctx);
  return managed;
}

async function nextMove({ args }: ManualDesk, { userId, clientOrderId }: Order): Promise<number> {
  const { stem } = ticketOrderName(clientOrderId)!;
  const names = (await ordersOfTicket(args.db, userId, stem)).map((order) => ticketOrderName(order.clientOrderId)!);
  return 1 + Math.max(...names.filter(({ role }) => role === "entry").map(({ moves }) => moves));
}

/** The wish is stored before the old exits go: whatever falls then, the new ones are placed. */
async function moveExit(
  desk: ManualDesk,
  { order, to, facts, exits }: Move<StoredExits>,
  ctx: ManualContext,
): Promise<Managed> {
  const field = order.type === "stop_loss" ? "stopLoss" : "takeProfit";
  const { role } = ticketOrderName(order.clientOrderId)!;
  const wanted: StoredExits = { ...exits, [field]: to, moves: exits.moves + 1, updatedMs: ctx.clock.now() };
  const wrong = wrongExits({ ...wanted, price: null }, facts.lastPrice) ??
    brokenExits(wanted, leftOf(order), facts.market);
  if (wrong !== undefined) return refused(wrong, order);
  if (wanted.moves > MOST_MOVES) return refused(`it was moved ${MOST_MOVES} times`, order);
  await keep(desk, wanted);
  const after = await tryExits(desk, wanted, ctx);
  const [moved] = (await ordersOf(desk, after)).newest.filter((one) =>
    ticketOrderName(one.clientOrderId)!.role === role
  );
  if (after.state === "failed") return await backToOld(desk, exits, after, moved ?? order, ctx);
  await logMove(desk, wanted, { exit: field === "stopLoss" ? "stop" : "target", from: exits[field]!, to }, ctx);
  return moved ? managedOf(moved) : refused(after.state === "done" ? REACHED : LATE, order);
}

/** Exits that are wanted from now on, stored. */
export async function keep({ args, exits }: ManualDesk, wanted: StoredExits): Promise<void> {
  await updateExits(args.db, wanted);
  exits.set(keyOf(wanted), wanted);
}

/** The exchange did not take the new one: better the old one than none. */
async function backToOld(
  desk: ManualDesk,
  { stopLoss, takeProfit, state }: StoredExits,
  failed: StoredExits,
  order: Order,
  ctx: ManualContext,
): Promise<Managed> {
  const old: StoredExits = { ...failed, stopLoss, takeProfit, state, reason: null, moves: failed.moves + 1 };
  await keep(desk, old);
  await pursueExits(desk, old, ctx);
  return refused(failed.reason ?? "the exchange did not take it", order);
}
