/**
 * Tables `trades` and `fills`: our orders with what became of them, and their executions.
 *
 * An order's row exists before the order is sent, so that a crash at any moment neither loses nor doubles it.
 */
import type postgres from "postgres";
import { z } from "zod";
import { type Fill, fill, type Order, order } from "../domain/order.ts";
import type { Queries } from "./db.ts";

/**
 * Stores an order that is about to be sent. Answers false, and changes nothing, where its client order id exists: then it
 * has been stored before.
 * @throws {Error} when its broker or active strategy is not of its user.
 */
export async function saveIntent(db: Queries, of: Order): Promise<boolean> {
  const { count } = await db`
    insert into trades (
      client_order_id, user_id, broker_id, active_strategy_id, symbol, side, type, quantity, price, stop_price, group_id,
      purpose, state, filled_quantity, filled_quote, fee_quote, profit_quote, reason, created_at, updated_at
    ) values (
      ${of.clientOrderId}, ${of.userId}, ${of.brokerId}, ${of.activeStrategyId}, ${of.symbol}, ${of.side}, ${of.type},
      ${of.quantity}, ${of.price}, ${of.stopPrice}, ${of.groupId}, ${of.purpose}, ${of.state}, ${of.filledQuantity},
      ${of.filledQuote}, ${of.feeQuote}, ${of.profitQuote}, ${of.reason}, ${of.createdMs}, ${of.updatedMs}
    )
    on conflict (client_order_id) do nothing`;
  return count > 0;
}

/** The order of a client order id, or undefined. */
export async function findOrder(db: Queries, clientOrderId: string): Promise<Order | undefined> {
  const [row] = await db`select ${orderColumns(db)} from trades where client_order_id = ${clientOrderId}`;
  return row && order.parse(row);
}

/** The order of a client order id of a user's, or undefined. */
export async function findOrderOf(db: Queries, userId: string, clientOrderId: string): Promise<Order | undefined> {
  const [row] = await db`
    select ${orderColumns(db)} from trades where client_order_id = ${clientOrderId} and user_id = ${userId}`;
  return row && order.parse(row);
}

/** Every order of a ticket of a user's, oldest first: entries, stops and targets. `stem` = what their names share. */
export async function ordersOfTicket(db: Queries, userId: string, stem: string): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades
      where user_id = ${userId} and (
        client_order_id like ${`m-${stem}%`} or client_order_id like ${`s-${stem}%`} or
        client_order_id like ${`t-${stem}%`}
      )
      order by created_at, client_order_id`,
  );
}

/**
 * Stores what became of an order and, in the same step, the fill that changed it. A fill that is stored already is not
 * stored again, so that a report may be heard twice.
 * @throws {Error} when the order was never stored.
 */
export async function updateOrder(db: Queries, of: Order, by?: Fill): Promise<void> {
  const change = db`
    update trades
    set state = ${of.state}, filled_quantity = ${of.filledQuantity}, filled_quote = ${of.filledQuote},
      fee_quote = ${of.feeQuote}, profit_quote = ${of.profitQuote}, reason = ${of.reason}, updated_at = ${of.updatedMs}
    where client_order_id = ${of.clientOrderId} and user_id = ${of.userId}
    returning user_id, client_order_id`;
  const { count } = await (by ? withFill(db, change, by) : change);
  if (count === 0) throw new Error(`Cannot update order "${of.clientOrderId}": it was never stored for its user`);
}

/**
 * Stores that orders are sent now, in one step, unless one of them is no longer about to be sent: then somebody else is at it.
 * Answers whether it was stored; what was is to be sent once, by the caller.
 */
export async function submitOrders(db: Queries, of: readonly Order[]): Promise<boolean> {
  if (of.length === 1) return await submitOrder(db, of[0]!);
  const ids = of.map(({ clientOrderId }) => clientOrderId);
  const { count } = await db`
    with waiting as (
      select client_order_id from trades where client_order_id = any(${ids}) and state = 'intended' for update
    )
    update trades set state = 'submitted', updated_at = ${Math.max(...of.map(({ updatedMs }) => updatedMs))}
    where client_order_id in (select client_order_id from waiting) and (select count(*) from waiting) = ${ids.length}`;
  return count === ids.length;
}

/** The same for a single one, in half the time. */
async function submitOrder(db: Queries, { clientOrderId, updatedMs }: Order): Promise<boolean> {
  const { count } = await db`
    update trades set state = 'submitted', updated_at = ${updatedMs}
    where client_order_id = ${clientOrderId} and state = 'intended'`;
  return count > 0;
}

function withFill(db: Queries, change: postgres.Fragment, by: Fill) {
  return db`
    with changed as (${change}), stored as (
      insert into fills (user_id, client_order_id, fill_id, price, quantity, fee, fee_currency, filled_at)
      select user_id, client_order_id, ${by.fillId}::text, ${by.price}::numeric, ${by.quantity}::numeric,
        ${by.fee}::numeric, ${by.feeCurrency}::text, ${by.timeMs}::timestamptz
      from changed
      on conflict (client_order_id, fill_id) do nothing
    )
    select 1 from changed`;
}

/** Orders that may still change, oldest first. */
export async function openOrders(db: Queries): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades
      where ${isOpen(db)} order by created_at, client_order_id`,
  );
}

/** Of a row of `trades`: the order may still change. As the partial index `trades_open` has it. */
export function isOpen(db: Queries) {
  return db`state in ('intended', 'submitted', 'unknown', 'accepted', 'partially_filled')`;
}

