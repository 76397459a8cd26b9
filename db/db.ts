/**
 * The type of the database handle, and how its columns become values.
 *
 * - `numeric` stays decimal text as it was stored (`"28366.61000000"`), never a float.
 * - `timestamptz` is a number: UTC milliseconds, both ways. Microseconds are cut; we store none.
 * - `bigint` (and so `count(*)`) is text; cast to `int` where a number is meant.
 */
import type postgres from "postgres";

/** Values beyond the built-in ones that may stand in a query. */
export type ColumnTypes = { utcMs: number };

/** The database: statements on any connection, and `begin` for transactions. */
export type Db = postgres.Sql<ColumnTypes>;

/**
 * What statements need: the database, or a transaction of it.
 *
 * Inside `db.begin(async (tx) => …)` use `tx` only. The embedded engine has one backend: a statement on `db` there would
 * wait for its own transaction to end (its watchdog refuses it after some seconds).
 */
export type Queries = postgres.ISql<ColumnTypes>;

/** A transaction that has begun. */
export type TransactionOf = postgres.TransactionSql<ColumnTypes>;
/** What is done in a transaction. */
export type Transaction = (tx: TransactionOf) => unknown;

/** Where the database reports what nobody asked for. */
export type DatabaseLog = (level: "info" | "warning" | "error", message: string) => void;

const TIMESTAMPTZ = 1184;
const UTC_TEXT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/;

/** How columns become values: `timestamptz` ↔ UTC ms. Needs a session in UTC with ISO dates. */
export const columnTypes: { utcMs: postgres.PostgresType<number> } = {
  utcMs: {
    to: TIMESTAMPTZ,
    from: [TIMESTAMPTZ],
    serialize: (ms: number) => new Date(ms).toISOString(),
    parse: parseTimestamp,
  },
};

/**
 * Reads `2026-11-21 10:50:47.123456+00` as UTC ms.
 * @throws {RangeError} for what is not in UTC, for `infinity`, and for years before 1 or after 9999.
 */
export function parseTimestamp(text: string): number {
  if (!UTC_TEXT.test(text)) throw new RangeError(`Cannot read timestamp "${text}": expected YYYY-MM-DD HH:MM:SS+00`);
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11)}:00`);
}

/** A text from outside as PostgreSQL can hold it: U+FFFD instead of the character 0. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\u{FFFD}");
}
