/**
 * Makes the first users: `deno task init`. `dev` has no password and is the user of the mode without a login page; `dac`
 * begins with a password that everybody knows and must be changed. Run again, it changes nothing.
 */
import { runTask } from "./command_line.ts";
import type { Db } from "./db/db.ts";
import { DEBUG_USER, ensureFirstStart, FIRST_TRADER } from "./db/first_start.ts";
import { Passwords } from "./security/password.ts";
import { FIRST_PASSWORD } from "./security/password_rules.ts";
import { examples } from "./strategies/examples.ts";

/**
 * Makes the users that are not there, and all that a first start makes; answers with a line for each user, saying what was
 * done. Nothing of a hash is in it.
 * @throws {Error} when the database has users, but not the first ones.
 */
export async function initUsers(db: Db, passwords: Passwords): Promise<string[]> {
  const { made } = await ensureFirstStart(db, {
    examples,
    hashFirstPassword: () => passwords.hash(FIRST_PASSWORD),
  });
  const line = (name: string, how: string) =>
    made.includes(name) ? `made user "${name}"${how}` : `user "${name}" is there, nothing changed`;
  return [
    line(DEBUG_USER, ", who has no password"),
    line(FIRST_TRADER, ` with the password "${FIRST_PASSWORD}", to be changed at the first login`),
  ];
}

if (import.meta.main) await runTask((db) => initUsers(db, new Passwords()));
