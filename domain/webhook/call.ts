/** A call of a webhook, with what became of it. */
import { z } from "zod";
import { order } from "../order.ts";
import { ticket } from "../ticket.ts";
import { webhookSignal } from "./signal.ts";

/** `accepted`: it is executed once; `test`: it is judged, nothing is sent; `duplicate`: it came before; `refused`. */
export const webhookVerdict = z.enum(["accepted", "test", "duplicate", "refused"]);
/** What a call was taken for. */
export type WebhookVerdict = z.infer<typeof webhookVerdict>;

/** `none`: nothing is to be done; `waiting` for its execution; `done`; `failed` for a reason that is told. */
export const callState = z.enum(["none", "waiting", "done", "failed"]);
/** How far a call is. */
export type CallState = z.infer<typeof callState>;

/** A call. */
export const webhookCall = z.object({
  id: z.string(),
  userId: z.string(),
  webhookId: z.string(),
  receivedMs: z.int(),
  address: z.string(),
  payload: z.string(),
  verdict: webhookVerdict,
  /** Why it was not accepted, or what became of it, in words. */
  reason: z.string().nullable(),
  signal: webhookSignal.nullable(),
  /** Of the one order that it may become. */
  ticketId: z.string(),
  state: callState,
  /** What was, or would be, placed. */
  ticket: ticket.nullable(),
  /** When something was first changed for it; null = nothing was. */
  begunMs: z.int().nullable(),
  executedMs: z.int().nullable(),
  /** The call that was tried again by this one. */
  retryOf: z.string().nullable(),
});
/** A call. */
export type WebhookCall = z.infer<typeof webhookCall>;

/** A call as its user is shown it: with its webhook's name, and its order as that stands now. */
export const webhookCallView = webhookCall.extend({
  webhookName: z.string(),
  order: order.pick({
    clientOrderId: true,
    state: true,
    symbol: true,
    side: true,
    type: true,
    quantity: true,
    filledQuantity: true,
    filledQuote: true,
    reason: true,
  }).nullable(),
  /** Its user may have it tried again. */
  canRetry: z.boolean(),
});
/** A call as its user is shown it. */
export type WebhookCallView = z.infer<typeof webhookCallView>;

/** A call was stored, or something became of it. */
export const webhookChanged = webhookCall.pick({ userId: true, webhookId: true, state: true }).extend({
  callId: z.string(),
});
/** A call was stored, or something became of it. */
export type WebhookChanged = z.infer<typeof webhookChanged>;