/** Which orders of a broker account: those that may still change, or all attempts; `page` from 1. */
export interface OrderPageQuery {
  readonly which: "open" | "attempts";
  readonly symbol: string | null;
  readonly page: number;
  readonly pageSize: number;
}

/** A page of orders, `page` from 1; there is always one page. */
export interface OrderPage {
  readonly orders: readonly Order[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/** A page of a user's orders at a broker, newest first; the last page where `page` is beyond it. */
export async function orderPage(
  db: Queries,
  userId: string,
  brokerId: string,
  { which, symbol, page, pageSize }: OrderPageQuery,
): Promise<OrderPage> {
  const where = db`
    user_id = ${userId} and broker_id = ${brokerId}
    ${which === "open" ? db`and ${isOpen(db)}` : db``} ${symbol === null ? db`` : db`and symbol = ${symbol}`}`;
  const [count] = await db`select count(*)::int as total from trades where ${where}`;
  const total: number = count!.total;
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const shown = Math.min(Math.max(1, page), pages);
  const rows = await db`
    select ${orderColumns(db)} from trades where ${where}
    order by created_at desc, client_order_id desc limit ${pageSize} offset ${(shown - 1) * pageSize}`;
  return { orders: z.array(order).parse(rows), total, page: shown, pages };
}

/** All orders of a strategy at work, oldest first. */
export async function ordersOfActiveStrategy(db: Queries, activeStrategyId: string): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades where active_strategy_id = ${activeStrategyId}
      order by created_at, client_order_id`,
  );
}

/** The last `limit` orders of a user (null = of all), newest first. */
export async function lastOrders(db: Queries, userId: string | null, limit: number): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades ${userId === null ? db`` : db`where user_id = ${userId}`}
      order by created_at desc, client_order_id desc limit ${limit}`,
  );
}

/** The executions of an order, oldest first. */
export async function fillsOf(db: Queries, clientOrderId: string): Promise<Fill[]> {
  return z.array(fill).parse(
    await db`
      select ${fillColumns(db)} from fills f where client_order_id = ${clientOrderId} order by filled_at, fill_id`,
  );
}

/** An execution with the market and side of its order. */
export const marketFill = z.object({ symbol: order.shape.symbol, side: order.shape.side, fill });
/** An execution with the market and side of its order. */
export type MarketFill = z.infer<typeof marketFill>;

/** Every execution at a broker, oldest first. */
export function fillsOfBroker(db: Queries, brokerId: string): Promise<MarketFill[]> {
  return marketFills(db, db`t.broker_id = ${brokerId}`);
}

/** Every execution of a strategy at work, oldest first. */
export function fillsOfActiveStrategy(db: Queries, activeStrategyId: string): Promise<MarketFill[]> {
  return marketFills(db, db`t.active_strategy_id = ${activeStrategyId}`);
}

/** An execution with the market and side of its order, in one piece. */
export const accountFill = z.object({ ...fill.shape, symbol: order.shape.symbol, side: order.shape.side });
/** An execution with the market and side of its order, in one piece. */
export type AccountFill = z.infer<typeof accountFill>;

/** The last executions of a user's at a broker (of one market, where a symbol is given), newest first. */
export async function fillsPage(
  db: Queries,
  userId: string,
  brokerId: string,
  symbol: string | null,
  limit: number,
): Promise<AccountFill[]> {
  return z.array(accountFill).parse(
    await db`
      select t.symbol, t.side, ${fillColumns(db)}
      from fills f join trades t on t.client_order_id = f.client_order_id
      where f.user_id = ${userId} and t.user_id = ${userId} and t.broker_id = ${brokerId}
        ${symbol === null ? db`` : db`and t.symbol = ${symbol}`}
      order by f.filled_at desc, t.created_at desc, f.fill_id desc limit ${limit}`,
  );
}

/** Every execution of these orders, oldest first. */
export function fillsOfOrders(db: Queries, clientOrderIds: readonly string[]): Promise<MarketFill[]> {
  return marketFills(db, db`t.client_order_id = any (${clientOrderIds as string[]})`);
}

async function marketFills(db: Queries, where: postgres.Fragment): Promise<MarketFill[]> {
  const rows = await db`
    select t.symbol, t.side, ${fillColumns(db)}
    from fills f join trades t on t.client_order_id = f.client_order_id
    where ${where} order by f.filled_at, t.created_at, f.fill_id`;
  return z.array(marketFill).parse(rows.map(({ symbol, side, ...fill }) => ({ symbol, side, fill })));
}

/** The columns of `fills`, which is called `f`, that make an execution. */
export function fillColumns(db: Queries) {
  return db`
    f.fill_id as "fillId", f.client_order_id as "clientOrderId", f.price, f.quantity, f.fee,
    f.fee_currency as "feeCurrency", f.filled_at as "timeMs"`;
}

/** The columns of `trades` that make an order. */
export function orderColumns(db: Queries) {
  return db`
    client_order_id as "clientOrderId", user_id as "userId", broker_id as "brokerId",
    active_strategy_id as "activeStrategyId", symbol, side, type, quantity, price, stop_price as "stopPrice",
    group_id as "groupId", purpose, state, filled_quantity as "filledQuantity", filled_quote as "filledQuote",
    fee_quote as "feeQuote", profit_quote as "profitQuote", reason, created_at as "createdMs", updated_at as "updatedMs"`;
}
