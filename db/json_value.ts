/** Plain values as `jsonb` can hold them. */
import type postgres from "postgres";
import { type Queries, storable } from "./db.ts";

/**
 * A value for a `jsonb` column: texts of others may hold what PostgreSQL refuses there, the character 0 and halves of a
 * pair, which become U+FFFD. Numbers that JSON does not have become null.
 */
export function jsonValue(db: Queries, value: unknown): postgres.Parameter {
  return db.json(storableValue(value) as postgres.JSONValue);
}

/** The value with texts that PostgreSQL can hold. */
export function storableValue(value: unknown): unknown {
  if (typeof value === "string") return storable(value).toWellFormed();
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [storableValue(key), storableValue(of)]));
}
