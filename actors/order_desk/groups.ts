/** Groups of two orders of which one cancels the other: stored at once, sent at once, never sent again. */
import { openOrders, saveIntent } from "../../db/orders.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";
import type { OrderGroup } from "../broker_protocol.ts";
import { sendGroup } from "./brokers.ts";
import { judge, type Judged, knownOrder } from "./judging.ts";
import { type Desk, type DeskContext, type OrderPair, recordBoth } from "./record.ts";

/**
 * Stores a group, and sends it unless one of its orders is denied: then both are.
 * @throws {Error} when only one of the two was placed before: that is another group.
 */
export async function placeGroup(desk: Desk, { orders }: OrderGroup, ctx: DeskContext): Promise<OrderPair> {
  const [one, other] = [await knownOrder(desk, orders[0]), await knownOrder(desk, orders[1])];
  if (one && other) return [one, other];
  if (one ?? other) {
    const [known, unknown] = one ? orders : [orders[1], orders[0]];
    const names = `"${known.clientOrderId}" was placed before, "${unknown.clientOrderId}" was not`;
    throw new Error(`Cannot place a group: ${names}`);
  }
  const judged = [await judge(desk, orders[0], ctx), await judge(desk, orders[1], ctx)] as const;
  const intents = await saveBoth(desk, judged, ctx);
  const denied = judged.find(({ denied }) => denied !== undefined)?.denied;
  if (denied === undefined) return await sendGroup(desk, intents, ctx);
  const timeMs = ctx.clock.now();
  const event = (clientOrderId: string) => ({ kind: "OrderDenied", clientOrderId, reason: denied, timeMs }) as const;
  return await recordBoth(desk, intents, event, ctx);
}

async function saveBoth(desk: Desk, [one, other]: readonly [Judged, Judged], ctx: DeskContext): Promise<OrderPair> {
  const intent = ({ request }: { readonly request: OrderRequest }) => intendedOrder(request, ctx.clock.now());
  const intents: OrderPair = [intent(one), intent(other)];
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
