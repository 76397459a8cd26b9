/** For tests: seeing that statements are held up by a transaction. */
import type { Db, Queries } from "./db.ts";

/** What is looked from: the database, and the transaction that holds up. */
export interface HoldingUp {
  readonly db: Db;
  readonly tx: Queries;
}

/**
 * Whether so many statements that match `pattern` wait for the transaction. The embedded engine begins none within it: there
 * all of them do, and nothing can be asked from outside.
 */
export async function areHeldUp({ db, tx }: HoldingUp, pattern: string, count: number): Promise<boolean> {
  const [server] = await tx`select inet_server_addr() is not null as "isThere"`;
  if (!server!.isThere) return true;
  const waiting = await db`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query ~ ${pattern}`;
  return waiting.count >= count;
}
