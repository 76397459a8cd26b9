/**
 * Makes and manages users, for who runs the house. A password that is made here is told once and must be changed at the
 * first login; it is stored nowhere but as a hash.
 */
import { DEBUG_USER, FIRST_TRADER } from "../db/first_start.ts";
import { closeSessionsOf, sessionsOf } from "../db/sessions.ts";
import { type Belongings, removeUser } from "../db/user_removal.ts";
import { addUser, allUsers, findUser, setPassword, type User } from "../db/users.ts";
import { newOneTimePassword } from "../security/one_time_password.ts";
import type { AccountsOptions } from "./accounts.ts";

/** Letters, digits, and what names of people and addresses have between them. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.@'_ -]{0,62}[\p{L}\p{M}\p{N}])?$/u;

/** A password to hand on, and how many browsers were signed out. */
export interface MadePassword {
  readonly outcome: "done";
  readonly password: string;
  readonly signedOut: number;
}

/** Why nothing was done: `early` = the first users are not made yet; `debug` = that user has no password. */
export interface UserRefusal {
  readonly outcome: "refused";
  readonly why: "name" | "taken" | "early" | "unknown" | "debug";
}

/** What came of a removal: `first` = nothing starts without them; `owner` = these rows are theirs. */
export type Removal =
  | { readonly outcome: "done" }
  | { readonly outcome: "refused"; readonly why: "unknown" | "first" }
  | { readonly outcome: "refused"; readonly why: "owner"; readonly rows: readonly Belongings[] };

/** Where users are made. */
export class UserDesk {
  constructor(private readonly of: AccountsOptions) {}

  /** All users, by name. */
  list(): Promise<User[]> {
    return allUsers(this.of.db);
  }

  /** Makes a user. */
  async add(name: string): Promise<MadePassword | UserRefusal> {
    const { db, passwords } = this.of;
    if (!NAME.test(name)) return refused("name");
    if (!await findUser(db, DEBUG_USER)) return refused("early");
    const password = newOneTimePassword();
    const passwordHash = await passwords.hash(password);
    const isMade = await addUser(db, name, { passwordHash, mustChangePassword: true });
    return isMade ? { outcome: "done", password, signedOut: 0 } : refused("taken");
  }

  /** Gives a user another password, and signs their browsers out. */
  async reset(name: string): Promise<MadePassword | UserRefusal> {
    const { db, passwords, now, ended } = this.of;
    const user = await findUser(db, name);
    if (!user) return refused("unknown");
    if (user.isDebug) return refused("debug");
    const password = newOneTimePassword();
    const passwordHash = await passwords.hash(password);
    const sessions = await sessionsOf(db, user.id, now());
    await db.begin(async (tx) => {
      await setPassword(tx, user.id, { passwordHash, mustChangePassword: true });
      await closeSessionsOf(tx, user.id);
    });
    ended(sessions.map(({ id }) => id));
    return { outcome: "done", password, signedOut: sessions.length };
  }

  /** Takes a user out to whom nothing belongs. */
  async remove(name: string): Promise<Removal> {
    const user = await findUser(this.of.db, name);
    if (!user) return { outcome: "refused", why: "unknown" };
    if (name === DEBUG_USER || name === FIRST_TRADER) return { outcome: "refused", why: "first" };
    const rows = await removeUser(this.of.db, user.id);
    return rows.length === 0 ? { outcome: "done" } : { outcome: "refused", why: "owner", rows };
  }
}

function refused(why: UserRefusal["why"]): UserRefusal {
  return { outcome: "refused", why };
}
