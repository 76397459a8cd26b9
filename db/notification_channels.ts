/**
 * Table `notification_channels`: by which ways users are told outside of the page. Secrets are a sealed text, which this room
 * can store and cannot open.
 */
import { z } from "zod";
import { channelSettings, MOST_CHANNELS } from "../domain/notification/channel.ts";
import { notificationEvent } from "../domain/notification/event.ts";
import type { Db, Queries } from "./db.ts";
import { jsonValue } from "./json_value.ts";
import { withoutValues } from "./without_values.ts";

/** A user's channel. */
export const notificationChannel = z.object({
  id: z.uuid(),
  userId: z.string(),
  name: z.string(),
  settings: channelSettings,
  sealedSecrets: z.string(),
  events: z.array(notificationEvent),
  isOn: z.boolean(),
});
/** A user's channel. */
export type NotificationChannel = z.infer<typeof notificationChannel>;

/** A channel and how sending goes; times UTC ms. */
export const channelState = notificationChannel.extend({
  failures: z.int(),
  failingSinceMs: z.int().nullable(),
  /** Why the last attempt failed; null = it did not. */
  problem: z.string().nullable(),
  lastSentMs: z.int().nullable(),
  /** Nothing is sent before; null = at once. */
  nextMs: z.int().nullable(),
  /** What happened and found no place in the queue since the last message. */
  dropped: z.int(),
});
/** A channel and how sending goes. */
export type ChannelState = z.infer<typeof channelState>;

/** Where the sealed text stands, to be bound to it. */
export const SEALED_CHANNEL_SECRETS = { table: "notification_channels", column: "sealed_secrets" } as const;

/** A user's channels, the oldest first. */
export async function channelsOf(db: Queries, userId: string): Promise<ChannelState[]> {
  return z.array(channelState).parse(
    await db`select ${columns(db)} from notification_channels where user_id = ${userId} order by created_at, id`,
  );
}

/** A channel of a user (null = of anybody), or undefined. */
export async function findChannel(db: Queries, userId: string | null, id: string): Promise<ChannelState | undefined> {
  const [row] = await db`
    select ${columns(db)} from notification_channels
    where id = ${id} ${userId === null ? db`` : db`and user_id = ${userId}`}`;
  return row && channelState.parse(row);
}

/** What came of storing a channel. `taken`: its user has another of that name; `many`: has too many already. */
export type ChannelSaving = "saved" | "taken" | "many";

/**
 * Stores a channel, new or in place of the one of that id; how sending went before is forgotten, so that it is tried at once.
 * What waits for one that is off is lost.
 * @throws {Error} where the id is another user's.
 */
export async function saveChannel(db: Db, of: NotificationChannel, nowMs: number): Promise<ChannelSaving> {
  return await db.begin(async (tx) => {
    await tx`select from users where id = ${of.userId} for update`; // two that are added at once take turns
    const others = await tx`
      select name from notification_channels where user_id = ${of.userId} and id <> ${of.id}`;
    if (others.some(({ name }) => name === of.name)) return "taken";
    if (others.length >= MOST_CHANNELS) return "many";
    const { count } = await withoutValues(tx`
      insert into notification_channels as stored
        (id, user_id, name, settings, sealed_secrets, events, is_on, listens_since, created_at)
      values (${of.id}, ${of.userId}, ${of.name}, ${jsonValue(tx, of.settings)}, ${of.sealedSecrets}, ${of.events},
        ${of.isOn}, ${nowMs}, ${nowMs})
      on conflict (id) do update set
        name = excluded.name, settings = excluded.settings, sealed_secrets = excluded.sealed_secrets,
        events = excluded.events, is_on = excluded.is_on, failures = 0, failing_since = null, problem = null, next_at = null,
        listens_since = case when stored.is_on and stored.events @> excluded.events then stored.listens_since
          else excluded.listens_since end
      where stored.user_id = excluded.user_id`);
    if (count === 0) throw new Error(`Cannot store channel ${of.id}: it is another user's`);
    if (!of.isOn) {
      await tx`
        update notifications set state = 'lost', settled_at = ${nowMs} where channel_id = ${of.id} and state = 'waiting'`;
    }
    return "saved";
  });
}

/** Forgets a channel with its secrets and what waits for it; whether there was one. */
export async function removeChannel(db: Queries, userId: string, id: string): Promise<boolean> {
  const { count } = await db`delete from notification_channels where user_id = ${userId} and id = ${id}`;
  return count > 0;
}

/** A message was sent, at `nowMs`; nothing more before `nextMs`. `dropped`: how many of those were told that found no place. */
export async function channelSent(
  db: Queries,
  id: string,
  { nowMs, nextMs, dropped }: { readonly nowMs: number; readonly nextMs: number; readonly dropped: number },
): Promise<void> {
  await db`
    update notification_channels
    set failures = 0, failing_since = null, problem = null, last_sent_at = ${nowMs}, next_at = ${nextMs},
      dropped = greatest(0, dropped - ${dropped}::integer)
    where id = ${id}`;
}

/** Sending failed; it is tried again at `nextMs`. */
export async function channelFailed(
  db: Queries,
  id: string,
  { problem, nowMs, nextMs }: { readonly problem: string; readonly nowMs: number; readonly nextMs: number },
): Promise<void> {
  await db`
    update notification_channels
    set failures = failures + 1, failing_since = coalesce(failing_since, ${nowMs}::timestamptz), problem = ${problem},
      next_at = ${nextMs}
    where id = ${id}`;
}

/** The secrets of all users, for a rotation of the secret key. */
export async function allChannelSecrets(db: Queries): Promise<NotificationChannel[]> {
  return z.array(channelState).parse(await db`select ${columns(db)} from notification_channels order by id`);
}

/** Stores the same secrets sealed anew; false where they were changed in the meantime, which then stay. */
export async function replaceChannelSecrets(
  db: Queries,
  of: Pick<NotificationChannel, "id" | "userId" | "sealedSecrets">,
  sealedAnew: string,
): Promise<boolean> {
  const { count } = await withoutValues(db`
    update notification_channels set sealed_secrets = ${sealedAnew}
    where id = ${of.id} and user_id = ${of.userId} and sealed_secrets = ${of.sealedSecrets}`);
  return count === 1;
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", name, settings, sealed_secrets as "sealedSecrets", events, is_on as "isOn", failures,
    failing_since as "failingSinceMs", problem, last_sent_at as "lastSentMs", next_at as "nextMs", dropped`;
}
