/** Taking a user out of the database, as long as nothing is theirs. */
import { z } from "zod";
import type { Db, Queries } from "./db.ts";

/** Rows of one table that are a user's. */
export interface Belongings {
  readonly table: string;
  readonly count: number;
}

/**
 * What is a user's, by table, and would be left without them. Asked of the constraints of the database, so that no table can
 * be forgotten; what goes with its user, such as sessions and API tokens, is not among it.
 */
export async function belongingsOf(db: Queries, userId: string): Promise<Belongings[]> {
  const tables = z.array(z.object({ table: z.string(), column: z.string() })).parse(
    await db`
      select c.conrelid::regclass::text as table, a.attname as column
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'users'::regclass and c.confdeltype <> 'c'
      order by 1`,
  );
  const found: Belongings[] = [];
  for (const { table, column } of tables) {
    const [row] = await db`select count(*)::int as count from ${db(table)} where ${db(column)} = ${userId}`;
    const { count } = z.object({ count: z.int() }).parse(row);
    if (count > 0) found.push({ table, count });
  }
  return found;
}

/** Takes a user out to whom nothing belongs, with their sessions and tokens; otherwise nothing changes. Answers what is theirs. */
export async function removeUser(db: Db, userId: string): Promise<Belongings[]> {
  return await db.begin(async (tx) => {
    await tx`select from users where id = ${userId} for update`; // nobody gives them a row from here on
    const theirs = await belongingsOf(tx, userId);
    if (theirs.length === 0) await tx`delete from users where id = ${userId}`;
    return theirs;
  });
}
