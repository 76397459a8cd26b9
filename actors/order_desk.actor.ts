/**
 * The order desk: the one that sends orders, and knows what became of them.
 * Holds: nothing that is not in the database, but for the positions by which profit is counted, and which accounts have been
 * looked at since it began.
 * **Hears** orders to place and to cancel, what the brokers report, and the minute's call to reconcile.
 * **Asks** the risk guard before anything opens or enlarges a position; without its word that is denied.
 * **Tells** the brokers what to do; `orders` under the user's id after every change; `notices` of contradictions.
 * **On restart** it reconciles first: what was never sent is sent or denied, what has no known outcome is looked up.
 *
 * Orders are judged, sent and followed side by side; who waits for whom is in `order_desk/turns.ts`.
 *
 * An intent is stored before it is sent, and is never sent twice: without an answer the order is `unknown` until the
 * venue, asked by its client order id, says what it knows of it. See `order_desk/reconcile.ts`.
 */
import { z } from "zod";
import { findOrder, openOrders, saveIntent } from "../db/orders.ts";
import type { Order, OrderEvent, OrderRequest } from "../domain/order.ts";
import { isFinal } from "../domain/order_life.ts";
import { brokerPaths } from "./broker_paths.ts";
import { orderDeskProtocol } from "./broker_protocol.ts";
import { databaseArg } from "./database_arg.ts";
import { adoptOrder } from "./order_desk/adopting.ts";
import { Absent } from "./order_desk/absent.ts";
import { answerOf, brokerOf, nameAt, send, WAITING } from "./order_desk/brokers.ts";
import { placeGroup } from "./order_desk/groups.ts";
import { Expected } from "./order_desk/expected.ts";
import { begunOrder, expectOrder, judgeAlone, judgeByLimits, type Judged, knownOrder } from "./order_desk/judging.ts";
import { accountSeen, noReadiness, readinessOf } from "./order_desk/readiness.ts";
import { type Desk, type DeskContext, mustLive, record } from "./order_desk/record.ts";
import { reconcileAll, reconcileOrder } from "./order_desk/reconcile.ts";
import { Turns } from "./order_desk/turns.ts";
import { defineActor, later } from "./runtime/mod.ts";
import { brokerEvents, orders } from "./topics.ts";

export { orderDeskProtocol };

const orderDeskArgs = z.object({
  db: databaseArg,
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
    const parts = { positions: new Map(), readiness: noReadiness(), turns: new Turns(), absent: new Absent() };
    return { db, paths, riskPath, ...parts, expected: new Expected() };
  },
  on: {
    ExpectOrder: (desk, by, ctx) => later(expectOrder(desk, by, ctx)),
    PlaceOrder: (desk, request, ctx) => later(placeOrder(desk, request, ctx)),
    PlaceGroup: (desk, group, ctx) => later(placeGroup(desk, group, ctx)),
    DenyOrder: (desk, { request, reason }, ctx) => later(denyOrder(desk, request, reason, ctx)),
    AdoptOrder: (desk, of, ctx) => later(adoptOrder(desk, of, ctx)),
    GetReadiness: (desk, of, ctx) => readinessOf(desk, of, ctx),
    AccountSeen: (desk, seen, ctx) => accountSeen(desk, seen, ctx),
    GetOpenOrders: ({ db, turns, expected }, { userId }) => {
      expected.forget(userId);
      const ofUser = async () => (await openOrders(db)).filter((order) => order.userId === userId);
      return later(turns.afterPlacing(userId, ofUser));
    },
    CancelOrder: (desk, { clientOrderId }, ctx) =>
      later(desk.turns.ofName(clientOrderId, () => cancel(desk, clientOrderId, ctx))),
    GetMarket: (desk, { brokerId, symbol }, ctx) =>
      later(answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetMarket", { symbol }), ctx)),
    GetFees: (desk, { brokerId, symbol }, ctx) =>
      later(answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetFees", { symbol }), ctx)),
    GetAbilities: (desk, { brokerId }, ctx) =>
      later(answerOf(() => brokerOf(desk, brokerId, ctx).ask("GetAbilities", undefined), ctx)),
    Settle: ({ turns }) => later(turns.rest().then(() => null)),
    BrokerReported: (desk, event, ctx) =>
      later(desk.turns.ofReport(event.clientOrderId, () => hearReport(desk, event, ctx))),
    Reconcile: (desk, _, ctx) =>
      // nothing else is heard before the first is over
      desk.readiness.isReconciled ? later(desk.turns.ofAll(() => reconcileAll(desk, ctx))) : reconcileAll(desk, ctx),
  },
});

async function hearReport(desk: Desk, event: OrderEvent, ctx: DeskContext): Promise<void> {
  const order = await findOrder(desk.db, event.clientOrderId);
  if (order) await record(desk, order, event, ctx);
  else ctx.log.warn("A broker reports an order that is not ours", { clientOrderId: event.clientOrderId });
}

/**
 * Judges the order by its market's rules and its user's limits, stores it, and sends it unless it was denied. Whether it is new
 * the row says; before that it is looked up only where a turn would be waited for.
 */
async function placeOrder(desk: Desk, request: OrderRequest, ctx: DeskContext): Promise<Order> {
  const { userId } = request;
  const rest = await desk.turns.placing(userId, async () => {
    const { judged, free } = await judgeAlone(desk, request, ctx);
    if (free && !desk.turns.isAt(request)) return await begin(desk, judged, ctx);
    const known = await knownOrder(desk, request, ctx);
    if (known) return () => settled(desk, known);
    if (free) return await begin(desk, judged, ctx);
    return await desk.turns.ofUser(userId, async () => await begin(desk, await judgeByLimits(desk, judged, ctx), ctx));
  });
  return await rest();
}

async function denyOrder(desk: Desk, request: OrderRequest, reason: string, ctx: DeskContext): Promise<Order> {
  const rest = await desk.turns.placing(request.userId, async () => {
    const known = await knownOrder(desk, request, ctx);
    return known ? () => settled(desk, known) : await begin(desk, { request, denied: reason }, ctx);
  });
  return await rest();
}

/** As it stands once whoever is at it is done. */
async function settled(desk: Desk, known: Order): Promise<Order> {
  if (isFinal(known.state)) return known;
  return await desk.turns.ofOrder(known, async () => await findOrder(desk.db, known.clientOrderId) ?? known);
}

/** Stores an order, and answers with what is left to do: to send it, unless it was denied or somebody has stored it before. */
async function begin(desk: Desk, judged: Judged, ctx: DeskContext): Promise<() => Promise<Order>> {
  const { order, denied } = begunOrder(judged, ctx.clock.now());
  const stored = Promise.withResolvers<void>();
  const sent = desk.turns.ofOrder(order, async () => {
    mustLive(ctx);
    const isNew = await saveIntent(desk.db, order);
    stored.resolve();
    if (!isNew) return (await knownOrder(desk, order, ctx))!;
    if (denied) ctx.publish(orders.key(order.userId), { order, event: denied });
    return denied ? order : await send(desk, order, ctx);
  });
  await Promise.race([stored.promise, sent]);
  return () => sent;
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
