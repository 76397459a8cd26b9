/** Removing what is older than it is to be kept. Candles are kept for ever. */
import type { Db } from "../../db/db.ts";
import { pruneIncidents } from "../../db/feed_incidents.ts";
import { pruneRawFrames } from "../../db/raw_frames.ts";

/** Rows removed at once, so that others get their turn. */
const ROWS_AT_ONCE = 5_000;

/** How long what is kept, ms. */
export interface Retention {
  readonly auditRetentionMs: number;
  readonly rawRetentionMs: number;
}

/** Removes some of what is too old at `nowMs` (UTC ms), and answers whether there may be more. */
export async function prune(db: Db, { auditRetentionMs, rawRetentionMs }: Retention, nowMs: number): Promise<boolean> {
  const incidents = await pruneIncidents(db, nowMs - auditRetentionMs, ROWS_AT_ONCE);
  const frames = await pruneRawFrames(db, nowMs - rawRetentionMs, ROWS_AT_ONCE);
  return incidents === ROWS_AT_ONCE || frames === ROWS_AT_ONCE;
}
