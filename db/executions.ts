/** Of tables `fills` and `trades`: every execution with whose it was, as statistics are counted from. */
import { z } from "zod";
import { ADOPTED_HOLDING, RELEASED_HOLDING } from "../domain/foreign.ts";
import { type Execution, execution } from "../domain/statistics/execution.ts";
import type { Db } from "./db.ts";
import { fillColumns } from "./orders.ts";

/** Rows that are fetched and checked at once: everything else waits as long. */
const CHUNK = 250;

/**
 * A user's executions (null = of all), oldest first, in pieces. The signal's price is the close of the candle that the strategy
 * decided on, as `exchange` told it, for as long as decision and candle are kept.
 */
export async function* executionsOf(
  db: Db,
  userId: string | null,
  exchange: string,
): AsyncGenerator<Execution[]> {
  const ofUser = (table: string) => userId === null ? db`true` : db`${db(table)}.user_id = ${userId}`;
  const rows = db`
    with called as (
      select distinct on (user_id, stem) user_id, substr(replace(ticket_id::text, '-', ''), 1, 30) as stem, webhook_id
      from webhook_calls where state <> 'none' and ${ofUser("webhook_calls")}
      order by user_id, stem, received_at
    )
    select ${fillColumns(db)}, t.broker_id as "brokerId", t.symbol, t.side,
      t.active_strategy_id as "activeStrategyId", a.strategy_id as "strategyId", w.webhook_id as "webhookId",
      c.close as "signalPrice", t.purpose in (${ADOPTED_HOLDING}, ${RELEASED_HOLDING}) as "isTransfer"
    from fills f
      join trades t on t.client_order_id = f.client_order_id
      left join active_strategies a on a.id = t.active_strategy_id
      left join called w on w.user_id = t.user_id and t.active_strategy_id is null
        and w.stem = substring(t.client_order_id from '^[mst]-([0-9a-f]{30})')
      left join decisions d on d.active_strategy_id = t.active_strategy_id and d.kind <> 'wait'
        and d.open_time = to_timestamp(
          substring(t.client_order_id from '^[0-9a-f]{12}-([0-9]{1,15})-(?:entry|exit)$')::float8 / 1000
        )
      left join candles c on c.exchange = ${exchange} and c.symbol = t.symbol and c.timeframe = a.timeframe
        and c.open_time = d.open_time
    where ${ofUser("f")}
    order by f.filled_at, t.created_at, f.client_order_id, f.fill_id`;
  for await (const piece of rows.cursor(CHUNK)) yield z.array(execution).parse(piece);
}

const named = z.object({ id: z.string(), name: z.string() });
/** Something that has a name. */
export type Named = z.infer<typeof named>;

/** What executions may belong to, by name. */
export interface Authors {
  readonly brokers: readonly Named[];
  readonly strategies: readonly Named[];
  readonly webhooks: readonly Named[];
}

/** A user's accounts, strategies and webhooks (null = of all) that have ever ordered, also those that are gone. */
export async function authorsOf(db: Db, userId: string | null): Promise<Authors> {
  const isOwn = userId === null ? db`true` : db`one.user_id = ${userId}`;
  const brokers = await db`
    select id, name from brokers one
    where ${isOwn} and exists (select from trades where user_id = one.user_id and broker_id = one.id) order by name, id`;
  const strategies = await db`
    select id, name from strategies one
    where ${isOwn} and exists (select from active_strategies where strategy_id = one.id) order by name, id`;
  const webhooks = await db`
    select id, name from webhooks one
    where ${isOwn} and exists (select from webhook_calls where webhook_id = one.id) order by name, id`;
  const list = z.array(named);
  return { brokers: list.parse(brokers), strategies: list.parse(strategies), webhooks: list.parse(webhooks) };
}
