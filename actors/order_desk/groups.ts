/** Groups of two orders of which one cancels the other: stored at once, sent at once, never sent again. */
import { findOrder, openOrders, saveIntent } from "../../db/orders.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";
import { isExit } from "../../domain/risk/opening.ts";
import type { OrderGroup } from "../broker_protocol.ts";
import { sendGroup } from "./brokers.ts";
import { judge, type Judged, knownOrder, notStored } from "./judging.ts";
import { type Desk, type DeskContext, mustLive, type OrderPair, recordBoth } from "./record.ts";

/**
 * Stores a group, and sends it unless one of its orders is denied: then both are. Where only one of them was placed before,
 * as part of another group, nothing is sent.
 */
export async function placeGroup(desk: Desk, { orders }: OrderGroup, ctx: DeskContext): Promise<OrderPair> {
  const { userId } = orders[0];
  const work = () => begun(desk, orders, ctx);
  const rest = await desk.turns.placing(userId, () => orders.every(isExit) ? work() : desk.turns.ofUser(userId, work));
  return await rest();
}

/** Judges and stores it; what is left to do is no longer the user's turn. */
async function begun(desk: Desk, orders: OrderGroup["orders"], ctx: DeskContext): Promise<() => Promise<OrderPair>> {
  const known = await Promise.all([knownOrder(desk, orders[0], ctx), knownOrder(desk, orders[1], ctx)]);
  const [one, other] = known;
  if (one && other) return () => settled(desk, [one, other]);
  if (one ?? other) {
    const pair: OrderPair = [one ?? ofAnother(orders[0], ctx), other ?? ofAnother(orders[1], ctx)];
    return () => Promise.resolve(pair);
  }
  const judged = [await judge(desk, orders[0], ctx), await judge(desk, orders[1], ctx)] as const;
  const intents = await saveBoth(desk, judged, ctx);
  const denied = judged.find(({ denied }) => denied !== undefined)?.denied;
  const rest = denied === undefined ? () => sendGroup(desk, intents, ctx) : () => denyBoth(desk, intents, denied, ctx);
  const placed = desk.turns.ofGroup(intents, rest);
  return () => placed;
}

/** Both as they stand once whoever is at them is done. */
function settled(desk: Desk, [one, other]: OrderPair): Promise<OrderPair> {
  return desk.turns.ofOrder(one, async () => [
    await findOrder(desk.db, one.clientOrderId) ?? one,
    await findOrder(desk.db, other.clientOrderId) ?? other,
  ]);
}

function denyBoth(desk: Desk, intents: OrderPair, reason: string, ctx: DeskContext): Promise<OrderPair> {
  const timeMs = ctx.clock.now();
  return recordBoth(desk, intents, (clientOrderId) => ({ kind: "OrderDenied", clientOrderId, reason, timeMs }), ctx);
}

function ofAnother(request: OrderRequest, { clock }: DeskContext): Order {
  const reason = `Cannot place order "${request.clientOrderId}": the other one of its group was placed before`;
  return notStored(request, reason, clock.now());
}

async function saveBoth(desk: Desk, [one, other]: readonly [Judged, Judged], ctx: DeskContext): Promise<OrderPair> {
  const intent = ({ request }: { readonly request: OrderRequest }) => intendedOrder(request, ctx.clock.now());
  const intents: OrderPair = [intent(one), intent(other)];
  mustLive(ctx);
  await desk.db.begin(async (tx) => {
    for (const order of intents) await saveIntent(tx, order);
  });
  return intents;
}

/** The order that waits to be sent together with this one; undefined = it is sent alone. */
export async function unsentPartner({ db }: Desk, order: Order): Promise<Order | undefined> {
  if (order.groupId === null) return undefined;
  return (await openOrders(db)).find(({ state, userId, groupId, clientOrderId }) =>
    state === "intended" && userId === order.userId && groupId === order.groupId &&
    clientOrderId !== order.clientOrderId
  );
}
