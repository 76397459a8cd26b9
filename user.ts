/**
 * Makes and manages users: `deno task user`. A password that is made here is printed once, on the terminal, and must be
 * changed at the first login; it is stored nowhere but as a hash.
 */
import { parseConfig } from "./config.ts";
import type { Db } from "./db/db.ts";
import { DEBUG_USER, FIRST_TRADER } from "./db/first_start.ts";
import { openDatabase } from "./db/open.ts";
import { closeSessionsOf } from "./db/sessions.ts";
import { removeUser } from "./db/user_removal.ts";
import { addUser, allUsers, findUser, setPassword, type User } from "./db/users.ts";
import { newOneTimePassword } from "./security/one_time_password.ts";
import { Passwords } from "./security/password.ts";

/** How it is called. */
export const USAGE = `deno task user list            every user
deno task user add NAME        makes one, and prints the password of the first login
deno task user reset NAME      gives one another password of that kind, and signs their browsers out
deno task user remove NAME     takes one out to whom nothing belongs`;

/** Letters, digits, and what names of people and addresses have between them. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.@'_ -]{0,62}[\p{L}\p{M}\p{N}])?$/u;

/**
 * Does what the arguments say; answers with the lines to print.
 * @throws {Error} saying why it was not done; then nothing has changed.
 */
export async function userCommand(db: Db, passwords: Passwords, args: readonly string[]): Promise<string[]> {
  const [command, name, ...more] = args;
  if (command === "list" && name === undefined) return (await allUsers(db)).map(lineOf);
  if (name === undefined || more.length > 0) throw new Error(USAGE);
  if (command === "add") return await add(db, passwords, name);
  if (command === "reset") return await reset(db, passwords, await existing(db, name));
  if (command === "remove") return await remove(db, await existing(db, name));
  throw new Error(USAGE);
}

async function add(db: Db, passwords: Passwords, name: string): Promise<string[]> {
  if (!NAME.test(name)) {
    throw new Error(
      `Cannot add user "${name}": expected 1 to 64 letters, digits, and . @ ' _ - or a space between them`,
    );
  }
  if (!await findUser(db, DEBUG_USER)) {
    throw new Error(
      `Cannot add user "${name}": the first users are not made yet, start the platform or "deno task init"`,
    );
  }
  const password = newOneTimePassword();
  const passwordHash = await passwords.hash(password);
  if (!await addUser(db, name, { passwordHash, mustChangePassword: true })) {
    throw new Error(`Cannot add user "${name}": there is one of that name`);
  }
  return [`made user "${name}"`, ...passwordLines(password)];
}

async function reset(db: Db, passwords: Passwords, { id, name, isDebug }: User): Promise<string[]> {
  if (isDebug) {
    throw new Error(`Cannot give user "${name}" a password: it is the user of the mode without a login page`);
  }
  const password = newOneTimePassword();
  const passwordHash = await passwords.hash(password);
  const closed = await db.begin(async (tx) => {
    await setPassword(tx, id, { passwordHash, mustChangePassword: true });
    return await closeSessionsOf(tx, id);
  });
  return [`gave user "${name}" another password, and signed ${closed} browsers out`, ...passwordLines(password)];
}

async function remove(db: Db, { id, name }: User): Promise<string[]> {
  if (name === DEBUG_USER || name === FIRST_TRADER) {
    throw new Error(`Cannot remove user "${name}": the platform does not start without them`);
  }
  const theirs = await removeUser(db, id);
  if (theirs.length === 0) return [`removed user "${name}"`];
  const rows = theirs.map(({ table, count }) => `${count} in ${table}`).join(", ");
  throw new Error(`Cannot remove user "${name}": rows of theirs are left: ${rows}`);
}

async function existing(db: Db, name: string): Promise<User> {
  const found = await findUser(db, name);
  if (!found) throw new Error(`Cannot find user "${name}": expected one of those that "deno task user list" names`);
  return found;
}

function passwordLines(password: string): string[] {
  return [`password: ${password}`, "It is shown this once, and must be changed at the first login."];
}

function lineOf({ name, createdMs, isDebug, mustChangePassword }: User): string {
  const notes = [isDebug && "no password, for debug mode", mustChangePassword && "must change the password"];
  return [name, `since ${new Date(createdMs).toISOString().slice(0, 10)}`, ...notes.filter(Boolean)].join(", ");
}

async function main(): Promise<void> {
  const { databaseUrl, dataDir } = parseConfig(Deno.env.toObject());
  const database = await openDatabase({ databaseUrl, dataDir });
  try {
    for (const line of await userCommand(database.db, new Passwords(), Deno.args)) console.log(line);
  } finally {
    await database.close();
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // What is wrong is the caller's to mend: a stack would only hide it.
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
