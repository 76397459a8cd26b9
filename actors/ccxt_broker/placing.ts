/** Placing and cancelling, each order once. */
import type { OrderRequest } from "../../domain/order.ts";
import type { Symbol } from "../../domain/market.ts";
import { lookUp, takeFound } from "./reports.ts";
import { type Context, REMEMBERED, type State } from "./state.ts";

type Answer = { outcome: "accepted" } | { outcome: "refused" | "unknown"; reason: string };

/** When an order without an answer is looked up, ms after it; later the minute's reconciliation does. */
const LOOK_UP_AFTER_MS = [1_000, 5_000, 20_000] as const;

/** Sends an order, unless it was sent before: then it is looked up. */
export async function placeOrder(state: State, request: OrderRequest, ctx: Context): Promise<Answer> {
  const { broker, tracker, sent } = state;
  const { clientOrderId, symbol } = request;
  if (sent.has(clientOrderId)) return await placedBefore(state, request, ctx);
  const standing = standingOfGroup(state, request);
  if (standing !== null) return { outcome: "refused", reason: standing };
  tracker.track(symbol, clientOrderId);
  remember(state, request, ctx.clock.now());
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

/** Cancels an order. `canceled` is what the exchange says, also where its first answer was lost. */
export async function cancelOrder(
  state: State,
  { symbol, clientOrderId }: { symbol: Symbol; clientOrderId: string },
  ctx: Context,
): Promise<{ canceled: boolean; reason: string | null }> {
  const { broker, tracker } = state;
  tracker.track(symbol, clientOrderId);
  const written = await broker.cancel({ symbol, clientOrderId, orderId: tracker.orderId(clientOrderId) });
  await lookUp(state, symbol, clientOrderId, ctx);
  if (written.outcome === "accepted") return { canceled: true, reason: null };
  const isCanceled = tracker.events(clientOrderId).some(({ kind }) => kind === "OrderCanceled");
  const isOurs = written.outcome === "unknown" && isCanceled;
  return isOurs ? { canceled: true, reason: null } : { canceled: false, reason: written.reason };
}

async function placedBefore(state: State, { symbol, clientOrderId }: OrderRequest, ctx: Context): Promise<Answer> {
  const found = await lookUp(state, symbol, clientOrderId, ctx);
  if (found) return { outcome: "accepted" };
  const reason = `order "${clientOrderId}" was sent before, and ${state.broker.name} does not ${
    found === null ? "answer" : "know it"
  }`;
  return { outcome: "unknown", reason };
}

/**
 * Why an order of a group cannot stand beside the other one; null = none stands. An exchange locks the amount for the first,
 * and would not end one when the other is filled: the first, which protects, stays alone.
 */
function standingOfGroup({ broker, groups, tracker }: State, { groupId }: OrderRequest): string | null {
  const other = groupId === null ? undefined : groups.get(groupId);
  if (other === undefined || !tracker.open().some(({ clientOrderId }) => clientOrderId === other)) return null;
  return `${broker.name}: orders that cancel each other are not placed through ccxt; order "${other}" stands alone`;
}

function remember({ sent, groups }: State, { clientOrderId, groupId }: OrderRequest, nowMs: number): void {
  sent.set(clientOrderId, nowMs);
  if (groupId !== null) groups.set(groupId, clientOrderId);
  for (const oldest of [sent, groups]) {
    if (oldest.size > REMEMBERED) oldest.delete(oldest.keys().next().value!);
  }
}
