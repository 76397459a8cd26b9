/** Table `webhooks`: addresses that signals are sent to. One is found by the hash of its token, which is itself stored nowhere. */
import { z } from "zod";
import type { Queries } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** An address that signals are sent to. */
export const webhook = z.object({
  id: z.string(),
  userId: z.string(),
  /** Unique among the user's that are not revoked. */
  name: z.string(),
  /** Where a signal trades that names no broker. */
  brokerId: z.string(),
  /** Signals are judged and shown; nothing is sent. */
  isTest: z.boolean(),
  /** Calls from elsewhere than TradingView's addresses are refused. */
  onlyTradingView: z.boolean(),
  createdMs: z.int(),
  /** Null = never. */
  usedMs: z.int().nullable(),
  /** Null = not revoked. */
  revokedMs: z.int().nullable(),
});
/** An address that signals are sent to. */
export type Webhook = z.infer<typeof webhook>;

/** What its user may change. */
export type WebhookChanges = Pick<Webhook, "brokerId" | "isTest" | "onlyTradingView">;

/** One to store. */
export interface NewWebhook extends WebhookChanges {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly tokenHash: string;
  readonly nowMs: number;
}

/** @throws {Error} when the broker is not the user's, or the user has another webhook of that name. */
export async function addWebhook(db: Queries, of: NewWebhook): Promise<Webhook> {
  const [row] = await withoutValues(db`
    insert into webhooks (id, user_id, name, token_hash, broker_id, is_test, only_tradingview, created_at)
    values (${of.id}, ${of.userId}, ${of.name}, ${of.tokenHash}, ${of.brokerId}, ${of.isTest}, ${of.onlyTradingView},
      ${of.nowMs})
    returning ${columns(db)}`);
  return webhook.parse(row);
}

/** The webhook of a token's hash, or undefined where there is none that is not revoked. */
export async function findWebhook(db: Queries, tokenHash: string): Promise<Webhook | undefined> {
  const [row] = await db`select ${columns(db)} from webhooks where token_hash = ${tokenHash} and revoked_at is null`;
  return row && webhook.parse(row);
}

/** A user's webhook that is not revoked, or undefined. */
export async function webhookOf(db: Queries, userId: string, id: string): Promise<Webhook | undefined> {
  const [row] = await db`
    select ${columns(db)} from webhooks where user_id = ${userId} and id = ${id} and revoked_at is null`;
  return row && webhook.parse(row);
}

/** Those that are not revoked of a user (null = of all), the newest first. */
export async function webhooksOf(db: Queries, userId: string | null): Promise<Webhook[]> {
  return z.array(webhook).parse(
    await db`
      select ${columns(db)} from webhooks
      where revoked_at is null ${userId === null ? db`` : db`and user_id = ${userId}`} order by created_at desc, id`,
  );
}

/** Answers whether the user has such a one. @throws {Error} when the broker is not the user's. */
export async function changeWebhook(db: Queries, userId: string, id: string, to: WebhookChanges): Promise<boolean> {
  const { count } = await db`
    update webhooks
    set broker_id = ${to.brokerId}, is_test = ${to.isTest}, only_tradingview = ${to.onlyTradingView}
    where user_id = ${userId} and id = ${id} and revoked_at is null`;
  return count === 1;
}

/** Gives a webhook another token; the old one opens nothing from now on. Answers whether the user has such a one. */
export async function rotateWebhook(db: Queries, userId: string, id: string, tokenHash: string): Promise<boolean> {
  const { count } = await withoutValues(db`
    update webhooks set token_hash = ${tokenHash} where user_id = ${userId} and id = ${id} and revoked_at is null`);
  return count === 1;
}

/** Revokes a webhook for ever; answers whether the user has such a one. */
export async function revokeWebhook(db: Queries, userId: string, id: string, nowMs: number): Promise<boolean> {
  const { count } = await db`
    update webhooks set revoked_at = ${nowMs} where user_id = ${userId} and id = ${id} and revoked_at is null`;
  return count === 1;
}

/** One was called; never goes back. */
export async function touchWebhook(db: Queries, id: string, nowMs: number): Promise<void> {
  await db`update webhooks set used_at = greatest(used_at, ${nowMs}::timestamptz) where id = ${id}`;
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", name, broker_id as "brokerId", is_test as "isTest", only_tradingview as "onlyTradingView",
    created_at as "createdMs", used_at as "usedMs", revoked_at as "revokedMs"`;
}
