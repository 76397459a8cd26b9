/** Table `balance_snapshots`: what accounts were worth, as the bookkeeper wrote it down. */
import { z } from "zod";
import { decimalText } from "../domain/decimal.ts";
import type { Queries } from "./db.ts";

/** What an account was worth at a time (UTC ms), in a quote currency. */
export const balanceSnapshot = z.object({
  userId: z.string(),
  brokerId: z.string(),
  timeMs: z.int(),
  quote: z.string(),
  valueQuote: decimalText,
});
/** What an account was worth at a time. */
export type BalanceSnapshot = z.infer<typeof balanceSnapshot>;

/**
 * Stores a snapshot; of two at one moment the first stays.
 * @throws {Error} when the broker is not of its user.
 */
export async function saveBalanceSnapshot(db: Queries, of: BalanceSnapshot): Promise<void> {
  await db`
    insert into balance_snapshots (user_id, broker_id, taken_at, quote, value_quote)
    values (${of.userId}, ${of.brokerId}, ${of.timeMs}, ${of.quote}, ${of.valueQuote})
    on conflict do nothing`;
}

/** The last snapshot of an account, or undefined. */
export async function lastBalanceSnapshot(db: Queries, brokerId: string): Promise<BalanceSnapshot | undefined> {
  const [row] = await db`
    select ${columns(db)} from balance_snapshots where broker_id = ${brokerId} order by taken_at desc limit 1`;
  return row && balanceSnapshot.parse(row);
}

/** The snapshots of an account in the currency of the last one, oldest first; empty for an account that is not the user's (null = of all). */
export async function balanceSnapshotsOf(
  db: Queries,
  userId: string | null,
  brokerId: string,
): Promise<BalanceSnapshot[]> {
  return z.array(balanceSnapshot).parse(
    await db`
      select ${columns(db)} from balance_snapshots
      where broker_id = ${brokerId} ${userId === null ? db`` : db`and user_id = ${userId}`}
        and quote = (select quote from balance_snapshots where broker_id = ${brokerId} order by taken_at desc limit 1)
      order by taken_at`,
  );
}

function columns(db: Queries) {
  return db`user_id as "userId", broker_id as "brokerId", taken_at as "timeMs", quote, value_quote as "valueQuote"`;
}
