/** Table `heartbeat_status`: the state of the market feed, one row an exchange. */
import { type HeartbeatStatus, heartbeatStatus } from "../domain/heartbeat.ts";
import type { Queries } from "./db.ts";

/** Stores the state in place of the exchange's last one. */
export async function saveHeartbeatStatus(db: Queries, of: HeartbeatStatus): Promise<void> {
  await db`
    insert into heartbeat_status (exchange, connected, coherent, last_message_at, symbols, timeframes, error, reconnects,
      repaired_candles)
    values (${of.exchange}, ${of.connected}, ${of.coherent}, ${of.lastMessageMs}, ${of.symbols}, ${of.timeframes},
      ${of.error}, ${of.reconnects}, ${of.repairedCandles})
    on conflict (exchange) do update
    set connected = excluded.connected, coherent = excluded.coherent, last_message_at = excluded.last_message_at,
      symbols = excluded.symbols, timeframes = excluded.timeframes, error = excluded.error,
      reconnects = excluded.reconnects, repaired_candles = excluded.repaired_candles, updated_at = now()`;
}

/** The last stored state of an exchange's feed, or undefined. */
export async function loadHeartbeatStatus(db: Queries, exchange: string): Promise<HeartbeatStatus | undefined> {
  const [row] = await db`
    select exchange, connected, coherent, last_message_at as "lastMessageMs", symbols, timeframes, error, reconnects,
      repaired_candles as "repairedCandles"
    from heartbeat_status where exchange = ${exchange}`;
  return row && heartbeatStatus.parse(row);
}
