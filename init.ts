/**
 * Makes the first users: `deno task init`. `dev` has no password and is the user of the mode without a login page; `dac`
 * begins with a password that everybody knows and must be changed. Run again, it changes nothing.
 */
import { parseConfig } from "./config.ts";
import { ensureFirstStart, FIRST_USER } from "./db/first_start.ts";
import { openDatabase } from "./db/open.ts";
import type { Db } from "./db/db.ts";
import { addUser, findUser } from "./db/users.ts";
import { Passwords } from "./security/password.ts";
import { FIRST_PASSWORD } from "./security/password_rules.ts";
import { examples } from "./strategies/examples.ts";

/** The first user who signs in. */
const FIRST_TRADER = "dac";

/**
 * Makes the users that are not there, and all that a first start makes; answers with a line for each user, saying what was
 * done. Nothing of a hash is in it.
 * @throws {Error} when the database has users, but not the one that the platform belongs to.
 */
export async function initUsers(db: Db, passwords: Passwords): Promise<string[]> {
  const isNew = await findUser(db, FIRST_USER) === undefined;
  await ensureFirstStart(db, { examples });
  return [
    isNew ? `made user "${FIRST_USER}", who has no password` : unchanged(FIRST_USER),
    await ensureTrader(db, passwords)
      ? `made user "${FIRST_TRADER}" with the password "${FIRST_PASSWORD}", to be changed at the first login`
      : unchanged(FIRST_TRADER),
  ];
}

async function ensureTrader(db: Db, passwords: Passwords): Promise<boolean> {
  if (await findUser(db, FIRST_TRADER)) return false;
  return await addUser(db, FIRST_TRADER, {
    passwordHash: await passwords.hash(FIRST_PASSWORD),
    mustChangePassword: true,
  });
}

function unchanged(name: string): string {
  return `user "${name}" is there, nothing changed`;
}

async function main(): Promise<void> {
  const { databaseUrl, dataDir } = parseConfig(Deno.env.toObject());
  const database = await openDatabase({ databaseUrl, dataDir });
  try {
    for (const line of await initUsers(database.db, new Passwords())) console.log(line);
  } finally {
    await database.close();
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // What is wrong with the configuration or the database is the user's to mend: a stack would only hide it.
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
