/** Of table `trades`: how the balance of strategies at work went, closing order by closing order. */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import type { Queries } from "./db.ts";

const row = z.object({ id: z.string(), timeMs: z.int(), profitQuote: decimalText });
/** The profit of a strategy at work until a time (UTC ms), that moment's included; in its quote currency. */
export type ProfitPoint = z.infer<typeof row>;

/** Of each of these strategies at work its profit after each of its last `limit` closing orders, oldest first. */
export async function profitCurves(
  db: Queries,
  activeStrategyIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly ProfitPoint[]>> {
  const rows = await db`
    select id, "timeMs", "profitQuote" from (
      select active_strategy_id as id, updated_at as "timeMs",
        sum(profit_quote) over (partition by active_strategy_id order by updated_at, client_order_id) as "profitQuote",
        row_number() over (partition by active_strategy_id order by updated_at desc, client_order_id desc) as back
      from trades where active_strategy_id = any(${[...activeStrategyIds]}::uuid[]) and profit_quote is not null
    ) as closings
    where back <= ${limit} order by id, back desc`;
  return Map.groupBy(z.array(row).parse(rows), ({ id }) => id);
}
