/** Table `users`. */
import { z } from "zod";
import type { Queries } from "./db.ts";

/** Somebody who trades here. */
export const user = z.object({ id: z.string(), name: z.string(), createdMs: z.int() });
/** Somebody who trades here. */
export type User = z.infer<typeof user>;

/** The user of a name, made where there is none. */
export async function ensureUser(db: Queries, name: string): Promise<User> {
  await db`insert into users (name) values (${name}) on conflict (name) do nothing`;
  const found = await findUser(db, name);
  if (!found) throw new Error(`Cannot find user "${name}" that was just stored: somebody removed it`);
  return found;
}

/** The user of a name, or undefined. */
export async function findUser(db: Queries, name: string): Promise<User | undefined> {
  const [row] = await db`select id, name, created_at as "createdMs" from users where name = ${name}`;
  return row && user.parse(row);
}
