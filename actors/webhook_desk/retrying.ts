/** A call that failed is tried again because its user wants it. */
import { callView, saveCall } from "../../db/webhook_calls.ts";
import { type DeskContext, passOn, type WebhookDesk } from "./state.ts";

/**
 * Stores the retry as a call of its own. As long as no order of the first is known, both share one ticket: whatever becomes of
 * the first after all, there is one order.
 */
export async function retryCall(
  desk: WebhookDesk,
  { userId, callId }: { readonly userId: string; readonly callId: string },
  ctx: DeskContext,
) {
  const { db } = desk.args;
  const failed = await callView(db, userId, callId);
  if (!failed) return { outcome: "unknown" } as const;
  if (!failed.canRetry) return { outcome: "refused", reason: whyNot(failed) } as const;
  const { webhookId, address, payload, signal, order } = failed;
  const receivedMs = ctx.clock.now();
  const call = await saveCall(db, {
    ...{ userId, webhookId, receivedMs, address, payload, signal, verdict: "accepted", reason: null, nameHash: null },
    retry: { of: callId, ticketId: order === null ? failed.ticketId : null },
  });
  passOn(desk, call, ctx);
  const { id, verdict, reason } = call;
  return { outcome: "stored", call: { id, verdict, reason } } as const;
}

function whyNot(
  { state, verdict, order }: { state: string; verdict: string; order: { state: string } | null },
): string {
  if (verdict !== "accepted") return `it was no signal to be executed, but ${verdict}`;
  if (state !== "failed") return `it is ${state}, expected a call that failed`;
  if (order !== null && order.state !== "denied" && order.state !== "rejected") return `its order is ${order.state}`;
  return "it was tried again already, or its webhook was revoked";
}
