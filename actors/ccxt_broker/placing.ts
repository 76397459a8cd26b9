/** Placing and cancelling, each order once. */
import type { OrderRequest } from "../../domain/order.ts";
import type { Symbol } from "../../domain/market.ts";
import type { OrderGroup, Placing } from "../broker_protocol.ts";
import { lookUp, takeFound } from "./reports.ts";
import { type Context, REMEMBERED, type State } from "./state.ts";

/** When an order without an answer is looked up, ms after it; later the minute's reconciliation does. */
const LOOK_UP_AFTER_MS = [1_000, 5_000, 20_000] as const;

/** Sends an order, unless it was sent before: then it is looked up. */
export async function placeOrder(state: State, request: OrderRequest, ctx: Context): Promise<Placing> {
  const { broker, tracker, sent } = state;
  const { clientOrderId, symbol } = request;
  if (sent.has(clientOrderId)) return await placedBefore(state, request, ctx);
  const standing = standingOfGroup(state, request);
  if (standing !== null) return { outcome: "refused", reason: standing };
  tracker.track(symbol, clientOrderId);
  remember(state, request, ctx.clock.elapsed());
  const written = await broker.place(request);
  switch (written.outcome) {
    case "accepted":
      if (written.found) await takeFound(state, written.found, ctx);
      return { outcome: "accepted" };
    case "unknown":
      for (const ms of LOOK_UP_AFTER_MS) ctx.after(ms, "LookUp", { symbol, clientOrderId });
      return { outcome: "unknown", reason: written.reason };
    case "refused":
      tracker.forget(clientOrderId);
      return { outcome: "refused", reason: written.reason };
  }
}

/** Sends a group, unless one of it was sent before: then its orders are looked up. */
export async function placeGroup(state: State, { orders }: OrderGroup, ctx: Context): Promise<Placing> {
  const { broker, tracker, sent, partners } = state;
  if (orders.some(({ clientOrderId }) => sent.has(clientOrderId))) return await groupPlacedBefore(state, orders, ctx);
  const [one, other] = orders;
  partners.set(one.clientOrderId, other.clientOrderId).set(other.clientOrderId, one.clientOrderId);
  for (const order of orders) {
    tracker.track(order.symbol, order.clientOrderId);
    remember(state, order, ctx.clock.elapsed());
  }
  const written = await broker.placeGroup(orders);
  if (written.outcome === "accepted") {
    for (const found of written.found) await takeFound(state, found, ctx);
    return { outcome: "accepted" };
  }
  for (const { symbol, clientOrderId } of orders) {
    if (written.outcome === "refused") tracker.forget(clientOrderId);
    else for (const ms of LOOK_UP_AFTER_MS) ctx.after(ms, "LookUp", { symbol, clientOrderId });
  }
  return { outcome: written.outcome, reason: written.reason };
}

/** Cancels an order. `canceled` is what the exchange says, also where its first answer was lost. */
export async function cancelOrder(
  state: State,
  { symbol, clientOrderId, orderId }: { symbol: Symbol; clientOrderId: string; orderId?: string | undefined },
  ctx: Context,
): Promise<{ canceled: boolean; reason: string | null }> {
  const { broker, tracker, turns } = state;
  const written = await turns.callOff(() => {
    tracker.track(symbol, clientOrderId, orderId);
    tracker.unwanted(clientOrderId);
    return broker.cancel({ symbol, clientOrderId, orderId: tracker.orderId(clientOrderId) });
  });
  await turns.takeIn(() => lookUp(state, symbol, clientOrderId, ctx));
  const partner = state.partners.get(clientOrderId);
  if (partner !== undefined) ctx.self.tell("LookUp", { symbol, clientOrderId: partner });
  if (written.outcome === "accepted") return { canceled: true, reason: null };
  const isCanceled = tracker.events(clientOrderId).some(({ kind }) => kind === "OrderCanceled");
  const isOurs = written.outcome === "unknown" && isCanceled;
  return isOurs ? { canceled: true, reason: null } : { canceled: false, reason: written.reason };
}

async function placedBefore(state: State, { symbol, clientOrderId }: OrderRequest, ctx: Context): Promise<Placing> {
  const found = await lookUp(state, symbol, clientOrderId, ctx);
  if (found) return { outcome: "accepted" };
  const reason = `order "${clientOrderId}" was sent before, and ${state.broker.name} does not ${
    found === null ? "answer" : "know it"
  }`;
  return { outcome: "unknown", reason };
}

async function groupPlacedBefore(state: State, orders: OrderGroup["orders"], ctx: Context): Promise<Placing> {
  const [one, other] = [await placedBefore(state, orders[0], ctx), await placedBefore(state, orders[1], ctx)];
  return one.outcome === "accepted" ? other : one;
}

/**
 * Why an order of a group cannot stand beside the other one; null = none stands. An exchange locks the amount for the first,
 * and would not end one when the other is filled: the first, which protects, stays alone.
 */
function standingOfGroup({ broker, groups, tracker }: State, { groupId }: OrderRequest): string | null {
  const other = groupId === null ? undefined : groups.get(groupId);
  if (other === undefined || !tracker.open().some(({ clientOrderId }) => clientOrderId === other)) return null;
  return `${broker.name}: orders that cancel each other are not placed one by one; order "${other}" stands alone`;
}

function remember({ sent, groups, partners }: State, { clientOrderId, groupId }: OrderRequest, atMs: number): void {
  sent.set(clientOrderId, atMs);
  if (groupId !== null) groups.set(groupId, clientOrderId);
  for (const oldest of [sent, groups, partners]) {
    if (oldest.size > REMEMBERED) oldest.delete(oldest.keys().next().value!);
  }
}
