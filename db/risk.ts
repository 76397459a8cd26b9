/** Tables `risk_limits` and `kill_switches`, and the live switch of `brokers`: what stands between users' orders and the world. */
import { z } from "zod";
import { type KillState, killState } from "../domain/risk/kill_state.ts";
import { riskLimits } from "../domain/risk/limits.ts";
import type { OwnFill } from "../domain/risk/ledger.ts";
import { fill, type Order, order } from "../domain/order.ts";
import { type Environment, venue } from "../domain/venue.ts";
import { type Db, type Queries, storable } from "./db.ts";
import { fillColumns, isOpen, orderColumns } from "./orders.ts";

/** Limits as they are stored. `brokerId` null = for all accounts of one kind together. */
export const storedLimits = z.object({
  brokerId: z.string().nullable(),
  limits: riskLimits,
  /** Losses before are not counted, UTC ms. */
  countedFromMs: z.int(),
});
/** Limits as they are stored. */
export type StoredLimits = z.infer<typeof storedLimits>;

/** How a user's account stands with live money and with the kill switch. */
export const standing = z.object({
  name: z.string(),
  ...venue.shape,
  isLiveOn: z.boolean(),
  /** When the kill switch was turned on, UTC ms; null = it is off. */
  killedMs: z.int().nullable(),
  zone: z.string(),
  /** There are limits for it, or for all accounts of its kind. */
  isLimited: z.boolean(),
});
/** How a user's account stands. */
export type Standing = z.infer<typeof standing>;

/** How an account of a user's stands; undefined = they have none of this id. */
export async function standingOf(db: Queries, userId: string, brokerId: string): Promise<Standing | undefined> {
  const [row] = await db`
    select b.name, b.exchange, b.environment, b.live_on_at is not null as "isLiveOn", u.time_zone as zone,
      exists (
        select from risk_limits where user_id = b.user_id and (broker_id is null or broker_id = b.id)
      ) as "isLimited",
      (select engaged_at from kill_switches k where k.user_id = b.user_id) as "killedMs"
    from brokers b join users u on u.id = b.user_id
    where b.user_id = ${userId} and b.id::text = ${storable(brokerId)} and b.removed_at is null`;
  return row && standing.parse(row);
}

/** The limits of a user: those for all accounts first. */
export async function limitsOf(db: Queries, userId: string): Promise<StoredLimits[]> {
  const rows = await db`
    select broker_id as "brokerId", quote, max_position as "maxPosition", max_daily_loss as "maxDailyLoss",
      max_drawdown as "maxDrawdown", orders_per_minute as "ordersPerMinute", losses_in_a_row as "lossesInARow",
      cool_down_minutes as "coolDownMinutes", symbols, counted_from as "countedFromMs"
    from risk_limits where user_id = ${userId} order by broker_id nulls first`;
  return rows.map(({ brokerId, countedFromMs, ...limits }) => storedLimits.parse({ brokerId, countedFromMs, limits }));
}

/**
 * Stores limits in the place of those of before.
 * @throws {Error} when the broker is not of the user.
 */
export async function saveLimits(
  db: Db,
  userId: string,
  { brokerId, limits, countedFromMs }: StoredLimits,
): Promise<void> {
  await db.begin(async (tx) => {
    await tx`delete from risk_limits where user_id = ${userId} and broker_id is not distinct from ${brokerId}`;
    await tx`
      insert into risk_limits (
        user_id, broker_id, quote, max_position, max_daily_loss, max_drawdown, orders_per_minute, losses_in_a_row,
        cool_down_minutes, symbols, counted_from
      ) values (
        ${userId}, ${brokerId}, ${limits.quote}, ${limits.maxPosition}, ${limits.maxDailyLoss}, ${limits.maxDrawdown},
        ${limits.ordersPerMinute}, ${limits.lossesInARow}, ${limits.coolDownMinutes},
        ${limits.symbols && tx.json(limits.symbols)}, ${countedFromMs}
      )`;
  });
}

/** A user's kill switch, where it is on. */
export async function killSwitchOf(db: Queries, userId: string): Promise<KillState | undefined> {
  const [row] = await db`
    select engaged_at as "engagedMs", sells, done_at as "doneMs" from kill_switches where user_id = ${userId}`;
  return row && killState.parse(row);
}

