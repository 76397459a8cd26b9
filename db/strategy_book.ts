/**
 * Of tables `trades` and `fills`: what a strategy at work owns, and its newest orders. However long it has traded, that is read
 * in about the same time: what its older executions came to is added up where they are.
 */
import { z } from "zod";
import { Decimal, decimalText } from "../domain/decimal.ts";
import type { Symbol } from "../domain/market.ts";
import { type Order, order } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import type { Db, Queries } from "./db.ts";
import { fillsOfOrders, isOpen, type MarketFill, orderColumns } from "./orders.ts";

/** So many orders are read, and all that may still change, and all since the newest entry. */
const NEWEST = 200;

/** The books of a strategy at work. */
export interface StrategyBook {
  /** What all executions of older orders have led to. Its `openedMs` is null: when that was is not known. */
  readonly settled: Position;
  /** The newest orders, oldest first. */
  readonly orders: readonly Order[];
  /** Every execution of these orders, oldest first. */
  readonly fills: readonly MarketFill[];
}

/** Which strategy at work, and its market. */
export interface BookOwner {
  readonly id: string;
  readonly symbol: Symbol;
}

/**
 * The books of a strategy at work, all as of one moment: a fill that is stored meanwhile is in none of their parts. `newest` = how
 * many orders are read at least.
 */
export async function strategyBook(db: Db, of: BookOwner, newest = NEWEST): Promise<StrategyBook> {
  return await db.begin("isolation level repeatable read read only", async (tx) => {
    const orders = await newestOrders(tx, of.id, newest);
    const names = orders.map(({ clientOrderId }) => clientOrderId);
    const [settled, fills] = await Promise.all([settledPosition(tx, of, names), fillsOfOrders(tx, names)]);
    return { settled, orders, fills };
  });
}

async function newestOrders(db: Queries, id: string, newest: number): Promise<Order[]> {
  return z.array(order).parse(
    await db`
      select ${orderColumns(db)} from trades
      where active_strategy_id = ${id} and (${isOpen(db)} or created_at >= least(
        (select max(created_at) from trades where active_strategy_id = ${id} and purpose like 'entry%'),
        (select min(created_at) from (
          select created_at from trades where active_strategy_id = ${id} order by created_at desc limit ${newest}
        ) as newest)
      ))
      order by created_at, client_order_id`,
  );
}

const sums = z.object({ quantity: decimalText, cash: decimalText, realised: decimalText });

/**
 * What the executions of a strategy at work have led to, without those of the orders `except`. At any moment its cost is what it
 * has realised less the quote currency that went through its hands; see `domain/position.ts`.
 */
export async function settledPosition(
  db: Queries,
  { id, symbol }: BookOwner,
  except: readonly string[] = [],
): Promise<Position> {
  const isSettled = db`t.active_strategy_id = ${id} and not (t.client_order_id = any (${except as string[]}))`;
  const [row] = await db`
    select coalesce(sum(b.quantity), 0)::text as quantity, coalesce(sum(b.cash), 0)::text as cash,
      (select coalesce(sum(t.profit_quote), 0)::text from trades t where ${isSettled}) as realised
    from fills f
      join trades t on t.client_order_id = f.client_order_id
      cross join lateral (
        select case t.side when 'buy' then f.quantity else -f.quantity end
            - case when f.fee_currency = split_part(t.symbol, '/', 1) then f.fee else 0 end as quantity,
          case t.side when 'buy' then -f.quantity * f.price else f.quantity * f.price end
            - case when f.fee_currency = split_part(t.symbol, '/', 1) then 0 else f.fee end as cash
      ) as b
    where ${isSettled}`;
  const { quantity, cash, realised } = sums.parse(row);
  return {
    symbol,
    quantity: new Decimal(quantity).toFixed(),
    costQuote: new Decimal(realised).minus(cash).toFixed(),
    realisedQuote: new Decimal(realised).toFixed(),
    openedMs: null,
  };
}
