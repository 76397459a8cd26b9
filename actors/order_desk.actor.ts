/**
 * The order desk: the one that sends orders, and knows what became of them.
 * Holds: nothing that is not in the database, but for the positions by which profit is counted, and which accounts have been
 * looked at since it began.
 * **Hears** orders to place and to cancel, what the brokers report, and the minute's call to reconcile.
 * **Asks** the risk guard before anything opens or enlarges a position; without its word that is denied.
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
import { brokerPaths } from "./broker_paths.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { adoptOrder } from "./order_desk/adopting.ts";
import { answerOf, brokerOf, nameAt, send, WAITING } from "./order_desk/brokers.ts";
import { placeGroup } from "./order_desk/groups.ts";
import { judge, knownOrder } from "./order_desk/judging.ts";
import { accountSeen, noReadiness, readinessOf } from "./order_desk/readiness.ts";
import { type Desk, type DeskContext, record } from "./order_desk/record.ts";
import { reconcileAll, reconcileOrder } from "./order_desk/reconcile.ts";
import { defineActor } from "./runtime/mod.ts";
import { brokerEvents } from "./topics.ts";

export { orderDeskProtocol };

const orderDeskArgs = z.object({
  db: z.custom<Db>((value) => typeof value === "function", "expected an open database"),
  ...brokerPaths.shape,
  /** The risk guard; null = nobody has limits. */
  riskPath: z.string().nullable(),
});

export default defineActor({
  protocol: orderDeskProtocol,
  args: orderDeskArgs,
  init(ctx, { db, riskPath, ...paths }): Desk {
    ctx.subscribe(brokerEvents, "BrokerReported");
    ctx.self.tell("Reconcile");
    ctx.every("1m", "Reconcile");
    return { db, paths, riskPath, positions: new Map(), readiness: noReadiness() };
  },
  on: {
    PlaceOrder: async (desk, request, ctx) => await knownOrder(desk, request, ctx) ?? await place(desk, request, ctx),
    PlaceGroup: (desk, group, ctx) => placeGroup(desk, group, ctx),
    DenyOrder: async (desk, { request, reason }, ctx) =>
      await knownOrder(desk, request, ctx) ?? await deny(desk, request, reason, ctx),
    AdoptOrder: (desk, of, ctx) => adoptOrder(desk, of, ctx),
    GetReadiness: (desk, of, ctx) => readinessOf(desk, of, ctx),
    AccountSeen: (desk, seen, ctx) => accountSeen(desk, seen, ctx),
    GetOpenOrders: async ({ db }, { userId }) => (await openOrders(db)).filter((order) => order.userId === userId),
    CancelOrder: (desk, { clientOrderId }, ctx) => cancel(desk, clientOrderId, ctx),
    GetMarket: (desk, { brokerId, symbol }, ctx) =>
      answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetMarket", { symbol }), ctx),
    GetFees: (desk, { brokerId, symbol }, ctx) =>
      answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetFees", { symbol }), ctx),
    GetAbilities: (desk, { brokerId }, ctx) =>
      answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetAbilities", undefined), ctx),
    async BrokerReported(desk, event, ctx) {
      const order = await findOrder(desk.db, event.clientOrderId);
      if (order) await record(desk, order, event, ctx);
      else ctx.log.warn("A broker reports an order that is not ours", { clientOrderId: event.clientOrderId });
    },
    Reconcile: (desk, _, ctx) => reconcileAll(desk, ctx),
  },
});

/** Judges the order by its market's rules and its user's limits, stores it, and sends it unless it was denied. */
async function place(desk: Desk, request: OrderRequest, ctx: DeskContext): Promise<Order> {
  const judged = await judge(desk, request, ctx);
  if (judged.denied !== undefined) return await deny(desk, judged.request, judged.denied, ctx);
  const order = intendedOrder(judged.request, ctx.clock.now());
  await saveIntent(desk.db, order);
  return await send(desk, order, ctx);
}

async function deny(desk: Desk, request: OrderRequest, reason: string, ctx: DeskContext): Promise<Order> {
  const timeMs = ctx.clock.now();
  const order = intendedOrder(request, timeMs);
  await saveIntent(desk.db, order);
  const { clientOrderId } = order;
  return await record(desk, order, { kind: "OrderDenied", clientOrderId, reason, timeMs }, ctx);
}

/**
 * Cancels, and answers with the order as it then stands: it may have been filled before the venue heard of it. What was
 * filled is asked for and stored before its end: a canceled order is never looked up again.
 */
async function cancel(desk: Desk, clientOrderId: string, ctx: DeskContext): Promise<Order> {
  const order = await findOrder(desk.db, clientOrderId);
  if (!order) throw new Error(`Cannot cancel order "${clientOrderId}": there is none`);
  if (isFinal(order.state)) return order;
  const broker = brokerOf(desk, order.brokerId, ctx);
  const name = await nameAt(desk, order);
  const answer = await answerOf(() => broker.ask("CancelOrder", name, WAITING), ctx);
  if (answer === null) ctx.log.warn("No answer to a cancellation; the order is looked up", { clientOrderId });
  return await reconcileOrder(desk, order, ctx);
}
