/** Table `webhook_calls`: every call of a webhook. A row exists before the call is acknowledged, and before anything is sent. */
import { z } from "zod";
import type { Ticket } from "../domain/ticket.ts";
import {
  type CallState,
  type WebhookCall,
  webhookCall,
  type WebhookCallView,
  webhookCallView,
} from "../domain/webhook/call.ts";
import { type Queries, storable } from "./db.ts";
import { fillColumns, isOpen } from "./orders.ts";
import type { Webhook } from "./webhooks.ts";
import { jsonValue } from "./json_value.ts";
import { type Fill, fill } from "../domain/order.ts";

/** A call to store. */
export type NewCall =
  & Pick<WebhookCall, "userId" | "webhookId" | "receivedMs" | "address" | "payload" | "verdict" | "reason" | "signal">
  & {
    /** By which it is found again; null = it names nothing. */
    readonly nameHash: string | null;
    /** `ticketId` null = it gets one of its own. */
    readonly retry?: { readonly of: string; readonly ticketId: string | null };
  };

/** Stores a call. @throws {Error} when it retries one that was retried already. */
export async function saveCall(db: Queries, of: NewCall): Promise<WebhookCall> {
  const state: CallState = of.verdict === "accepted" || of.verdict === "test" ? "waiting" : "none";
  const [row] = await db`
    insert into webhook_calls (
      user_id, webhook_id, received_at, address, payload, verdict, reason, name_hash, signal, state, retry_of, ticket_id
    ) values (
      ${of.userId}, ${of.webhookId}, ${of.receivedMs}, ${storable(of.address)}, ${storable(of.payload).toWellFormed()},
      ${of.verdict}, ${of.reason && storable(of.reason).toWellFormed()}, ${of.nameHash},
      ${of.signal && jsonValue(db, of.signal)}, ${state}, ${of.retry?.of ?? null},
      coalesce(${of.retry?.ticketId ?? null}::uuid, gen_random_uuid())
    )
    returning ${columns(db)}`;
  return webhookCall.parse(row);
}

/** A call as it was judged, but for whether it came before. */
export interface JudgedCall extends Omit<NewCall, "userId" | "webhookId" | "retry"> {
  /** What calls of its webhook are that are taken. */
  readonly takenAs: "accepted" | "test";
  /** What the same name means, such as `id "a" came`. */
  readonly sameIs: string;
  /** Calls of the same name since then are the same one, UTC ms. */
  readonly sinceMs: number;
}

/** Others of its name may come first so often while a call is being stored. */
const MOST_BEATEN = 10;

/**
 * Stores a call of a webhook, as a duplicate where one of its name was taken so before; of those that are stored at once, by
 * whomever, one is taken. Undefined = the webhook is not any more what is given: nothing was stored.
 * @throws {Error} where others of its name come first again and again.
 */
export async function takeCall(
  db: Queries,
  webhook: Webhook,
  tokenHash: string,
  of: JudgedCall,
): Promise<WebhookCall | undefined> {
  for (let beaten = 0; beaten < MOST_BEATEN; beaten++) {
    const [row] = await takeTurn(db, webhook, tokenHash, of);
    if (row === undefined) return undefined;
    if (row.id !== null) return webhookCall.parse(row);
  }
  throw new Error(`Cannot store a call of webhook ${webhook.id}: others of its name came first ${MOST_BEATEN} times`);
}

/**
 * Stores a call in one step, with the turn after the last that was taken of its name. No row = the webhook has changed; one
 * without an id = that turn was taken in this moment.
 */
