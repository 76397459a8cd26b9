/** Taking an event into an order: apply, store, tell. */
import type { Db } from "../../db/db.ts";
import { fillsOf, submitOrders, updateOrder } from "../../db/orders.ts";
import { settledPosition } from "../../db/strategy_book.ts";
import { Decimal } from "../../domain/decimal.ts";
import type { Fill, Order, OrderEvent } from "../../domain/order.ts";
import { applyOrderEvent, ImpossibleOrderEvent } from "../../domain/order_life.ts";
import { applyFill, closes, type Position } from "../../domain/position.ts";
import type { BrokerPaths } from "../broker_paths.ts";
import type { orderDeskProtocol } from "../broker_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";
import { notices, orders as orderChanges } from "../topics.ts";
import type { Absent } from "./absent.ts";
import type { Expected } from "./expected.ts";
import type { Readiness } from "./readiness.ts";
import type { Turns } from "./turns.ts";

/** What the order desk holds. */
export interface Desk {
  readonly db: Db;
  readonly paths: BrokerPaths;
  /** Who is asked before anything opens or enlarges a position; null = nobody. */
  readonly riskPath: string | null;
  /** Positions of strategies at work, by their id, after every stored fill; read from the database when first needed. */
  readonly positions: Map<string, Position>;
  readonly readiness: Readiness;
  readonly turns: Turns;
  readonly absent: Absent;
  readonly expected: Expected;
}

/** The two orders of a group. */
export type OrderPair = [Order, Order];

/** The context of the order desk. */
export type DeskContext = ActorContext<typeof orderDeskProtocol>;

/**
 * Applies an event to an order, stores what changed and publishes it. Answers with the order as it then stands. An event
 * that changes nothing is dropped; one that contradicts the order is told to its user and changes nothing.
 */
export async function record(desk: Desk, order: Order, event: OrderEvent, ctx: DeskContext): Promise<Order> {
  const after = await applied(desk, order, event, ctx);
  if (after === order) return order;
  mustLive(ctx);
  if (event.kind === "OrderFilled") return await recordFill(desk, after, event, ctx);
  await updateOrder(desk.db, after);
  ctx.publish(orderChanges.key(order.userId), { order: after, event });
  return after;
}

async function recordFill(
  desk: Desk,
  order: Order,
  event: Extract<OrderEvent, { kind: "OrderFilled" }>,
  ctx: DeskContext,
): Promise<Order> {
  const { activeStrategyId, userId } = order;
  const count = async () => {
    const { order: counted, position } = await withProfit(desk, order, event.fill);
    mustLive(ctx); // it may have waited for other fills
    await updateOrder(desk.db, counted, event.fill);
    if (position && activeStrategyId !== null) desk.positions.set(activeStrategyId, position);
    ctx.publish(orderChanges.key(userId), { order: counted, event });
    return counted;
  };
  return await (activeStrategyId === null ? count() : desk.turns.ofStrategy(activeStrategyId, count));
}

/** The same for both orders of a group in one step, so that a fall leaves both alike; for events that are no fills. */
export async function recordBoth(
  desk: Desk,
  orders: OrderPair,
  eventOf: (clientOrderId: string) => Exclude<OrderEvent, { kind: "OrderFilled" }>,
  ctx: DeskContext,
): Promise<OrderPair> {
  const events = orders.map(({ clientOrderId }) => eventOf(clientOrderId));
  const after = await Promise.all(orders.map((order, index) => applied(desk, order, events[index]!, ctx)));
  mustLive(ctx);
  await desk.db.begin(async (tx) => {
    for (const order of after) await updateOrder(tx, order);
  });
  for (const [index, order] of after.entries()) {
    ctx.publish(orderChanges.key(order.userId), { order, event: events[index]! });
  }
  return [after[0]!, after[1]!];
}

/**
 * Stores that orders are sent now, all in one step, and answers with them; nobody is told. Null = an incarnation that fell has
 * stored it in the meantime: whether they went out is looked up, and they are never sent again.
 */
export async function storeSubmitted<O extends [Order] | OrderPair>(
  { db }: Desk,
  orders: O,
  ctx: DeskContext,
): Promise<O | null> {
  const timeMs = ctx.clock.now();
  const submitted = orders.map((order) =>
    applyOrderEvent(order, { kind: "OrderSubmitted", clientOrderId: order.clientOrderId, timeMs }, new Set())
  ) as O;
  mustLive(ctx);
  return await submitOrders(db, submitted) ? submitted : null;
}

/**
 * A desk that was ended in the middle of something does no more: the next one has read the books already.
 * @throws {Error} when this incarnation is over.
 */
export function mustLive({ signal }: DeskContext): void {
  if (signal.aborted) throw new Error("This order desk was ended; the next one goes on");
}

async function applied(desk: Desk, order: Order, event: OrderEvent, ctx: DeskContext): Promise<Order> {
  const stored = event.kind === "OrderFilled" ? await fillsOf(desk.db, order.clientOrderId) : [];
  try {
    return applyOrderEvent(order, event, new Set(stored.map(({ fillId }) => fillId)));
  } catch (error) {
    if (!(error instanceof ImpossibleOrderEvent)) throw error;
    ctx.log.error("A broker contradicts itself", { why: error.message });
    ctx.publish(notices.key(order.userId), {
      level: "error",
      userId: order.userId,
      key: "order_impossible",
      parameters: { order: order.clientOrderId, symbol: order.symbol, why: error.message },
      timeMs: ctx.clock.now(),
    });
    return order;
  }
}

/** Adds what a closing fill has earned. Only orders of strategies have a position to close. */
async function withProfit(desk: Desk, order: Order, fill: Fill): Promise<{ order: Order; position?: Position }> {
  if (order.activeStrategyId === null) return { order };
  const { activeStrategyId: id, symbol } = order;
  const before = desk.positions.get(id) ?? await settledPosition(desk.db, { id, symbol });
  const position = applyFill(before, order.side, fill);
  if (!closes(before, order.side)) return { order, position };
  const earned = new Decimal(position.realisedQuote).minus(before.realisedQuote);
  return { order: { ...order, profitQuote: earned.plus(order.profitQuote ?? 0).toFixed() }, position };
}
