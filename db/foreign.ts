/**
 * What was adopted from elsewhere: table `adopted_orders` (how an exchange calls orders that others have placed), and the
 * entries in `trades` and `fills` that holdings are booked as. What is held of a currency is counted from fills alone.
 */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import { ADOPTED_HOLDING, type AdoptedHolding, adoptedHolding, RELEASED_HOLDING } from "../domain/foreign.ts";
import { type Symbol, symbol } from "../domain/market.ts";
import { type Fill, fill, type Order, order } from "../domain/order.ts";
import type { SidedFill } from "../domain/position.ts";
import { STEM_LENGTH } from "../domain/ticket_ids.ts";
import { STOPPED_MS } from "./active_strategies.ts";
import type { Db, Queries } from "./db.ts";
import { saveExits, type StoredExits } from "./order_exits.ts";
import { fillColumns, isOpen, orderColumns, saveIntent, updateOrder } from "./orders.ts";

/**
 * Stores an order that was placed elsewhere as one of its user's. Answers false, and changes nothing, where it was adopted
 * before, or its name is taken.
 */
export async function saveAdoptedOrder(db: Db, of: Order, orderId: string, nowMs: number): Promise<boolean> {
  return await db.begin(async (tx) => {
    if (await adoptedName(tx, of.brokerId, orderId) !== undefined) return false;
    if (!await saveIntent(tx, of)) return false;
    await tx`
      insert into adopted_orders (client_order_id, user_id, broker_id, order_id, adopted_at)
      values (${of.clientOrderId}, ${of.userId}, ${of.brokerId}, ${orderId}, ${nowMs})`;
    return true;
  });
}

/** Our name of an order that was adopted; undefined = it was not. */
export async function adoptedName(db: Queries, brokerId: string, orderId: string): Promise<string | undefined> {
  const [row] = await db`
    select client_order_id as name from adopted_orders where broker_id = ${brokerId} and order_id = ${orderId}`;
  return row && z.string().parse(row.name);
}

/** How its exchange calls an order that was adopted; undefined = it is one that we have placed. */
export async function venueOrderId(db: Queries, clientOrderId: string): Promise<string | undefined> {
  const [row] = await db`select order_id as id from adopted_orders where client_order_id = ${clientOrderId}`;
  return row && z.string().parse(row.id);
}

/**
 * Which of these orders at an account are in our books, whoever's they are: by our names, or by the exchange's. The same
 * account may be kept here twice.
 */
export async function knownOrders(
  db: Queries,
  brokerId: string,
  { names, orderIds }: { readonly names: readonly string[]; readonly orderIds: readonly string[] },
): Promise<{ readonly names: ReadonlySet<string>; readonly orderIds: ReadonlySet<string> }> {
  const [ours, adopted] = [
    await db`select client_order_id as name from trades where client_order_id = any(${[...names]}::text[])`,
    await db`
      select order_id as id from adopted_orders
      where order_id = any(${[...orderIds]}::text[]) and broker_id in (
        select there.id from brokers there join brokers here using (exchange, environment) where here.id = ${brokerId}
      )`,
  ];
  return {
    names: new Set(ours.map(({ name }) => z.string().parse(name))),
    orderIds: new Set(adopted.map(({ id }) => z.string().parse(id))),
  };
}

/**
 * Books what happened elsewhere, or is over: an order that is filled, with its fill and its exits, in one step. Answers
 * false, and changes nothing, where the order is there already.
 */
export async function saveTransfer(db: Db, of: Order, by: Fill, exits: StoredExits | null): Promise<boolean> {
  return await db.begin(async (tx) => {
    if (!await saveIntent(tx, of)) return false;
    await updateOrder(tx, of, by);
    if (exits) await saveExits(tx, exits);
    return true;
  });
}

const holding = z.object({ symbol, isByHand: z.boolean(), quantity: decimalText });
/** What is held of a market, by orders by hand or by strategies at work; in base currency. */
export type Booked = z.infer<typeof holding>;

/**
 * What strategies at work, and orders by hand, have bought at an account and not sold. A sale of more than was bought takes
 * nothing from what is bought later; what a strategy that is stopped has left behind, nobody counts on.
 */
