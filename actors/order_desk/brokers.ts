/** Talking to brokers: what an answer means, and what none means. */
import type { Order, OrderEvent } from "../../domain/order.ts";
import { brokerProtocol } from "../broker_protocol.ts";
import type { ActorRef } from "../runtime/mod.ts";
import { type Desk, type DeskContext, mustLive, record } from "./record.ts";

/** How long a broker may take to answer an order; Binance itself gives up after 10 s. */
const ANSWER_MS = 10_000;

/** The actor of a broker, or undefined when it is not connected. */
export function brokerOf(
  desk: Desk,
  brokerId: string,
  ctx: DeskContext,
): ActorRef<typeof brokerProtocol> | undefined {
  const path = desk.brokers[brokerId];
  return path === undefined ? undefined : ctx.whereis(path, brokerProtocol);
}

/** Sends a stored order and records the answer; without one the outcome is unknown, which is no failure. */
export async function send(desk: Desk, intended: Order, ctx: DeskContext): Promise<Order> {
  const { clientOrderId } = intended;
  const submitted: OrderEvent = { kind: "OrderSubmitted", clientOrderId, timeMs: ctx.clock.now() };
  const order = await record(desk, intended, submitted, ctx);
  return await record(desk, order, await outcomeOf(desk, order, ctx), ctx);
}

async function outcomeOf(desk: Desk, order: Order, ctx: DeskContext): Promise<OrderEvent> {
  const { clientOrderId } = order;
  const event = (kind: "OrderRejected" | "OrderOutcomeUnknown", reason: string): OrderEvent => {
    return { kind, clientOrderId, reason, timeMs: ctx.clock.now() };
  };
  const broker = brokerOf(desk, order.brokerId, ctx);
  mustLive(ctx);
  if (!broker) return event("OrderOutcomeUnknown", `broker ${order.brokerId} is not connected`);
  try {
    const answer = await broker.ask("PlaceOrder", requestIn(order), { timeout: ANSWER_MS });
    switch (answer.outcome) {
      case "accepted":
        return { kind: "OrderAccepted", clientOrderId, timeMs: ctx.clock.now() };
      case "refused":
        return event("OrderRejected", answer.reason);
      case "unknown":
        return event("OrderOutcomeUnknown", answer.reason);
    }
  } catch (error) {
    return event("OrderOutcomeUnknown", inWords(error));
  }
}

/** The request that an order began as. */
function requestIn(order: Order) {
  return brokerProtocol.PlaceOrder.in.parse(order);
}

/** The message of whatever was thrown. */
export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
