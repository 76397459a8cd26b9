/** Table `notifications`: what is told outside of the page: a queue for each channel, and for a while what became of it. */
import { z } from "zod";
import type { Happening } from "../domain/notification/event.ts";
import { happening } from "../domain/notification/event.ts";
import { GATHER_MS, MOST_WAITING, PATIENCE_MS } from "../domain/notification/pace.ts";
import { type Order, order } from "../domain/order.ts";
import type { Queries } from "./db.ts";
import { storableValue } from "./json_value.ts";
import { orderColumns } from "./orders.ts";

/** For so long it is known what was told; nothing older is looked for after a fall. */
const KEPT_DAYS = 14;
const LOOKED_BACK_DAYS = 7;
const MOST_MISSED = 1_000;

/** What waits for a channel, or went out by it. */
export const notification = z.object({
  number: z.coerce.number().int(),
  id: z.uuid(),
  channelId: z.uuid(),
  ...happening.pick({ event: true, level: true, key: true, parameters: true, timeMs: true }).shape,
});
/** What waits for a channel, or went out by it. */
export type Notification = z.infer<typeof notification>;

const dropped = z.object({ channelId: z.uuid(), userId: z.string(), channel: z.string(), count: z.int() });
/** How many a channel (`channel` is its name) is not told of those that it wanted to be told. */
export type Dropped = z.infer<typeof dropped>;

/**
 * Puts what has happened into the queues of all channels that want to be told of it; once each, however often it is put.
 * A queue that is full takes no more and counts what it does not take, but for what tells of just that. Answers what was not
 * taken, by channel.
 */
export async function queueHappenings(
  db: Queries,
  happenings: readonly Happening[],
  nowMs: number,
): Promise<Dropped[]> {
  if (happenings.length === 0) return [];
  const rows = await db`
    with told as (
      select * from rows from (
        jsonb_to_recordset(${JSON.stringify(storableValue(happenings))}::text::jsonb) as (
          "userId" uuid, event text, level text, key text, parameters jsonb, "timeMs" float8, name text
        )
      ) with ordinality as given ("userId", event, level, key, parameters, "timeMs", name, place)
    ), wanted as (
      select c.id as channel_id, c.user_id, t.*, md5(t.name) as name_hash
      from told t join notification_channels c
        on c.is_on and t.event = any (c.events) and (t."userId" is null or t."userId" = c.user_id)
      where not exists (select from notifications n where n.channel_id = c.id and n.name_hash = md5(t.name))
        and (t.key <> 'channel_failing' or c.failures = 0)
    ), ranked as (
      select w.*, row_number() over (partition by channel_id order by place)
        + (select count(*) from notifications n where n.channel_id = w.channel_id and n.state = 'waiting') as rank
      from wanted w
    ), dropped as (
      update notification_channels c set dropped = c.dropped + r.count
      from (
        select channel_id, count(*)::integer as count from ranked
        where rank > ${MOST_WAITING} and key <> 'notifications_dropped' group by channel_id
      ) r
      where c.id = r.channel_id returning ${droppedColumns(db)}
    ), stored as (
      insert into notifications
        (user_id, channel_id, event, level, key, parameters, happened_at, name_hash, queued_at)
      select user_id, channel_id, event, level, key, parameters, to_timestamp("timeMs" / 1000), name_hash, ${nowMs}
      from ranked where rank <= ${MOST_WAITING} order by place
      on conflict (channel_id, name_hash) do nothing
    )
    select * from dropped`;
  return z.array(dropped).parse(rows);
}

/** How many of a kind happened to a user (null = all users) that were not kept until they could be put into a queue. */
export interface Overflow extends Pick<Happening, "userId" | "event"> {
  readonly count: number;
}

/** Counts what was not kept for all channels that wanted to be told of it, as their full queues do; answers by channel. */
export async function countOverflows(db: Queries, overflows: readonly Overflow[]): Promise<Dropped[]> {
  if (overflows.length === 0) return [];
  const rows = await db`
    update notification_channels c set dropped = c.dropped + r.count
    from (
      select w.id, sum(o.count)::integer as count
      from jsonb_to_recordset(${JSON.stringify(overflows)}::text::jsonb) as o ("userId" uuid, event text, count integer)
        join notification_channels w
          on w.is_on and o.event = any (w.events) and (o."userId" is null or o."userId" = w.user_id)
      group by w.id
    ) r
    where c.id = r.id returning ${droppedColumns(db)}`;
  return z.array(dropped).parse(rows);
}

function droppedColumns(db: Queries) {
  return db`c.id as "channelId", c.user_id as "userId", c.name as channel, r.count`;
}

