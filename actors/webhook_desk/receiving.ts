/** Taking calls: judged, stored, and only then acknowledged. */
import { createHash } from "node:crypto";
import { sameCall, saveCall } from "../../db/webhook_calls.ts";
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

/** A call as it came in. */
export interface IncomingCall {
  readonly tokenHash: string;
  readonly address: string;
  /** Null = too large. */
  readonly body: string | null;
}

interface Judged {
  readonly verdict: WebhookVerdict;
  readonly reason: string | null;
  readonly signal: WebhookSignal | null;
  readonly nameHash: string | null;
}

/** Takes a call. */
export async function receiveCall(desk: WebhookDesk, call: IncomingCall, ctx: DeskContext): Promise<Received> {
  const { db, callsPerMinute } = desk.args;
  const webhook = await findWebhook(db, call.tokenHash);
  if (!webhook) return { outcome: "unknown" };
  const nowMs = ctx.clock.now();
  const { waitMs, isNews } = desk.rates.take(webhook.id, nowMs);
  if (waitMs > 0) {
    const reason = `more than ${callsPerMinute} calls a minute came; the others of this minute are not written down`;
    if (isNews) await store(desk, webhook, call, refused(reason), ctx);
    return { outcome: "limited", waitMs };
  }
  if (webhook.usedMs === null || nowMs - webhook.usedMs >= TOUCH_MS) await touchWebhook(db, webhook.id, nowMs);
  return await stored(desk, webhook, call, await judge(desk, webhook, call, nowMs), ctx);
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
  return await stored(desk, webhook, { address: "", body }, judged, ctx);
}

async function judge(
  { args }: WebhookDesk,
  { id, isTest, onlyTradingView }: Webhook,
  { address, body }: IncomingCall,
  nowMs: number,
): Promise<Judged> {
  if (onlyTradingView && !TRADINGVIEW_ADDRESSES.includes(address)) {
    return refused(
      `it came from ${address}, expected one of TradingView's addresses: ${TRADINGVIEW_ADDRESSES.join(", ")}`,
    );
  }
  if (body === null) return refused(`the body is too large, expected at most ${MAX_CALL_BYTES} bytes`);
  const read = readSignal(body);
  if ("refused" in read) return refused(read.refused);
  const signal = read.value;
  const late = wrongAge(signal, nowMs);
  if (late !== undefined) return { ...refused(late), signal };
  const { text, withinMs } = nameOfCall(signal);
  const nameHash = createHash("sha256").update(text).digest("hex");
  const verdict = isTest ? "test" : "accepted";
  const before = await sameCall(args.db, id, nameHash, verdict, nowMs - withinMs);
  if (!before) return { verdict, reason: null, signal, nameHash };
  const by = signal.id === null ? "the same was said" : `id "${signal.id}" came`;
  const reason = `${by} before, at ${new Date(before.receivedMs).toISOString()}`;
  return { verdict: "duplicate", reason, signal, nameHash: null };
}

function refused(reason: string): Judged {
  return { verdict: "refused", reason, signal: null, nameHash: null };
}

async function stored(...of: Parameters<typeof store>) {
  const { id, verdict, reason } = await store(...of);
  return { outcome: "stored" as const, call: { id, verdict, reason } };
}

async function store(
  desk: WebhookDesk,
  { id: webhookId, userId }: Webhook,
  { address, body }: Pick<IncomingCall, "address" | "body">,
  judged: Judged,
  ctx: DeskContext,
): Promise<WebhookCall> {
  const receivedMs = ctx.clock.now();
  const call = await saveCall(desk.args.db, {
    ...{ userId, webhookId, receivedMs, address, payload: body ?? "" },
    ...judged,
  });
  passOn(desk, call, ctx);
  return call;
}
