/** Webhooks: addresses that signals are sent to, and the calls that came. Only a session touches addresses: they open trading. */
import { z } from "zod";
import { webhook as stored } from "../../db/webhooks.ts";
import { webhookCall, webhookCallView } from "../../domain/webhook/call.ts";
import { NAME_CHARACTERS } from "../api_tokens.ts";
import { CALLS_PAGE } from "../webhook_services.ts";
import { tryBody } from "../webhook_forms.ts";
import { type ApiRoute, route } from "./route.ts";
import { text, whole } from "./schemas.ts";

const webhook = stored.omit({ userId: true, revokedMs: true }).extend({ brokerName: z.string() })
  .meta({ id: "Webhook" });
const made = z.object({ token: z.string(), webhook });
const call = webhookCallView.omit({ userId: true }).meta({ id: "WebhookCall" });
const judged = webhookCall.pick({ id: true, verdict: true, reason: true });
const settings = {
  brokerId: z.uuid().meta({ description: "Where signals trade that name no broker" }),
  isTest: z.boolean().default(true).meta({ description: "Signals are judged and shown; nothing is sent" }),
  onlyTradingView: z.boolean().default(false).meta({ description: "Calls from other addresses are refused" }),
};
const webhookId = z.strictObject({ webhookId: z.uuid() });
const ONCE = "The address is `/webhook/<token>`. `token` is told this once, and never again.";

/** Routes of webhooks; that of their calls comes before those of one of them. */
export const webhookRoutes: readonly ApiRoute[] = [
  route({
    method: "get",
    path: "/webhooks",
    needs: "read",
    tag: "webhooks",
    summary: "One's webhooks that are not revoked, the newest first",
    status: 200,
    answer: z.array(webhook),
  }, ({ services }) => services.webhooks.list()),
  route({
    method: "post",
    path: "/webhooks",
    needs: "session",
    tag: "webhooks",
    summary: "Makes a webhook",
    description: ONCE,
    body: z.strictObject({ name: text(NAME_CHARACTERS).trim().min(1), ...settings }),
    status: 201,
    answer: made,
    problems: [404, 409],
  }, ({ services, body }) => services.webhooks.make(body)),
  route({
    method: "get",
    path: "/webhooks/calls",
    needs: "read",
    tag: "webhooks",
    summary: `Calls that came, the newest first, ${CALLS_PAGE} a page: with message, verdict and order`,
    query: z.strictObject({ webhookId: z.uuid().optional(), page: whole(1, 1_000_000).default(1) }),
    status: 200,
    answer: z.object({ calls: z.array(call), total: z.int() }),
  }, ({ services, query: { webhookId, page } }) => services.webhooks.calls({ webhookId: webhookId ?? null, page })),
  route({
    method: "post",
    path: "/webhooks/calls/{callId}/retry",
    needs: "trade",
    tag: "webhooks",
    summary: "Has a call that failed executed again, once",
    params: z.strictObject({ callId: z.uuid() }),
    status: 201,
    answer: z.object({ id: z.string().meta({ description: "Of the call that this makes" }) }),
    problems: [404, 409],
  }, ({ services, params }) => services.webhooks.retry(params.callId)),
  route({
    method: "get",
    path: "/webhooks/{webhookId}",
    needs: "read",
    tag: "webhooks",
    summary: "One webhook",
    params: webhookId,
    status: 200,
    answer: webhook,
    problems: [404],
  }, ({ services, params }) => services.webhooks.find(params.webhookId)),
  route({
    method: "put",
    path: "/webhooks/{webhookId}",
    needs: "session",
    tag: "webhooks",
    summary: "Changes where a webhook trades, its mode, and whose calls it takes",
    params: webhookId,
    body: z.strictObject(settings),
    status: 204,
    problems: [404],
  }, ({ services, params, body }) => services.webhooks.change(params.webhookId, body)),
  route({
    method: "delete",
    path: "/webhooks/{webhookId}",
    needs: "session",
    tag: "webhooks",
    summary: "Revokes a webhook for ever",
    params: webhookId,
    status: 204,
    problems: [404],
  }, ({ services, params }) => services.webhooks.revoke(params.webhookId)),
  route({
    method: "post",
    path: "/webhooks/{webhookId}/rotate",
    needs: "session",
    tag: "webhooks",
    summary: "Gives a webhook another address; the old one opens nothing from now on",
    description: ONCE,
    params: webhookId,
    status: 201,
    answer: made,
    problems: [404],
  }, ({ services, params }) => services.webhooks.rotate(params.webhookId)),
  route({
    method: "post",
    path: "/webhooks/{webhookId}/try",
    needs: "trade",
    tag: "webhooks",
    summary: "Judges a message as a webhook in test mode does; nothing is sent, and it is listed among the calls",
    params: webhookId,
    body: z.strictObject(tryBody.shape),
    status: 201,
    answer: judged,
    problems: [404],
  }, ({ services, params, body }) => services.webhooks.tryMessage(params.webhookId, body.body)),
];
