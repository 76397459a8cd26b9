/**
 * Taking orders over that were placed elsewhere: one becomes an order of its user under the name that it has there, is
 * followed and canceled as those of ours, and what was filled of it before is taken in. Nothing is sent for it.
 */
import { createHash } from "node:crypto";
import type { Db } from "../../db/db.ts";
import { adoptedName, knownOrders, openOrdersAt, saveAdoptedOrder } from "../../db/foreign.ts";
import { findOrder } from "../../db/orders.ts";
import { ADOPTED_ORDER, type ForeignOrder, looksLike } from "../../domain/foreign.ts";
import { clientOrderId, type Order } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";
import type { Adoption } from "../broker_protocol.ts";
import { answerOf, brokerOf, WAITING } from "./brokers.ts";
import { type Desk, type DeskContext, mustLive } from "./record.ts";
import { reconcileOrder } from "./reconcile.ts";

/** Whose account it is. */
export interface AccountOf {
  readonly userId: string;
  readonly brokerId: string;
}

/** Takes an order over; one that was taken over before is the same order. */
export async function adoptOrder(
  desk: Desk,
  of: AccountOf & { readonly symbol: string; readonly orderId: string },
  ctx: DeskContext,
): Promise<Adoption> {
  const { brokerId, symbol, orderId } = of;
  const known = await adoptedName(desk.db, brokerId, orderId);
  if (known !== undefined) return await knownAdoption(desk, of, known);
  const ask = () => brokerOf(desk, brokerId, ctx).ask("GetForeign", { symbols: [symbol] }, WAITING);
  const picture = await answerOf(ask, ctx);
  if (picture === null) return refused("its exchange does not answer now");
  const theirs = (await placedElsewhere(desk.db, of, picture.orders)).find((order) => order.orderId === orderId);
  if (!theirs) return refused(`there is no open order "${orderId}" that was placed elsewhere`);
  const order = await adoptedOrder(desk, of, theirs, ctx.clock.now());
  mustLive(ctx);
  if (!await saveAdoptedOrder(desk.db, order, orderId, ctx.clock.now())) return refused("it was taken over meanwhile");
  return { outcome: "adopted", order: await desk.turns.ofOrder(order, () => reconcileOrder(desk, order, ctx)) };
}

/**
 * Those of an account's open orders that are in no book here. Each of ours was stored before it was sent, so that it is
 * found here whatever its answer was; where an exchange keeps no names of ours, one that looks like an open order of ours is
 * taken for it.
 */
export async function placedElsewhere(
  db: Db,
  { userId, brokerId }: AccountOf,
  orders: readonly ForeignOrder[],
): Promise<ForeignOrder[]> {
  if (orders.length === 0) return [];
  const names = orders.flatMap((order) => order.clientOrderId ?? []);
  const known = await knownOrders(db, brokerId, { names, orderIds: orders.map(({ orderId }) => orderId) });
  const ours = await openOrdersAt(db, userId, brokerId);
  return orders.filter((order) =>
    !known.orderIds.has(order.orderId) && !(order.clientOrderId !== null && known.names.has(order.clientOrderId)) &&
    !ours.some((own) => looksLike(order, own))
  );
}

async function knownAdoption({ db }: Desk, { userId }: AccountOf, name: string): Promise<Adoption> {
  const order = await findOrder(db, name);
  return order?.userId === userId ? { outcome: "adopted", order } : refused("there is no such order");
}

/** It stands at its exchange already, and is never to be sent: so it begins as accepted. */
async function adoptedOrder(desk: Desk, of: AccountOf, theirs: ForeignOrder, nowMs: number): Promise<Order> {
  const { symbol, side, type, quantity, price, stopPrice, placedMs } = theirs;
  const request = {
    clientOrderId: await nameOf(desk, of, theirs),
    ...{ userId: of.userId, brokerId: of.brokerId, activeStrategyId: null, symbol, side, type, quantity },
    ...{ price, stopPrice, groupId: null, purpose: ADOPTED_ORDER },
  };
  return { ...intendedOrder(request, nowMs), state: "accepted", createdMs: placedMs ?? nowMs };
}

/** As it is called there, where that can be a name of ours and is free; else one that is made of the exchange's own. */
async function nameOf({ db }: Desk, { brokerId }: AccountOf, theirs: ForeignOrder): Promise<string> {
  const name = clientOrderId.safeParse(theirs.clientOrderId);
  if (name.success && await findOrder(db, name.data) === undefined) return name.data;
  return `f-${createHash("sha256").update(`${brokerId} ${theirs.orderId}`).digest("hex").slice(0, 32)}`;
}

function refused(reason: string): Adoption {
  return { outcome: "refused", reason };
}
