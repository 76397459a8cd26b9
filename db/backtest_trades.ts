/** Table `backtest_trades`: every trade of a backtest. */
import { z } from "zod";
import { backtestTrade } from "../domain/backtest/shapes.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import type { Queries } from "./db.ts";

/** Stores trades of a backtest, the first of which has the number `from`. Those that are stored already stay. */
export async function saveTrades(
  db: Queries,
  { id, userId }: { readonly id: string; readonly userId: string },
  from: number,
  trades: readonly BacktestTrade[],
): Promise<void> {
  const column = <K extends keyof BacktestTrade>(name: K): BacktestTrade[K][] => trades.map((one) => one[name]);
  await db`
    insert into backtest_trades (backtest_id, user_id, number, side, quantity, entry_index, exit_index, entry_at, exit_at,
      entry_price, exit_price, fees, profit, exit_reason)
    select ${id}, ${userId}, * from unnest(
      ${trades.map((_, at) => from + at)}::int[], ${column("side")}::text[], ${column("quantity")}::float8[],
      ${column("entryIndex")}::int[], ${column("exitIndex")}::int[], ${column("entryMs")}::timestamptz[],
      ${column("exitMs")}::timestamptz[], ${column("entryPrice")}::float8[], ${column("exitPrice")}::float8[],
      ${column("fees")}::float8[], ${column("profit")}::float8[], ${column("exitReason")}::text[]
    )
    on conflict (backtest_id, number) do nothing`;
}

/** Trades of a backtest from the number `from` (counted from 0) on, at most `limit`. */
export async function tradesOf(db: Queries, id: string, from: number, limit: number): Promise<BacktestTrade[]> {
  return z.array(backtestTrade).parse(
    await db`
      select side, quantity, entry_index as "entryIndex", exit_index as "exitIndex", entry_at as "entryMs",
        exit_at as "exitMs", entry_price as "entryPrice", exit_price as "exitPrice", fees, profit,
        exit_reason as "exitReason"
      from backtest_trades where backtest_id = ${id} and number >= ${from} order by number limit ${limit}`,
  );
}
