/** Moving an order to another price: the old one goes, the same is placed anew. */
import { ordersOfTicket } from "../../db/orders.ts";
import { type StoredExits, updateExits } from "../../db/order_exits.ts";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { brokenExits, wrongExits } from "../../domain/exit_rules.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isRefused } from "../../domain/order_life.ts";
import { brokenRule, cutToStep } from "../../domain/order_rules.ts";
import { MOST_MOVES, ticketOrderId, ticketOrderName } from "../../domain/ticket_ids.ts";
import type { TicketFacts } from "../../domain/ticket_rules.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { pursueExits, tryExits } from "./exits.ts";
import { factsOf, findBroker } from "./facts.ts";
import { logMove } from "./log.ts";
import { askToCancel, pursueExitsOf, refused, standing, type UserOrder } from "./managing.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";
import { ordersOf } from "./ticket_orders.ts";

/** An exit that is over already. */
export const REACHED = "it was reached before it could be moved";
const LATE = "the exchange has not confirmed that the old one is canceled; it is moved as soon as it has";

/** Moves a limit order, a stop or a target of an order by hand. */
export async function moveOrder(
  desk: ManualDesk,
  of: UserOrder & { readonly to: DecimalText },
  ctx: ManualContext,
): Promise<Managed> {
  const order = await standing(desk, of);
  if ("outcome" in order) return order;
  const name = ticketOrderName(order.clientOrderId);
  if (name === null || order.type === "market") return refused(`a ${order.type} order cannot be moved`, order);
  const broker = await findBroker(desk, order.userId, order.brokerId);
  if (!broker) return { outcome: "unknown" };
  const facts = await factsOf(desk, broker, order.symbol, ctx);
  if (typeof facts === "string") return refused(facts, order);
  const to = cutToStep(of.to, facts.market.priceStep);
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
  const managed = late === undefined ? await placeAnew(desk, gone, to, moves, ctx) : refused(late, gone);
  await pursueExitsOf(desk, order, ctx);
  return managed;
}

async function nextMove({ args }: ManualDesk, { userId, clientOrderId }: Order): Promise<number> {
  const { stem } = ticketOrderName(clientOrderId)!;
  const names = (await ordersOfTicket(args.db, userId, stem)).map((order) => ticketOrderName(order.clientOrderId)!);
  return 1 + Math.max(...names.filter(({ role }) => role === "entry").map(({ moves }) => moves));
}

async function placeAnew(
  desk: ManualDesk,
  gone: Order,
  price: DecimalText,
  moves: number,
  ctx: ManualContext,
): Promise<Managed> {
  const { userId, brokerId, activeStrategyId, symbol, side, type, stopPrice, groupId, purpose } = gone;
  const clientOrderId = ticketOrderId("entry", gone.clientOrderId, moves);
  const quantity = leftOf(gone);
  const request: OrderRequest = {
    ...{ clientOrderId, userId, brokerId, activeStrategyId, symbol, side, type, quantity, price },
    ...{ stopPrice, groupId, purpose },
  };
  try {
    const placed = await orderDesk(desk, ctx).ask("PlaceOrder", request, DESK_ANSWER);
    return managedOf(placed);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return refused(`the order desk does not answer: ${error.detail}`, gone);
  }
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

function managedOf(order: Order): Managed {
  return isRefused(order) ? refused(order.reason ?? order.state, order) : { outcome: "done", order };
}

function leftOf({ quantity, filledQuantity }: Order): DecimalText {
  return new Decimal(quantity).minus(filledQuantity).toFixed();
}
