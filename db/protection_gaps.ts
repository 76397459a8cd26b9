/** Table `protection_gaps`: when positions of strategies stood unprotected. Times in UTC ms. */
import { z } from "zod";
import type { Queries } from "./db.ts";

/** A time in which nobody kept the exits of a position. */
export const protectionGap = z.object({
  userId: z.string(),
  activeStrategyId: z.string(),
  /** The order that entered the position. */
  entryId: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
});
/** A time in which nobody kept the exits of a position. */
export type ProtectionGap = z.infer<typeof protectionGap>;

/** Stores a gap; one that began when a stored one did is that one. */
export async function saveGap(db: Queries, { userId, activeStrategyId, entryId, fromMs, toMs }: ProtectionGap) {
  await db`
    insert into protection_gaps (user_id, active_strategy_id, entry_id, began_at, ended_at)
    values (${userId}, ${activeStrategyId}, ${entryId}, ${fromMs}, ${toMs})
    on conflict do nothing`;
}

/** How long the position of an entry stood unprotected, all times together, ms. */
export async function unprotectedMsOf(db: Queries, activeStrategyId: string, entryId: string): Promise<number> {
  const [row] = await db`
    select round(coalesce(sum(extract(epoch from ended_at - began_at)), 0) * 1000)::int as ms from protection_gaps
    where active_strategy_id = ${activeStrategyId} and entry_id = ${entryId}`;
  return row!.ms;
}
