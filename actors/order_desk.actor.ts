/**
 * The order desk: the one that sends orders, and knows what became of them.
 * Holds: nothing that is not in the database, but for the positions by which profit is counted.
 * **Hears** orders to place and to cancel, what the brokers report, and the minute's call to reconcile.
 * **Tells** the brokers what to do; `orders` under the user's id after every change; `notices` of contradictions.
 * **On restart** it reconciles first: what was never sent is sent or denied, what has no known outcome is looked up.
 *
 * An intent is stored before it is sent, and is never sent twice: without an answer the order is `unknown` until the
 * venue, asked by its client order id, says what it knows of it. See `order_desk/reconcile.ts`.
 */
import { z } from "zod";
import type { Db } from "../db/db.ts";
import { findOrder, openOrders, saveIntent } from "../db/orders.ts";
import type { Order, OrderRequest } from "../domain/order.ts";
import { intendedOrder, isFinal } from "../domain/order_life.ts";
import { applyMarketRules } from "../domain/order_rules.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { brokerOf, inWords, send } from "./order_desk/brokers.ts";
import { type Desk, type DeskContext, record } from "./order_desk/record.ts";
import { reconcileOrder } from "./order_desk/reconcile.ts";
import { defineActor } from "./runtime/mod.ts";
import { brokerEvents } from "./topics.ts";

export { orderDeskProtocol };

const orderDeskArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  /** The actor of each broker, by the broker's id. */
  brokers: z.record(z.string(), z.string()),
});

export default defineActor({
  protocol: orderDeskProtocol,
  args: orderDeskArgs,
  init(ctx, { db, brokers }): Desk {
    for (const brokerId of Object.keys(brokers)) ctx.subscribe(brokerEvents.key(brokerId), "BrokerReported");
    ctx.self.tell("Reconcile");
    ctx.every("1m", "Reconcile");
    return { db, brokers, positions: new Map() };
  },
  on: {
    async PlaceOrder(desk, request, ctx) {
      const known = await findOrder(desk.db, request.clientOrderId);
      return known ?? await place(desk, request, ctx);
    },
    CancelOrder: (desk, { clientOrderId }, ctx) => cancel(desk, clientOrderId, ctx),
    GetMarket: async (desk, { brokerId, symbol }, ctx) =>
      await brokerOf(desk, brokerId, ctx)?.ask("GetMarket", { symbol }) ?? null,
    async BrokerReported(desk, event, ctx) {
      const order = await findOrder(desk.db, event.clientOrderId);
      if (order) await record(desk, order, event, ctx);
      else ctx.log.warn("A broker reports an order that is not ours", { clientOrderId: event.clientOrderId });
    },
    async Reconcile(desk, _, ctx) {
      for (const order of await openOrders(desk.db)) await reconcileOrder(desk, order, ctx);
    },
  },
});

/** Judges the order by its market's rules, stores it, and sends it unless it was denied. */
async function place(desk: Desk, request: OrderRequest, ctx: DeskContext): Promise<Order> {
  const judged = await judge(desk, request, ctx);
  const order = intendedOrder(judged.request, ctx.clock.now());
  await saveIntent(desk.db, order);
  if (judged.denied === undefined) return await send(desk, order, ctx);
  const { clientOrderId } = order;
  const timeMs = ctx.clock.now();
  return await record(desk, order, { kind: "OrderDenied", clientOrderId, reason: judged.denied, timeMs }, ctx);
}

/** The request in the market's own steps, and why it must not be sent, if so. */
async function judge(
  desk: Desk,
  request: OrderRequest,
  ctx: DeskContext,
): Promise<{ readonly request: OrderRequest; readonly denied?: string }> {
  const deny = (why: string) => ({ request, denied: `Cannot place order "${request.clientOrderId}": ${why}` });
  const broker = brokerOf(desk, request.brokerId, ctx);
  if (!broker) return deny(`broker ${request.brokerId} is not connected`);
  try {
    const market = await broker.ask("GetMarket", { symbol: request.symbol });
    if (!market) return deny(`${request.symbol} is not traded at its broker`);
    const verdict = applyMarketRules(request, market);
    return verdict.verdict === "ok" ? { request: verdict.request } : { request, denied: verdict.reason };
  } catch (error) {
    return deny(`its broker does not answer (${inWords(error)}); nothing was sent`);
  }
}

/** Cancels, and answers with the order as it then stands: it may have been filled before the venue heard of it. */
async function cancel(desk: Desk, clientOrderId: string, ctx: DeskContext): Promise<Order> {
  const order = await findOrder(desk.db, clientOrderId);
  if (!order) throw new Error(`Cannot cancel order "${clientOrderId}": there is none`);
  const broker = brokerOf(desk, order.brokerId, ctx);
  if (isFinal(order.state) || !broker) return order;
  try {
    const { canceled } = await broker.ask("CancelOrder", { symbol: order.symbol, clientOrderId });
    if (!canceled) return await reconcileOrder(desk, order, ctx);
    const timeMs = ctx.clock.now();
    const reason = "canceled on request";
    return await record(desk, order, { kind: "OrderCanceled", clientOrderId, reason, timeMs }, ctx);
  } catch (error) {
    ctx.log.warn("No answer to a cancellation; the order stays as it is", { clientOrderId, why: inWords(error) });
    return order;
  }
}
