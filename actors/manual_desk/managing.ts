/** Orders that stand: cancelling them, one or all. */
import { findOrderOf, openOrders } from "../../db/orders.ts";
import { type Order, orderRequest } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { ticketOrderName } from "../../domain/ticket_ids.ts";
import type { Managed } from "../manual_desk_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { exitsOfTicket, type StoredExits } from "../../db/order_exits.ts";
import { become } from "./exit_state.ts";
import { pursueExits } from "./exits.ts";
import { logEnd } from "./log.ts";
import { ordersOf } from "./ticket_orders.ts";
import { DESK_ANSWER, keyOf, type ManualContext, type ManualDesk, orderDesk } from "./state.ts";

/** An order of a user's, by its name. */
export interface UserOrder {
  readonly userId: string;
  readonly clientOrderId: string;
}

/** An order that may still change, or why nothing can be done about it. */
export async function standing({ args }: ManualDesk, { userId, clientOrderId }: UserOrder): Promise<Order | Managed> {
  const isName = orderRequest.shape.clientOrderId.safeParse(clientOrderId).success;
  const order = isName ? await findOrderOf(args.db, userId, clientOrderId) : undefined;
  if (!order) return { outcome: "unknown" };
  if (order.activeStrategyId !== null) {
    return refused("it belongs to a strategy at work, which would place it anew; suspend or stop that", order);
  }
  return isFinal(order.state) ? refused(`it is ${order.state}`, order) : order;
}

/**
 * Cancels an order. By the name of an entry that is over, also where it was moved, the exits of what it has bought are called
 * off; those that could not be placed, their user looks after from then on.
 */
export async function cancelOrder(desk: ManualDesk, of: UserOrder, ctx: ManualContext): Promise<Managed> {
  const exits = desk.exits.get(keyOf(of)) ?? await failedExits(desk, of);
  if (exits?.clientOrderId === of.clientOrderId) {
    const { entries } = await ordersOf(desk, exits);
    const entry = entries.find(({ clientOrderId }) => clientOrderId === of.clientOrderId);
    if (entry && entries.every(({ state }) => isFinal(state))) return await endExits(desk, exits, entry, ctx);
  }
  const order = await standing(desk, of);
  if ("outcome" in order) return order;
  const after = await askToCancel(desk, order, ctx);
  if ("outcome" in after) return after;
  await pursueExitsOf(desk, order, ctx);
  return after.state === "canceled" ? { outcome: "done", order: after } : refused(`it is ${after.state}`, after);
}

async function failedExits({ args }: ManualDesk, of: UserOrder): Promise<StoredExits | undefined> {
  const name = ticketOrderName(of.clientOrderId);
  const found = name ? await exitsOfTicket(args.db, of.userId, name.stem) : undefined;
  return found?.state === "failed" ? found : undefined;
}

/** Calls the exits off that stand; null = none stands any more. */
export async function callOff(desk: ManualDesk, of: StoredExits, ctx: ManualContext): Promise<Managed | null> {
  for (const exit of (await ordersOf(desk, of)).exits) {
    if (isFinal(exit.state)) continue;
    const after = await askToCancel(desk, exit, ctx);
    if ("outcome" in after) return after;
  }
  return null;
}

async function endExits(desk: ManualDesk, of: StoredExits, entry: Order, ctx: ManualContext): Promise<Managed> {
  const standing = await callOff(desk, of, ctx);
  if (standing !== null) return standing;
  await logEnd(desk, of, "called_off", ctx);
  await become(desk, of, "done", "canceled", ctx);
  return { outcome: "done", order: entry };
}

/** Cancels every open order of a broker, or of one of its markets, one after the other. */
export async function cancelAll(
  desk: ManualDesk,
  wanted: { readonly userId: string; readonly brokerId: string; readonly symbol: string | null },
  ctx: ManualContext,
): Promise<{ results: Managed[] }> {
  const results: Managed[] = [];
  for (const { userId, brokerId, symbol, clientOrderId } of await openOrders(desk.args.db)) {
    if (userId !== wanted.userId || brokerId !== wanted.brokerId) continue;
    if (wanted.symbol === null || wanted.symbol === symbol) {
      results.push(await cancelOne(desk, { userId, clientOrderId }, ctx));
    }
  }
  return { results };
}

/** One that its partner has taken along meanwhile is done as well. */
async function cancelOne(desk: ManualDesk, of: UserOrder, ctx: ManualContext): Promise<Managed> {
  const managed = await cancelOrder(desk, of, ctx);
  const isGone = managed.outcome === "refused" && managed.order?.state === "canceled";
  return isGone ? { outcome: "done", order: managed.order! } : managed;
}

/** Lets the order desk cancel; answers with the order as it stands then, or why it is not known. */
export async function askToCancel(desk: ManualDesk, order: Order, ctx: ManualContext): Promise<Order | Managed> {
  try {
    const { clientOrderId } = order;
    const after = await orderDesk(desk, ctx).ask("CancelOrder", { clientOrderId }, DESK_ANSWER);
    return isFinal(after.state) ? after : refused("the exchange has not confirmed that it is canceled", after);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return refused(`the order desk does not answer: ${error.detail}`, order);
  }
}

/** Looks after the exits that an order belongs to, if it belongs to some. */
export async function pursueExitsOf(desk: ManualDesk, order: Order, ctx: ManualContext): Promise<void> {
  const exits = desk.exits.get(keyOf(order));
  if (exits) await pursueExits(desk, exits, ctx);
}

/** A refusal in words. */
export function refused(reason: string, order: Order | null): Extract<Managed, { outcome: "refused" }> {
  return { outcome: "refused", reason, order };
}
