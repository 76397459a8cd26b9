/** Table `users`: who trades here, and how they sign in. Preferences are in `preferences.ts`. */
import { z } from "zod";
import { type Queries, storable } from "./db.ts";
import { withoutValues } from "./without_values.ts";

/** Somebody who trades here. */
export const user = z.object({
  id: z.string(),
  name: z.string(),
  /** The user of the mode without a login page; has no password. */
  isDebug: z.boolean(),
  /** Nothing else before that. */
  mustChangePassword: z.boolean(),
  createdMs: z.int(),
});
/** Somebody who trades here. */
export type User = z.infer<typeof user>;

/** What a user is made with. */
export interface NewUser {
  /** Default: null, an unusable password. */
  readonly passwordHash?: string | null;
  readonly mustChangePassword?: boolean;
  readonly isDebug?: boolean;
}

/** What a login looks at. The hash is for nothing else, and goes nowhere else. */
export interface Login {
  readonly user: User;
  /** Null = unusable. */
  readonly passwordHash: string | null;
}

/** Makes a user; answers whether it did, false where there is one of that name, who stays as they are. */
export async function addUser(db: Queries, name: string, of: NewUser = {}): Promise<boolean> {
  const { passwordHash = null, mustChangePassword = false, isDebug = false } = of;
  const { count } = await withoutValues(db`
    insert into users (name, password_hash, must_change_password, is_debug)
    values (${name}, ${passwordHash}, ${mustChangePassword}, ${isDebug})
    on conflict (name) do nothing`);
  return count === 1;
}

/** The user of a name, made as given where there is none. */
export async function ensureUser(db: Queries, name: string, of: NewUser = {}): Promise<User> {
  await addUser(db, name, of);
  const found = await findUser(db, name);
  if (!found) throw new Error(`Cannot find user "${name}" that was just stored: somebody removed it`);
  return found;
}

/** The user of a name, or undefined. */
export async function findUser(db: Queries, name: string): Promise<User | undefined> {
  const [row] = await db`select ${columns(db)} from users where name = ${storable(name)}`;
  return row && user.parse(row);
}

/** The user of an id, or undefined. */
export async function findUserById(db: Queries, id: string): Promise<User | undefined> {
  const [row] = await db`select ${columns(db)} from users where id = ${id}`;
  return row && user.parse(row);
}

/** All users, by name. */
export async function allUsers(db: Queries): Promise<User[]> {
  return z.array(user).parse(await db`select ${columns(db)} from users order by name`);
}

/** What a login by that name looks at, or undefined where there is nobody of that name. */
export async function findLogin(db: Queries, name: string): Promise<Login | undefined> {
  const [row] = await db`
    select ${columns(db)}, password_hash as "passwordHash" from users where name = ${storable(name)}`;
  return row && { user: user.parse(row), passwordHash: z.string().nullable().parse(row.passwordHash) };
}

/**
 * Gives a user another password. Their other sessions are for the caller to close, in the same transaction.
 * @throws {Error} when there is no such user, or it is the debug user.
 */
export async function setPassword(
  db: Queries,
  userId: string,
  of: { readonly passwordHash: string; readonly mustChangePassword: boolean },
): Promise<void> {
  const { count } = await withoutValues(db`
    update users set password_hash = ${of.passwordHash}, must_change_password = ${of.mustChangePassword}
    where id = ${userId} and not is_debug`);
  if (count === 0) {
    throw new Error(
      `Cannot set the password of user "${userId}": there is no such user, or it is one without a password`,
    );
  }
}

/** Stores the same password's newer hash; false where the password was changed in the meantime, which then stays. */
export async function replacePasswordHash(
  db: Queries,
  userId: string,
  of: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const { count } = await withoutValues(db`
    update users set password_hash = ${of.to} where id = ${userId} and password_hash = ${of.from}`);
  return count === 1;
}

function columns(db: Queries) {
  return db`id, name, is_debug as "isDebug", must_change_password as "mustChangePassword", created_at as "createdMs"`;
}
