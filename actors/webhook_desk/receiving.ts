/** Taking calls: judged, stored, and only then acknowledged. */
import { createHash } from "node:crypto";
import { saveCall, takeCall } from "../../db/webhook_calls.ts";
import { findWebhook, touchWebhook, type Webhook, webhookOf } from "../../db/webhooks.ts";
import type { WebhookCall, WebhookVerdict } from "../../domain/webhook/call.ts";
import { nameOfCall, wrongAge } from "../../domain/webhook/judging.ts";
import { readSignal } from "../../domain/webhook/reading.ts";
import type { WebhookSignal } from "../../domain/webhook/signal.ts";
import { TRADINGVIEW_ADDRESSES } from "../../domain/webhook/tradingview.ts";
import { MAX_CALL_BYTES, type Received } from "../webhook_desk_protocol.ts";
import { type DeskContext, passOn, type WebhookDesk } from "./state.ts";

/** That a webhook was called is not written down more often, ms. */
const TOUCH_MS = 60_000;
/** Webhooks that are remembered; what is stored of a call is checked against the row all the same. */
const MOST_KNOWN = 1_000;

/** Whoever tries tokens waits for everybody else who does, and holds up no webhook. */
const STRANGERS = "strangers";

/** A call as it came in. */
export interface IncomingCall {
  readonly tokenHash: string;
  readonly address: string;
  /** Null = too large. */
  readonly body: string | null;
}

interface Judged {
  readonly verdict: Exclude<WebhookVerdict, "duplicate">;
  readonly reason: string | null;
  readonly signal: WebhookSignal | null;
  readonly nameHash: string | null;
}

/** Takes a call. What is remembered of its webhook is looked at again where that has changed meanwhile. */
export async function receiveCall(desk: WebhookDesk, call: IncomingCall, ctx: DeskContext): Promise<Received> {
  const known = desk.known.get(call.tokenHash);
  return (known && await takenBy(desk, known, call, ctx)) ?? await receiveAnew(desk, call, ctx);
}

async function receiveAnew(desk: WebhookDesk, call: IncomingCall, ctx: DeskContext): Promise<Received> {
  const webhook = await desk.lanes.run(STRANGERS, () => findWebhook(desk.args.db, call.tokenHash));
  desk.known.delete(call.tokenHash);
  if (!webhook) return { outcome: "unknown" };
  desk.known.set(call.tokenHash, webhook);
  if (desk.known.size > MOST_KNOWN) desk.known.delete(desk.known.keys().next().value!);
  return await takenBy(desk, webhook, call, ctx) ?? { outcome: "unknown" };
}

/** Undefined = the webhook has changed. */
async function takenBy(
  desk: WebhookDesk,
  webhook: Webhook,
  call: IncomingCall,
  ctx: DeskContext,
): Promise<Received | undefined> {
  const { callsPerMinute } = desk.args;
  const nowMs = ctx.clock.now();
  const { waitMs, isNews } = desk.rates.take(webhook.id, nowMs);
  if (waitMs > 0) {
    const reason = `more than ${callsPerMinute} calls a minute came; the others of this minute are not written down`;
    if (isNews) await take(desk, webhook, call, refused(reason), ctx);
    return { outcome: "limited", waitMs };
  }
  const [taken] = await Promise.all([
    take(desk, webhook, call, judge(webhook, call, nowMs), ctx),
    noteUse(desk, webhook, nowMs),
  ]);
  return taken && { outcome: "stored", call: taken };
}

async function noteUse({ args, used }: WebhookDesk, { id }: Webhook, nowMs: number): Promise<void> {
  if (nowMs - (used.get(id) ?? -TOUCH_MS) < TOUCH_MS) return;
  used.set(id, nowMs);
  await touchWebhook(args.db, id, nowMs);
}

/** Judges a message that its user tries. */
export async function tryMessage(
  desk: WebhookDesk,
  { userId, webhookId, body }: { readonly userId: string; readonly webhookId: string; readonly body: string },
  ctx: DeskContext,
) {
  const webhook = await webhookOf(desk.args.db, userId, webhookId);
  if (!webhook) return { outcome: "unknown" } as const;
  const read = readSignal(body);
  const judged = "refused" in read
    ? refused(read.refused)
    : { verdict: "test" as const, reason: null, signal: read.value, nameHash: null };
  const call = await saveCall(desk.args.db, {
    ...{ userId, webhookId, receivedMs: ctx.clock.now(), address: "", payload: body },
    ...judged,
  });
  passOn(desk, call, ctx);
  return { outcome: "stored", call: shown(call) } as const;
}

function judge(
  { isTest, onlyTradingView }: Webhook,
  { address, body }: IncomingCall,
  nowMs: number,
): Judged {
  if (onlyTradingView && !TRADINGVIEW_ADDRESSES.includes(address)) {
    const expected = TRADINGVIEW_ADDRESSES.join(", ");
    return refused(`it came from ${address}, expected one of TradingView's addresses: ${expected}`);
  }
  if (body === null) return refused(`the body is too large, expected at most ${MAX_CALL_BYTES} bytes`);
  const read = readSignal(body);
  if ("refused" in read) return refused(read.refused);
  const signal = read.value;
  const nameHash = createHash("sha256").update(nameOfCall(signal).text).digest("hex");
  const late = wrongAge(signal, nowMs);
  if (late !== undefined) return { ...refused(late), signal, nameHash }; // unless one of its name came in time
  return { verdict: isTest ? "test" : "accepted", reason: null, signal, nameHash };
}

function refused(reason: string): Judged {
  return { verdict: "refused", reason, signal: null, nameHash: null };
}

async function take(
  desk: WebhookDesk,
  webhook: Webhook,
  { tokenHash, address, body }: IncomingCall,
  judged: Judged,
  ctx: DeskContext,
): Promise<ShownCall | undefined> {
  const receivedMs = ctx.clock.now();
  const { signal } = judged;
  const call = await takeCall(desk.args.db, webhook, tokenHash, {
    ...{ receivedMs, address, payload: body ?? "", ...judged },
    takenAs: webhook.isTest ? "test" : "accepted",
    sameIs: signal?.id == null ? "the same was said" : `id "${signal.id}" came`,
    sinceMs: receivedMs - (signal === null ? 0 : nameOfCall(signal).withinMs),
  });
  if (call) passOn(desk, call, ctx);
  return call && shown(call);
}

type ShownCall = Pick<WebhookCall, "id" | "verdict" | "reason">;

function shown({ id, verdict, reason }: WebhookCall): ShownCall {
  return { id, verdict, reason };
}
