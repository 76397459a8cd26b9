/** What stands in accounts and came from elsewhere: seen, adopted, released. */
import { z } from "zod";
import type { Adoption } from "../../actors/broker_protocol.ts";
import type { AdoptedTicket, Managed } from "../../actors/manual_desk_protocol.ts";
import { elsewhere, holdingToAdopt, orderId as venueOrderId } from "../../domain/foreign.ts";
import { symbol } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { amount } from "../../domain/ticket.ts";
import { HttpError } from "../fresh/error.ts";
import { ProblemError } from "./problem.ts";
import { type ApiRoute, route } from "./route.ts";
import { brokerId, exits, idempotencyKey, order, orderId } from "./schemas.ts";

const holding = z.strictObject({
  ...holdingToAdopt.omit({ brokerId: true }).shape,
  stopLoss: amount.nullable().default(null),
  takeProfit: amount.nullable().default(null),
}).meta({ id: "HoldingToAdopt" });
const adopted = z.object({ order, exits: z.union([exits, z.null()]) });

/** Routes of what came from elsewhere. */
export const elsewhereRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/brokers/{brokerId}/elsewhere",
    needs: "read",
    tag: "trading",
    summary:
      "Open orders that were placed elsewhere, amounts that nobody here counts on, and holdings that were adopted",
    params: brokerId,
    status: 200,
    answer: elsewhere.meta({ id: "Elsewhere" }),
    problems: [404],
  }, ({ services, params }) => services.trading.elsewhere.look(params.brokerId)),
  route(
    {
      method: "post",
      path: "/brokers/{brokerId}/elsewhere/orders",
      needs: "trade",
      tag: "trading",
      summary: "Takes an order over that was placed elsewhere: it is then followed and canceled as one's own",
      params: brokerId,
      body: z.strictObject({ symbol, orderId: venueOrderId }),
      status: 200,
      answer: order,
      problems: [404, 409],
    },
    async ({ services, params, body }) => takenOver(await services.trading.elsewhere.adoptOrder(params.brokerId, body)),
  ),
  route({
    method: "post",
    path: "/brokers/{brokerId}/elsewhere/holdings",
    needs: "trade",
    tag: "trading",
    summary: "Adopts an amount that nobody counts on, at the price that it counts as having cost, once for each key",
    headers: idempotencyKey("holding"),
    params: brokerId,
    body: holding,
    status: 200,
    answer: adopted,
    problems: [404, 409, 422],
  }, async ({ services, params, headers, body }) => {
    const wanted = { ...body, brokerId: params.brokerId };
    const done = adoptedOf(await services.trading.elsewhere.adoptHolding(headers["Idempotency-Key"], wanted));
    if (done.order.brokerId !== wanted.brokerId || done.order.symbol !== wanted.symbol) {
      throw new ProblemError(422, "This Idempotency-Key was used for another holding", { kind: "used-key" });
    }
    return done;
  }),
  route(
    {
      method: "delete",
      path: "/brokers/{brokerId}/elsewhere/holdings/{clientOrderId}",
      needs: "trade",
      tag: "trading",
      summary: "Releases an adopted holding: its exits are called off, and nobody counts on it any more",
      params: z.strictObject({ ...brokerId.shape, ...orderId.shape }),
      status: 200,
      answer: order,
      problems: [404, 409],
    },
    async ({ services, params: { brokerId, clientOrderId } }) =>
      released(await services.trading.elsewhere.release(brokerId, clientOrderId)),
  ),
];

function takenOver(adoption: Adoption): Order {
  if (adoption.outcome === "refused") throw new HttpError(409, adoption.reason);
  return adoption.order;
}

function adoptedOf(adoption: AdoptedTicket): Omit<Extract<AdoptedTicket, { outcome: "adopted" }>, "outcome"> {
  if (adoption.outcome === "refused") throw new HttpError(409, adoption.reason);
  const { order, exits } = adoption;
  return { order, exits };
}

function released(managed: Managed): Order {
  if (managed.outcome === "unknown") throw new HttpError(404, "You have adopted no such holding");
  if (managed.outcome === "refused") throw new HttpError(409, managed.reason);
  return managed.order;
}
