/** Groups of two orders of which one cancels the other: stored at once, sent at once, never sent again. */
import { openOrders, saveIntent } from "../../db/orders.ts";
import type { Order, OrderRequest } from "../../domain/order.ts";
import { intendedOrder } from "../../domain/order_life.ts";
import type { OrderGroup } from "../broker_protocol.ts";
import { sendGroup } from "./brokers.ts";
import { judge, type Judged, knownOrder, notStored } from "./judging.ts";
import { type Desk, type DeskContext, type OrderPair, recordBoth } from "./record.ts";

/**
 * Stores a group, and sends it unless one of its orders is denied: then both are. Where only one of them was placed before,
 * as part of another group, nothing is sent.
 */
export async function placeGroup(desk: Desk, { orders }: OrderGroup, ctx: DeskContext): Promise<OrderPair> {
  const known = [await knownOrder(desk, orders[0], ctx), await knownOrder(desk, orders[1], ctx)] as const;
  if (known[0] && known[1]) return [known[0], known[1]];
  if (known[0] ?? known[1]) return [known[0] ?? ofAnother(orders[0], ctx), known[1] ?? ofAnother(orders[1], ctx)];
  const judged = [await judge(desk, orders[0], ctx), await judge(desk, orders[1], ctx)] as const;
  const intents = await saveBoth(desk, judged, ctx);
  const denied = judged.find(({ denied }) => denied !== undefined)?.denied;
  if (denied === undefined) return await sendGroup(desk, intents, ctx);
  const timeMs = ctx.clock.now();
  const event = (clientOrderId: string) => ({ kind: "OrderDenied", clientOrderId, reason: denied, timeMs }) as const;
  return await recordBoth(desk, intents, event, ctx);
}

function ofAnother(request: OrderRequest, { clock }: DeskContext): Order {
  const reason = `Cannot place order "${request.clientOrderId}": the other one of its group was placed before`;
  return notStored(request, reason, clock.now());
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