function takeTurn(db: Queries, webhook: Webhook, tokenHash: string, of: JudgedCall) {
  const isTaken = of.verdict !== "refused";
  return db`
    with target as (
      select w.user_id, w.id from webhooks w
      where w.id = ${webhook.id} and w.token_hash = ${tokenHash} and w.revoked_at is null
        and w.is_test = ${webhook.isTest} and w.only_tradingview = ${webhook.onlyTradingView}
    ), stored as (
      insert into webhook_calls (
        user_id, webhook_id, received_at, address, payload, verdict, reason, name_hash, signal, state, name_turn
      )
      select w.user_id, w.id, ${of.receivedMs}::timestamptz, ${storable(of.address)}::text,
        ${storable(of.payload).toWellFormed()}::text,
        case when d.at is null then ${of.verdict}::text else 'duplicate' end,
        case when d.at is null then ${of.reason && storable(of.reason).toWellFormed()}::text else
          ${storable(of.sameIs).toWellFormed()}::text || ' before, at ' ||
          to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
        case when d.at is null then ${isTaken ? of.nameHash : null}::text end,
        ${of.signal && jsonValue(db, of.signal)}::jsonb,
        case when d.at is null then ${isTaken ? "waiting" : "none"}::text else 'none' end,
        case when d.at is null and ${isTaken && of.nameHash !== null}::boolean then (
          select coalesce(max(c.name_turn), 0) + 1 from webhook_calls c
          where c.webhook_id = w.id and c.name_hash = ${of.nameHash}::text and c.verdict = ${of.takenAs}::text
        ) end
      from target w left join lateral (
        select c.received_at as at from webhook_calls c
        where c.webhook_id = w.id and c.name_hash = ${of.nameHash}::text and c.verdict = ${of.takenAs}::text
          and c.received_at > ${of.sinceMs}::timestamptz
        order by c.number desc limit 1
      ) d on true
      on conflict (webhook_id, name_hash, verdict, name_turn) where name_turn is not null do nothing
      returning ${columns(db)}
    )
    select s.* from target left join stored s on true`;
}

/** A call, or undefined. */
export async function findCall(db: Queries, id: string): Promise<WebhookCall | undefined> {
  const [row] = await db`select ${columns(db)} from webhook_calls where id = ${id}`;
  return row && webhookCall.parse(row);
}

const closings = z.object({ isAwaited: z.boolean(), isOver: z.boolean() });

/**
 * What calls of the same webhook that close the same market mean for a call: `isAwaited`, one that came before waits still;
 * `isOver`, one that came after is done.
 */
export async function closingsBeside(db: Queries, { id, userId }: WebhookCall): Promise<z.infer<typeof closings>> {
  const isSame = db`
    c.user_id = o.user_id and c.webhook_id = o.webhook_id and c.verdict = 'accepted' and c.signal->>'action' = 'close'
    and replace(c.signal->>'symbol', '/', '') = replace(o.signal->>'symbol', '/', '')
    and c.signal->>'broker' is not distinct from o.signal->>'broker'`;
  const [row] = await db`
    select
      exists (select from webhook_calls c where c.state = 'waiting' and c.number < o.number and ${isSame}) as "isAwaited",
      exists (select from webhook_calls c where c.state = 'done' and c.number > o.number and ${isSame}) as "isOver"
    from webhook_calls o where o.id = ${id} and o.user_id = ${userId}`;
  return closings.parse(row);
}

const waitingCall = z.object({ callId: z.string(), userId: z.string() });

/** Calls that wait, oldest first. */
export async function waitingCalls(db: Queries, limit: number): Promise<z.infer<typeof waitingCall>[]> {
  const rows = await db`
    select id as "callId", user_id as "userId" from webhook_calls where state = 'waiting' order by number limit ${limit}`;
  return z.array(waitingCall).parse(rows);
}

/** Stores what became of a call that waited; one that has ended stays as it is. */
export async function endCall(
  db: Queries,
  id: string,
  { state, reason, ticket, nowMs }: {
    readonly state: "done" | "failed";
    readonly reason: string | null;
    readonly ticket: Ticket | null;
    readonly nowMs: number;
  },
): Promise<void> {
  await db`
    update webhook_calls
    set state = ${state}, reason = ${reason && storable(reason).toWellFormed()}, executed_at = ${nowMs},
      ticket = ${ticket && jsonValue(db, ticket)}
    where id = ${id} and state = 'waiting'`;
}

/** Which calls are listed: of a user (null = of all), the newest first, `page` from 1. */
export interface CallQuery {
  readonly userId: string | null;
  readonly webhookId: string | null;
  readonly page: number;
  readonly pageSize: number;
}

