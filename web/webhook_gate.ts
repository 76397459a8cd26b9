/** Where webhooks come in: no session, no cookie; the token in the address, or in the body, says whose call it is. */
import type { Received } from "../actors/webhook_desk_protocol.ts";
import { MAX_CALL_BYTES, type webhookDeskProtocol } from "../actors/webhook_desk_protocol.ts";
import { AskError, type Logger } from "../actors/runtime/mod.ts";
import { secretOf, withoutSecrets } from "../domain/webhook/secret.ts";
import { hashOfToken, isSameHash, isWebhookToken } from "../security/tokens.ts";
import { clientAddress } from "./client_address.ts";
import type { ServeInfo } from "./fresh/types.ts";
import { limitedText } from "./limited_text.ts";
import type { Asked } from "./trading/parts.ts";

/** Where webhooks are called; the token may follow. */
export const WEBHOOK_PATH = "/webhook";
/** Who calls gives up after 3 s, and calls again. */
const WITHIN = "2500ms";

/** Takes the calls of a house. */
export interface WebhookGate {
  answer(request: Request, info?: ServeInfo): Promise<Response>;
}

/** What a gate stands on. */
export interface GateParts {
  readonly desk: () => Asked<typeof webhookDeskProtocol>;
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
}

/** Whether a path is a webhook's. */
export function isOfWebhook(path: string): boolean {
  return path === WEBHOOK_PATH || path.startsWith(`${WEBHOOK_PATH}/`);
}

/** The gate of a house. */
export function webhookGate(parts: GateParts): WebhookGate {
  return { answer: (request, info) => answer(parts, request, info) };
}

async function answer(parts: GateParts, request: Request, info?: ServeInfo): Promise<Response> {
  if (request.method !== "POST") {
    await request.body?.cancel();
    return told(405, { error: `A webhook is called by POST, not by ${request.method}` }, { allow: "POST" });
  }
  const read = await limitedText(request, MAX_CALL_BYTES);
  if (read.outcome === "broken") return told(400, { error: "The body ended before it was whole" });
  const body = read.outcome === "read" ? read.text : null;
  const inPath = new URL(request.url).pathname.slice(WEBHOOK_PATH.length + 1);
  const inBody = body === null ? undefined : secretOf(body);
  const tokenHash = hashOfBoth(inPath, inBody);
  if (tokenHash === null) return unknown();
  const address = clientAddress(request, info, parts.trustedProxies);
  const kept = body && withoutSecrets(body, [inPath, inBody]);
  try {
    const received = await parts.desk().ask("ReceiveCall", { tokenHash, address, body: kept }, { timeout: WITHIN });
    return responseOf(received, body === null);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    parts.log.warn("A webhook's call was not taken", { why: error.message });
    return notTaken();
  }
}

/** Null = no token, or two different ones. */
function hashOfBoth(inPath: string, inBody: string | undefined): string | null {
  const token = inPath === "" ? inBody : inPath;
  if (token === undefined || !isWebhookToken(token)) return null;
  const hash = hashOfToken(token);
  return inBody === undefined || isSameHash(hash, hashOfToken(inBody)) ? hash : null;
}

function responseOf(received: Received, isTooLarge: boolean): Response {
  if (received.outcome === "unknown") return unknown();
  if (received.outcome === "busy") return notTaken();
  if (received.outcome === "limited") {
    const seconds = Math.ceil(received.waitMs / 1_000);
    return told(429, { error: `Too many calls: the next is welcome in ${seconds} s` }, { "retry-after": `${seconds}` });
  }
  const { id, verdict, reason } = received.call;
  if (verdict === "refused") return told(isTooLarge ? 413 : 400, { id, verdict, error: reason });
  return told(verdict === "duplicate" ? 200 : 202, { id, verdict, reason });
}

function unknown(): Response {
  return told(404, { error: "There is no such webhook" });
}

function notTaken(): Response {
  return told(503, { error: "The call was not taken: call again" }, { "retry-after": "5" });
}

function told(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
}
