/** Groups of two orders of which one cancels the other: stored at once, sent at once, never sent again. */
import { openOrders, saveIntent } from "../../db/orders.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { isFinal } from "../../domain/order_life.ts";
import { isExit } from "../../domain/risk/opening.ts";
import type { OrderGroup } from "../broker_protocol.ts";
import { orders as changes } from "../topics.ts";
import { asStored, sendGroup } from "./brokers.ts";
import { type Begun, begunOrder, judge, type Judged, knownOrder, notStored } from "./judging.ts";
import { type Desk, type DeskContext, mustLive, type OrderPair } from "./record.ts";

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
  const known = await knownPair(desk, orders, ctx);
  if (known) return () => settled(desk, known);
  const judged = [await judge(desk, orders[0], ctx), await judge(desk, orders[1], ctx)] as const;
  const denied = judged.find(({ denied }) => denied !== undefined)?.denied;
  const begin = ({ request }: Judged) =>
    begunOrder({ request, ...denied !== undefined && { denied } }, ctx.clock.now());
  return await beginBoth(desk, [begin(judged[0]), begin(judged[1])], ctx);
}

/** Stores both, and answers with what is left to do: to send them, unless they were denied or one was stored before. */
async function beginBoth(
  desk: Desk,
  [one, other]: readonly [Begun, Begun],
  ctx: DeskContext,
): Promise<() => Promise<OrderPair>> {
  const pair: OrderPair = [one.order, other.order];
  const stored = Promise.withResolvers<void>();
  const placed = desk.turns.ofGroup(pair, async () => {
    mustLive(ctx);
    const isNew = await saveBoth(desk, pair);
    stored.resolve();
    if (!isNew) return (await knownPair(desk, pair, ctx))!;
    if (!one.denied) return await sendGroup(desk, pair, ctx);
    for (const { order, denied } of [one, other]) {
      if (denied) ctx.publish(changes.key(order.userId), { order, event: denied });
    }
    return pair;
  });
  await Promise.race([stored.promise, placed]);
  return () => placed;
}

/** Both as they stand once whoever is at them is done. */
async function settled(desk: Desk, pair: OrderPair): Promise<OrderPair> {
  if (pair.every(({ state }) => isFinal(state))) return pair;
  return await desk.turns.ofOrder(pair[0], () => asStored(desk, pair));
}

/** What is stored of these intents; one of which nothing is, is denied. Undefined = nothing is stored of either. */
async function knownPair(
  desk: Desk,
  [one, other]: OrderGroup["orders"],
  ctx: DeskContext,
): Promise<OrderPair | undefined> {
  const known = await Promise.all([knownOrder(desk, one, ctx), knownOrder(desk, other, ctx)]);
  if (!known.some(Boolean)) return undefined;
  return [known[0] ?? ofAnother(one, ctx), known[1] ?? ofAnother(other, ctx)];
}

function ofAnother(request: OrderRequest, { clock }: DeskContext): Order {
  const reason = `Cannot place order "${request.clientOrderId}": the other one of its group was placed before`;
  return notStored(request, reason, clock.now());
}

/** One of a group has a name that is taken: neither is stored. */
class NameTaken extends Error {}

/** Whether both were new; else neither is stored. */
async function saveBoth({ db }: Desk, pair: OrderPair): Promise<boolean> {
  try {
    await db.begin(async (tx) => {
      for (const order of pair) if (!await saveIntent(tx, order)) throw new NameTaken(order.clientOrderId);
    });
    return true;
  } catch (error) {
    if (error instanceof NameTaken) return false;
    throw error;
  }
}

/** The order that waits to be sent together with this one; undefined = it is sent alone. */
export async function unsentPartner({ db }: Desk, order: Order): Promise<Order | undefined> {
  if (order.groupId === null) return undefined;
  return (await openOrders(db)).find(({ state, userId, groupId, clientOrderId }) =>
    state === "intended" && userId === order.userId && groupId === order.groupId &&
    clientOrderId !== order.clientOrderId
  );
}
