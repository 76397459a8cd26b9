/** Makes and manages users: `deno task user`. A password that is made here is printed once, on the terminal. */
import { runTask } from "./command_line.ts";
import type { User } from "./db/users.ts";
import { Passwords } from "./security/password.ts";
import { type MadePassword, type Removal, UserDesk, type UserRefusal } from "./web/user_desk.ts";

/** How it is called. */
export const USAGE = `deno task user list            every user
deno task user add NAME        makes one, and prints the password of the first login
deno task user reset NAME      gives one another password of that kind, and signs their browsers out
deno task user remove NAME     takes one out to whom nothing belongs`;

/** Why something is not done. */
const REFUSALS: Readonly<Record<UserRefusal["why"] | "first", string>> = {
  name: "expected 1 to 64 letters, digits, and . @ ' _ - or a space between them",
  taken: "there is one of that name",
  early: 'the first users are not made yet, start the platform or "deno task init"',
  unknown: 'there is nobody of that name, "deno task user list" names all',
  debug: "it is the user of the mode without a login page",
  first: "the platform does not start without them",
};

/**
 * Does what the arguments say; answers with the lines to print.
 * @throws {Error} saying why it was not done; then nothing has changed.
 */
export async function userCommand(desk: UserDesk, args: readonly string[]): Promise<string[]> {
  const [command, name, ...more] = args;
  if (command === "list" && name === undefined) return (await desk.list()).map(lineOf);
  if (name === undefined || more.length > 0) throw new Error(USAGE);
  if (command === "add") return [`made user "${name}"`, ...passwordLines(granted(await desk.add(name), command, name))];
  if (command === "reset") {
    const made = granted(await desk.reset(name), command, name);
    return [`gave user "${name}" another password, and signed ${made.signedOut} browsers out`, ...passwordLines(made)];
  }
  if (command !== "remove") throw new Error(USAGE);
  granted(await desk.remove(name), command, name);
  return [`removed user "${name}"`];
}

/** What was done. @throws {Error} when it was not. */
function granted<T extends MadePassword | UserRefusal | Removal>(
  answer: T,
  command: string,
  name: string,
): Extract<T, { outcome: "done" }> {
  if (answer.outcome === "done") return answer as Extract<T, { outcome: "done" }>;
  const why = answer.why === "owner"
    ? `rows of theirs are left: ${answer.rows.map(({ table, count }) => `${count} in ${table}`).join(", ")}`
    : REFUSALS[answer.why];
  throw new Error(`Cannot ${command} user "${name}": ${why}`);
}

function passwordLines({ password }: MadePassword): string[] {
  return [`password: ${password}`, "It is shown this once, and must be changed at the first login."];
}

function lineOf({ name, createdMs, isDebug, mustChangePassword }: User): string {
  const notes = [isDebug && "no password, for debug mode", mustChangePassword && "must change the password"];
  return [name, `since ${new Date(createdMs).toISOString().slice(0, 10)}`, ...notes.filter(Boolean)].join(", ");
}

if (import.meta.main) {
  await runTask((db) => {
    const desk = new UserDesk({ db, passwords: new Passwords(), now: Date.now, ended: () => {} });
    return userCommand(desk, Deno.args);
  });
}
