/** Table `feed_incidents`: the auditable log of what was irregular in the market feed, each entry once. */
import { z } from "zod";
import { type FeedIncident, feedIncident, type IncidentKind } from "../domain/feed_audit.ts";
import type { Symbol } from "../domain/market.ts";
import { type Queries, storable } from "./db.ts";

/** Which entries of an exchange's log: the newest `limit` of them. */
export interface IncidentRange {
  readonly exchange: string;
  /** Null = all kinds. */
  readonly kinds: readonly IncidentKind[] | null;
  /** Null = all markets; else those of this one and of the connection as a whole. */
  readonly symbol: Symbol | null;
  /** Only entries with a smaller number; null = from the newest on. */
  readonly beforeId: number | null;
  readonly limit: number;
}

const numberedIncident = feedIncident.extend({ id: z.int() });
/** An entry with its number; later ones have higher numbers. */
export type NumberedIncident = z.infer<typeof numberedIncident>;

/**
 * Stores entries and answers how many were new; one that is there already in every fact is not stored again. PostgreSQL's texts
 * have no character 0: U+FFFD stands for it.
 */
export async function saveIncidents(db: Queries, incidents: readonly FeedIncident[]): Promise<number> {
  if (incidents.length === 0) return 0;
  const column = <K extends keyof FeedIncident>(name: K): FeedIncident[K][] => incidents.map((one) => one[name]);
  const { count } = await db`
    insert into feed_incidents (exchange, kind, symbol, timeframe, noticed_at, range_from, range_to, count, detail)
    select * from unnest(
      ${column("exchange")}::text[], ${column("kind")}::text[], ${column("symbol")}::text[],
      ${column("timeframe")}::text[], ${column("atMs")}::timestamptz[], ${column("from")}::bigint[],
      ${column("to")}::bigint[], ${column("count")}::int[], ${column("detail").map(storable)}::text[]
    )
    on conflict do nothing`;
  return count;
}

/** The newest entries of a range, the newest first. */
export async function lastIncidents(db: Queries, range: IncidentRange): Promise<NumberedIncident[]> {
  const { exchange, kinds, symbol, beforeId, limit } = range;
  const rows = await db`
    select id::float8, exchange, kind, symbol, timeframe, noticed_at as "atMs", range_from::float8 as "from",
      range_to::float8 as "to", count, detail
    from feed_incidents
    where exchange = ${exchange}
      ${kinds === null ? db`` : db`and kind = any(${kinds})`}
      ${symbol === null ? db`` : db`and (symbol = ${symbol} or symbol is null)`}
      ${beforeId === null ? db`` : db`and id < ${beforeId}`}
    order by id desc limit ${limit}`;
  return z.array(numberedIncident).parse(rows);
}

/** Removes at most `limit` of the entries that were noticed before `beforeMs` (UTC ms), and answers how many. */
export async function pruneIncidents(db: Queries, beforeMs: number, limit: number): Promise<number> {
  const { count } = await db`
    delete from feed_incidents where id in (
      select id from feed_incidents where noticed_at < ${beforeMs} order by noticed_at limit ${limit}
    )`;
  return count;
}
