/** Orders by hand: a ticket is judged, sent once, followed, moved, canceled. */
import { z } from "zod";
import { exitName } from "../../domain/exit_watch.ts";
import { symbol } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { amount, type PlacedTicket, type Ticket } from "../../domain/ticket.ts";
import type { Managed } from "../../actors/manual_desk_protocol.ts";
import { HttpError } from "../fresh/error.ts";
import { step } from "./bot_schemas.ts";
import { elsewhereRoutes } from "./elsewhere_routes.ts";
import { ProblemError } from "./problem.ts";
import { type ApiRoute, route } from "./route.ts";
import {
  brokerId,
  canceledAll,
  exits,
  fill,
  idempotencyKey,
  order,
  orderId,
  orderPage,
  page,
  placed,
  ticket,
  verdict,
  whole,
} from "./schemas.ts";

/** Routes of trading by hand. */
export const tradingRoutes: readonly ApiRoute[] = [
  route({
    method: "post",
    path: "/tickets/check",
    needs: "read",
    tag: "trading",
    summary: "Says what would become of an order; nothing is sent",
    body: ticket,
    status: 200,
    answer: verdict,
    problems: [404],
  }, ({ services, body }) => services.trading.check(body)),
  route({
    method: "post",
    path: "/orders",
    needs: "trade",
    tag: "trading",
    summary: "Places an order, once for each key",
    description:
      "An order that is denied or rejected is answered as well, with its state and reason: every attempt is on record. " +
      "The same key again answers with the same order; a new order needs a new key.",
    headers: idempotencyKey("order"),
    body: ticket,
    status: 201,
    answer: placed,
    problems: [404, 422],
  }, async ({ services, headers, body }) => {
    const done = await services.trading.place(headers["Idempotency-Key"], body);
    if (!isOf(done, body)) {
      throw new ProblemError(422, "This Idempotency-Key was used for another order", { kind: "used-key" });
    }
    return done;
  }),
  route(
    {
      method: "get",
      path: "/brokers/{brokerId}/orders",
      needs: "read",
      tag: "trading",
      summary: "Orders of an account, the newest first: those that may still change, or every attempt",
      params: brokerId,
      query: z.strictObject({
        which: z.enum(["open", "attempts"]).default("open"),
        symbol: symbol.optional(),
        ...page,
      }),
      status: 200,
      answer: orderPage,
      problems: [404],
    },
    ({ services, params, query: { symbol, ...query } }) =>
      services.trading.orders(params.brokerId, { ...query, symbol: symbol ?? null }),
  ),
  route({
    method: "delete",
    path: "/brokers/{brokerId}/orders",
    needs: "trade",
    tag: "trading",
    summary: "Cancels every open order of an account, or those of one market",
    params: brokerId,
    query: z.strictObject({ symbol: symbol.optional() }),
    status: 200,
    answer: canceledAll,
    problems: [404],
  }, async ({ services, params, query }) => ({
    results: (await services.trading.cancelAll(params.brokerId, query.symbol ?? null)).map(flat),
  })),
  route(
    {
      method: "delete",
      path: "/orders/{clientOrderId}",
      needs: "trade",
      tag: "trading",
      summary: "Cancels an order, or calls off the exits of an entry that is filled",
      params: orderId,
      status: 200,
      answer: order,
      problems: [404, 409],
    },
    async ({ services, params: { clientOrderId } }) =>
      orderOf(await services.trading.cancel(clientOrderId), clientOrderId),
  ),
  route(
    {
      method: "patch",
      path: "/orders/{clientOrderId}",
      needs: "trade",
      tag: "trading",
      summary: "Moves a limit, a stop or a target to another price; what is answered is the order that stands now",
      description:
        "With `exit` the order is an entry, and its stop or target is moved, also one that stands at no exchange and is " +
        "watched instead: what is answered then is the entry.",
      params: orderId,
      body: z.strictObject({ price: amount, exit: exitName.optional() }),
      status: 200,
      answer: order,
      problems: [404, 409],
    },
    async ({ services, params: { clientOrderId }, body }) =>
      orderOf(await services.trading.move(clientOrderId, body.price, body.exit), clientOrderId),
  ),
  route({
    method: "get",
    path: "/orders/{clientOrderId}/timeline",
    needs: "read",
    tag: "trading",
    summary: "What happened to an order by hand, with its exits: each step in its order",
    params: orderId,
    status: 200,
    answer: z.array(step),
    problems: [404, 409],
  }, async ({ services, params }) => [...await services.trading.log(params.clientOrderId)]),
  route({
    method: "get",
    path: "/brokers/{brokerId}/exits",
    needs: "read",
    tag: "trading",
    summary: "Stop-losses and take-profits of orders by hand that are not done",
    params: brokerId,
    status: 200,
    answer: z.array(exits),
    problems: [404],
  }, ({ services, params }) => services.trading.exits(params.brokerId)),
  route({
    method: "get",
    path: "/brokers/{brokerId}/fills",
    needs: "read",
    tag: "trading",
    summary: "Executions of an account, the newest first",
    params: brokerId,
    query: z.strictObject({ symbol: symbol.optional(), limit: whole(1, 500).default(100) }),
    status: 200,
    answer: z.array(fill),
    problems: [404],
  }, ({ services, params, query }) => services.trading.fills(params.brokerId, query.symbol ?? null, query.limit)),
  ...elsewhereRoutes,
];

/** Whether an order is what its ticket says; quantity and price may have been cut to the market's steps. */
function isOf({ order }: PlacedTicket, of: Ticket): boolean {
  return order.brokerId === of.brokerId && order.symbol === of.symbol && order.side === of.side &&
    order.type === of.type;
}

function orderOf(managed: Managed, clientOrderId: string): Order {
  if (managed.outcome === "unknown") throw new HttpError(404, `You have no order "${clientOrderId}"`);
  if (managed.outcome === "refused") throw new HttpError(409, managed.reason);
  return managed.order;
}

function flat(managed: Managed) {
  const { outcome } = managed;
  return {
    outcome,
    reason: outcome === "refused" ? managed.reason : null,
    order: outcome === "unknown" ? null : managed.order,
  };
}