/** Ids of the channels for which something waits that may be sent now. */
export async function dueChannels(db: Queries, nowMs: number): Promise<string[]> {
  const rows = await db`
    select id from notification_channels c
    where is_on and (next_at is null or next_at <= ${nowMs}) and exists (
      select from notifications n
      where n.channel_id = c.id and n.state = 'waiting' and n.queued_at <= ${nowMs - GATHER_MS}
    )
    order by next_at nulls first, id`;
  return rows.map(({ id }) => id);
}

/** What waits for a channel, the oldest first. */
export async function waitingFor(db: Queries, channelId: string): Promise<Notification[]> {
  return z.array(notification).parse(
    await db`
      select ${columns(db)} from notifications n
      where channel_id = ${channelId} and state = 'waiting' order by number limit ${MOST_WAITING}`,
  );
}

/** These went out. */
export async function notificationsSent(
  db: Queries,
  channelId: string,
  told: readonly Notification[],
  nowMs: number,
): Promise<void> {
  const ids = told.map(({ id }) => id);
  await db`
    update notifications set state = 'sent', settled_at = ${nowMs}
    where channel_id = ${channelId} and state = 'waiting' and id = any (${ids}::uuid[])`;
}

/** Gives up what waits for too long, and forgets what is long settled. */
export async function tidyNotifications(db: Queries, nowMs: number): Promise<void> {
  await db`
    update notifications set state = 'lost', settled_at = ${nowMs}
    where state = 'waiting' and queued_at < ${nowMs - PATIENCE_MS}`;
  await db`
    delete from notifications
    where state <> 'waiting' and queued_at < ${nowMs}::timestamptz - ${KEPT_DAYS}::int * interval '1 day'`;
}

/** How a notification stands, as its user is shown it. */
export const toldNotification = notification.extend({
  channel: z.string(),
  state: z.enum(["waiting", "sent", "lost"]),
  /** When it was sent or given up, UTC ms; null = it waits. */
  settledMs: z.int().nullable(),
});
/** How a notification stands. */
export type ToldNotification = z.infer<typeof toldNotification>;

/** A user's newest notifications, the newest first. */
export async function lastNotifications(db: Queries, userId: string, limit: number): Promise<ToldNotification[]> {
  return z.array(toldNotification).parse(
    await db`
      select ${columns(db)}, c.name as channel, n.state, n.settled_at as "settledMs"
      from notifications n join notification_channels c on c.id = n.channel_id and c.user_id = n.user_id
      where n.user_id = ${userId} order by n.number desc limit ${limit}`,
  );
}

/** How many wait for each channel of a user. */
export async function waitingCounts(db: Queries, userId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db`
    select channel_id as id, count(*)::int as count from notifications
    where user_id = ${userId} and state = 'waiting' group by channel_id`;
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Orders that are over, with something filled, and of which some listening channel was told nothing. */
export async function untoldOrders(db: Queries, nowMs: number): Promise<Order[]> {
  const rows = await db`
    select ${orderColumns(db)} from trades t
    where state in ('filled', 'rejected', 'canceled', 'expired') and filled_quantity > 0 and exists (
      select from notification_channels c
      where c.user_id = t.user_id and c.is_on and t.created_at >= c.listens_since
        and t.created_at > ${nowMs}::timestamptz - ${LOOKED_BACK_DAYS}::int * interval '1 day'
        and not exists (
          select from notifications n where n.channel_id = c.id and n.name_hash = md5('order ' || t.client_order_id)
        )
    )
    order by created_at desc limit ${MOST_MISSED}`;
  return z.array(order).parse(rows).reverse();
}

const origin = z.object({ clientOrderId: z.string(), broker: z.string(), strategy: z.string().nullable() });

/** By client order id: the names of an order's account, and of its strategy where it has one. */
export async function originsOf(
  db: Queries,
  clientOrderIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly broker: string; readonly strategy: string | null }>> {
  const rows = await db`
    select t.client_order_id as "clientOrderId", b.name as broker, s.name as strategy
    from trades t
      join brokers b on b.id = t.broker_id and b.user_id = t.user_id
      left join active_strategies a on a.id = t.active_strategy_id and a.user_id = t.user_id
      left join strategies s on s.id = a.strategy_id and s.user_id = a.user_id
    where t.client_order_id = any (${[...clientOrderIds]})`;
  return new Map(z.array(origin).parse(rows).map(({ clientOrderId, ...names }) => [clientOrderId, names]));
}

function columns(db: Queries) {
  return db`
    n.number, n.id, n.channel_id as "channelId", n.event, n.level, n.key, n.parameters, n.happened_at as "timeMs"`;
}