export async function bookedAt(db: Queries, userId: string, brokerId: string): Promise<Booked[]> {
  return z.array(holding).parse(
    await db`
      with changes as (
        select t.symbol, t.active_strategy_id, f.filled_at, t.created_at, f.fill_id,
          case t.side when 'buy' then f.quantity else -f.quantity end
            - case f.fee_currency when split_part(t.symbol, '/', 1) then f.fee else 0 end as change
        from fills f join trades t using (user_id, client_order_id)
          left join active_strategies a on a.id = t.active_strategy_id
        where t.user_id = ${userId} and t.broker_id = ${brokerId}
          and (a.id is null or a.end_at is distinct from ${STOPPED_MS}::timestamptz)
      ), running as (
        select symbol, active_strategy_id, change, sum(change) over (
          partition by symbol, active_strategy_id order by filled_at, created_at, fill_id rows unbounded preceding
        ) as held
        from changes
      )
      select symbol, active_strategy_id is null as "isByHand", sum(change) - least(0, min(held)) as quantity
      from running group by symbol, active_strategy_id`,
  );
}

/** Purchases at an account that still stand, by market: what they may have bought meanwhile, in base currency. */
export async function openBuysAt(db: Queries, userId: string, brokerId: string): Promise<Booked[]> {
  return z.array(holding).parse(
    await db`
      select symbol, true as "isByHand", sum(quantity - filled_quantity) as quantity
      from trades where user_id = ${userId} and broker_id = ${brokerId} and side = 'buy' and ${isOpen(db)}
      group by symbol`,
  );
}

/** A user's orders at an account that may still change, oldest first. */
export async function openOrdersAt(db: Queries, userId: string, brokerId: string): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades
      where user_id = ${userId} and broker_id = ${brokerId} and ${isOpen(db)} order by created_at, client_order_id`,
  );
}

/** Markets that a user has ever traded at an account, at most so many, the last ones first. */
export async function symbolsTradedAt(db: Queries, userId: string, brokerId: string, limit: number): Promise<Symbol[]> {
  const rows = await db`
    select symbol from trades where user_id = ${userId} and broker_id = ${brokerId}
    group by symbol order by max(created_at) desc limit ${limit}`;
  return rows.map((row) => symbol.parse(row.symbol));
}

/**
 * Holdings that a user has adopted at an account and not released, oldest first; of each what its own stop and target have
 * not sold is left.
 */
export async function adoptedHoldings(db: Queries, userId: string, brokerId: string): Promise<AdoptedHolding[]> {
  return z.array(adoptedHolding).parse(
    await db`
      with adopted as (
        select client_order_id, symbol, filled_quantity, filled_quote, created_at,
          substr(client_order_id, 3, ${STEM_LENGTH}) as stem
        from trades
        where user_id = ${userId} and broker_id = ${brokerId} and purpose = ${ADOPTED_HOLDING}
      )
      select client_order_id as "clientOrderId", symbol, filled_quantity as quantity,
        filled_quantity - coalesce((
          select sum(t.filled_quantity) from trades t
          where t.user_id = ${userId} and t.client_order_id like any (array['s-' || stem || '%', 't-' || stem || '%'])
        ), 0) as left,
        (filled_quote / filled_quantity)::numeric(60, 18) as "entryPrice", created_at as "adoptedMs"
      from adopted
      where not exists (
        select from trades r
        where r.user_id = ${userId} and r.purpose = ${RELEASED_HOLDING} and r.client_order_id = 'r-' || stem
      )
      order by created_at, client_order_id`,
  );
}

/** Every execution by hand of a user's on a market at an account, oldest first. */
export async function fillsByHand(
  db: Queries,
  { userId, brokerId, symbol }: Pick<Order, "userId" | "brokerId" | "symbol">,
): Promise<SidedFill[]> {
  const rows = await db`
    select t.side, ${fillColumns(db)}
    from fills f join trades t using (user_id, client_order_id)
    where t.user_id = ${userId} and t.broker_id = ${brokerId} and t.symbol = ${symbol}
      and t.active_strategy_id is null
    order by f.filled_at, t.created_at, f.fill_id`;
  return rows.map(({ side, ...of }) => ({ side: order.shape.side.parse(side), fill: fill.parse(of) }));
}
