/** Webhooks for one user: whose one is comes first, then the desk or the database is asked. */
import type { System } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { webhookDeskProtocol } from "../actors/webhook_desk_protocol.ts";
import type { Db } from "../db/db.ts";
import { callPage, callView } from "../db/webhook_calls.ts";
import {
  addWebhook,
  changeWebhook,
  revokeWebhook,
  rotateWebhook,
  type Webhook,
  type WebhookChanges,
  webhooksOf,
} from "../db/webhooks.ts";
import { hashOfToken, newWebhookToken } from "../security/tokens.ts";
import { HttpError } from "./fresh/error.ts";
import { brokerOf, brokersOfViewer } from "./own_rows.ts";
import { answered, type Asked } from "./trading/parts.ts";
import { rowsOf, type Viewer } from "./viewer.ts";
import {
  CALLS_PAGE,
  type MadeWebhook,
  MOST_WEBHOOKS,
  type WebhookServices,
  type WebhookView,
} from "./webhook_services.ts";

/** What webhooks stand on. */
export interface WebhookParts {
  readonly db: Db;
  readonly system: () => System;
}

const UNIQUE_VIOLATION = "23505";

/** The services of one user. */
export function webhookHouse(parts: WebhookParts, viewer: Viewer): WebhookServices {
  const { db, system } = parts;
  const desk = () => webhookDeskOf(parts);
  const now = () => system().clock.now();
  const own = (id: string) => ownWebhook(parts, viewer, id);
  return {
    list: async () => await viewsOf(parts, viewer, await webhooksOf(db, rowsOf(viewer))),
    find: async (id) => (await viewsOf(parts, viewer, [await own(id)]))[0]!,
    make: (of) => make(parts, viewer, of, now()),
    rotate: async (id) => {
      const webhook = await own(id);
      const token = newWebhookToken();
      if (!await rotateWebhook(db, webhook.userId, id, hashOfToken(token))) throw unknownWebhook(id);
      return await shownOnce(parts, viewer, webhook, token);
    },
    change: async (id, to) => {
      const { userId } = await own(id);
      await brokerOfOwner(parts, viewer, userId, to.brokerId);
      if (!await changeWebhook(db, userId, id, to)) throw unknownWebhook(id);
    },
    revoke: async (id) => {
      const { userId } = await own(id);
      if (!await revokeWebhook(db, userId, id, now())) throw unknownWebhook(id);
    },
    calls: (query) => callPage(db, { ...query, userId: rowsOf(viewer), pageSize: CALLS_PAGE }),
    tryMessage: async (id, body) => {
      const { userId } = await own(id);
      const tried = await answered(desk().ask("TryMessage", { userId, webhookId: id, body }));
      if (tried.outcome === "unknown") throw unknownWebhook(id);
      return tried.call;
    },
    retry: async (callId) => {
      const call = await callView(db, rowsOf(viewer), callId);
      if (!call) throw new HttpError(404, `You have no call "${callId}"`);
      const retried = await answered(desk().ask("RetryCall", { userId: call.userId, callId }));
      if (retried.outcome === "unknown") throw new HttpError(404, `You have no call "${callId}"`);
      if (retried.outcome === "refused") throw new HttpError(409, `Cannot try it again: ${retried.reason}`);
      return { id: retried.call.id };
    },
  };
}

/** The desk that takes calls. */
export function webhookDeskOf({ system }: Pick<WebhookParts, "system">): Asked<typeof webhookDeskProtocol> {
  return system().whereis(PATHS.webhookDesk, webhookDeskProtocol);
}

async function make(
  parts: WebhookParts,
  viewer: Viewer,
  { name, ...rest }: WebhookChanges & { readonly name: string },
  nowMs: number,
): Promise<MadeWebhook> {
  const { db } = parts;
  const { userId } = await brokerOf(db, viewer, rest.brokerId);
  const own = await webhooksOf(db, userId);
  if (own.some((one) => one.name === name)) throw taken(name);
  if (own.length >= MOST_WEBHOOKS) {
    throw new HttpError(409, `Cannot make webhook "${name}": you have ${own.length}, revoke one first`);
  }
  const token = newWebhookToken();
  try {
    const of = { ...rest, id: crypto.randomUUID(), userId, name, tokenHash: hashOfToken(token), nowMs };
    return await shownOnce(parts, viewer, await addWebhook(db, of), token);
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw taken(name);
    throw error;
  }
}

async function shownOnce(parts: WebhookParts, viewer: Viewer, of: Webhook, token: string): Promise<MadeWebhook> {
  const [webhook] = await viewsOf(parts, viewer, [of]);
  return { token, webhook: webhook! };
}

async function viewsOf({ db }: WebhookParts, viewer: Viewer, all: readonly Webhook[]): Promise<WebhookView[]> {
  const names = new Map((await brokersOfViewer(db, viewer)).map(({ id, name }) => [id, name]));
  return all.map(({ userId: _userId, revokedMs: _revokedMs, ...webhook }) => ({
    ...webhook,
    brokerName: names.get(webhook.brokerId) ?? "?",
  }));
}

/** The user's webhook; `dev` sees those of all. @throws {HttpError} 404. */
async function ownWebhook({ db }: WebhookParts, viewer: Viewer, id: string): Promise<Webhook> {
  const found = (await webhooksOf(db, rowsOf(viewer))).find((one) => one.id === id);
  if (!found) throw unknownWebhook(id);
  return found;
}

/** A webhook trades at its own user's brokers alone. @throws {HttpError} 404. */
async function brokerOfOwner({ db }: WebhookParts, viewer: Viewer, userId: string, brokerId: string): Promise<void> {
  const broker = await brokerOf(db, viewer, brokerId);
  if (broker.userId !== userId) throw new HttpError(404, `The webhook's user has no broker "${brokerId}"`);
}

function unknownWebhook(id: string): HttpError {
  return new HttpError(404, `You have no webhook "${id}"`);
}

function taken(name: string): HttpError {
  return new HttpError(409, `Cannot make webhook "${name}": you have one of that name`);
}