/** Turns a user's kill switch on, again where it is on: then it is to be carried out anew. Times in UTC ms. */
export async function engageKillSwitch(
  db: Queries,
  userId: string,
  { sells, nowMs }: { readonly sells: boolean; readonly nowMs: number },
): Promise<KillState> {
  const [row] = await db`
    insert into kill_switches (user_id, engaged_at, sells) values (${userId}, ${nowMs}, ${sells})
    on conflict (user_id) do update set sells = excluded.sells, engaged_at = excluded.engaged_at, done_at = null
    returning engaged_at as "engagedMs", sells, done_at as "doneMs"`;
  return killState.parse(row);
}

/** Says that all that a kill switch asked for was done, unless it was released or turned on anew since. */
export async function killSwitchDone(
  db: Queries,
  userId: string,
  { engagedMs, nowMs }: { readonly engagedMs: number; readonly nowMs: number },
): Promise<void> {
  await db`update kill_switches set done_at = ${nowMs} where user_id = ${userId} and engaged_at = ${engagedMs}`;
}

/** Turns a user's kill switch off. Answers false where it was not on. */
export async function releaseKillSwitch(db: Queries, userId: string): Promise<boolean> {
  return (await db`delete from kill_switches where user_id = ${userId}`).count > 0;
}

/** Users whose kill switch is on and not carried out yet. */
export async function unfinishedKills(db: Queries): Promise<string[]> {
  return (await db`select user_id as id from kill_switches where done_at is null`).map(({ id }) =>
    z.string().parse(id)
  );
}

/** Turns the live switch of a user's account on (UTC ms) or off (null). Answers false where they have no such live account. */
export async function setLiveSwitch(
  db: Queries,
  userId: string,
  brokerId: string,
  onMs: number | null,
): Promise<boolean> {
  const { count } = await db`
    update brokers set live_on_at = ${onMs}
    where user_id = ${userId} and id::text = ${storable(brokerId)} and removed_at is null and environment = 'live'`;
  return count > 0;
}

/** Which accounts: one, or all of a kind. */
export type Accounts = { readonly brokerId: string } | { readonly environment: Environment };

/** An execution with its number: those that were stored later have greater ones. */
const numberedFill = z.object({
  number: z.coerce.number().int(),
  brokerId: z.string(),
  activeStrategyId: z.string().nullable(),
  symbol: order.shape.symbol,
  side: order.shape.side,
  fill,
});
/** An execution with its number. */
export type NumberedFill = z.infer<typeof numberedFill>;

/** Rows that are fetched at once. */
const CHUNK = 1_000;

/** Every execution at a user's accounts, oldest first. */
export async function fillsAt(db: Db, userId: string, accounts: Accounts): Promise<OwnFill[]> {
  return (await Array.fromAsync(fillsSince(db, userId, accounts, 0))).flat();
}

/** The executions at a user's accounts that have greater numbers than `number`, oldest first, in pieces. */
export async function* fillsSince(
  db: Db,
  userId: string,
  accounts: Accounts,
  number: number,
): AsyncGenerator<NumberedFill[]> {
  const rows = db`
    select f.number, t.broker_id as "brokerId", t.active_strategy_id as "activeStrategyId", t.symbol, t.side,
      ${fillColumns(db)}
    from fills f join trades t on t.client_order_id = f.client_order_id
    where f.user_id = ${userId} and f.number > ${number} and t.user_id = ${userId} and ${isAt(db, userId, accounts)}
    order by f.filled_at, t.created_at, f.fill_id`;
  for await (const piece of rows.cursor(CHUNK)) {
    yield piece.map(({ number, brokerId, activeStrategyId, symbol, side, ...fill }) =>
      numberedFill.parse({ number, brokerId, activeStrategyId, symbol, side, fill })
    );
  }
}

/** Orders at a user's accounts that may still change, or were placed after a moment (UTC ms) and not denied. */
export async function ordersAt(db: Queries, userId: string, accounts: Accounts, afterMs: number): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades t
      where t.user_id = ${userId} and ${isAt(db, userId, accounts)}
        and (${isOpen(db)} or (created_at > ${afterMs} and state <> 'denied'))`,
  );
}

function isAt(db: Queries, userId: string, accounts: Accounts) {
  if ("brokerId" in accounts) return db`t.broker_id::text = ${storable(accounts.brokerId)}`;
  return db`
    t.broker_id in (select id from brokers where user_id = ${userId} and environment = ${accounts.environment})`;
}