/** A page of calls, and how many there are. */
export async function callPage(
  db: Queries,
  { userId, webhookId, page, pageSize }: CallQuery,
): Promise<{ calls: WebhookCallView[]; total: number }> {
  const where = db`
    true ${userId === null ? db`` : db`and c.user_id = ${userId}`}
    ${webhookId === null ? db`` : db`and c.webhook_id = ${webhookId}`}`;
  const [counted] = await db`select count(*)::int as total from webhook_calls c where ${where}`;
  const rows = await db`
    ${views(db)} where ${where}
    order by c.number desc limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { calls: z.array(webhookCallView).parse(rows), total: counted!.total };
}

/** A call as its user (null = anybody) is shown it, or undefined. */
export async function callView(db: Queries, userId: string | null, id: string): Promise<WebhookCallView | undefined> {
  const [row] = await db`
    ${views(db)} where c.id = ${id} ${userId === null ? db`` : db`and c.user_id = ${userId}`}`;
  return row && webhookCallView.parse(row);
}

/** It is being executed from now on: what was begun is brought to its end, however long it takes. */
export async function beginCall(db: Queries, id: string, nowMs: number): Promise<void> {
  await db`update webhook_calls set begun_at = coalesce(begun_at, ${nowMs}::timestamptz) where id = ${id}`;
}

/**
 * Forgets calls that were received before, but those that wait, and those that became orders: by them it is known whose what
 * they bought is. Answers how many.
 */
export async function forgetCalls(db: Queries, beforeMs: number): Promise<number> {
  const { count } = await db`
    delete from webhook_calls c
    where c.received_at < ${beforeMs} and c.state <> 'waiting' and not exists (
      select from trades t
      where t.client_order_id = 'm-' || replace(c.ticket_id::text, '-', '') and t.user_id = c.user_id
        and t.state not in ('denied', 'rejected')
    )`;
  return count;
}

const bookEntry = z.object({ side: z.enum(["buy", "sell"]), isOpen: z.boolean(), clientOrderId: z.string() });

/** The orders of a webhook's tickets on a market of a broker, exits among them, and their executions. */
export async function bookOf(
  db: Queries,
  { webhookId, userId, brokerId, symbol }: {
    readonly webhookId: string;
    readonly userId: string;
    readonly brokerId: string;
    readonly symbol: string;
  },
): Promise<{ orders: z.infer<typeof bookEntry>[]; fills: (Fill & { side: "buy" | "sell" })[] }> {
  const stems = db`
    select distinct substr(replace(ticket_id::text, '-', ''), 1, 30) from webhook_calls
    where webhook_id = ${webhookId} and user_id = ${userId} and verdict = 'accepted'`;
  const theirs = db`
    t.user_id = ${userId} and t.broker_id = ${brokerId} and t.symbol = ${symbol}
    and t.client_order_id ~ '^[mst]-[0-9a-f]{30}' and substr(t.client_order_id, 3, 30) in (${stems})`;
  const orders = await db`
    select side, client_order_id as "clientOrderId",
      ${isOpen(db)} as "isOpen"
    from trades t where ${theirs} order by created_at, client_order_id`;
  const fills = await db`
    select t.side, ${fillColumns(db)}
    from fills f join trades t on t.client_order_id = f.client_order_id where ${theirs}`;
  return {
    orders: z.array(bookEntry).parse(orders),
    fills: z.array(fill.extend({ side: bookEntry.shape.side })).parse(fills),
  };
}

function columns(db: Queries) {
  return db`
    id, user_id as "userId", webhook_id as "webhookId", received_at as "receivedMs", address, payload, verdict, reason,
    signal, ticket_id as "ticketId", state, ticket, begun_at as "begunMs",
    executed_at as "executedMs", retry_of as "retryOf"`;
}

/** One that failed, or whose order was never taken, may be tried again, once. */
function views(db: Queries) {
  return db`
    select c.id, c.user_id as "userId", c.webhook_id as "webhookId", c.received_at as "receivedMs", c.address, c.payload,
      c.verdict, c.reason, c.signal, c.ticket_id as "ticketId", c.state, c.ticket, c.begun_at as "begunMs",
      c.executed_at as "executedMs", c.retry_of as "retryOf", w.name as "webhookName",
      case when t.client_order_id is null then null else jsonb_build_object(
        'clientOrderId', t.client_order_id, 'state', t.state, 'symbol', t.symbol, 'side', t.side, 'type', t.type,
        'quantity', t.quantity::text, 'filledQuantity', t.filled_quantity::text, 'filledQuote', t.filled_quote::text,
        'reason', t.reason
      ) end as order,
      c.state = 'failed' and c.verdict = 'accepted' and w.revoked_at is null
        and (t.state is null or t.state in ('denied', 'rejected'))
        and not exists (select from webhook_calls r where r.retry_of = c.id) as "canRetry"
    from webhook_calls c
      join webhooks w on w.id = c.webhook_id
      left join trades t
        on t.client_order_id = 'm-' || replace(c.ticket_id::text, '-', '') and t.user_id = c.user_id`;
}
