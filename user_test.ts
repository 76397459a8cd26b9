import assert from "node:assert/strict";
import type { Db } from "./db/db.ts";
import { type TestDatabase, testDatabase } from "./db/test_database.ts";
import { testRows } from "./db/test_rows.ts";
import { openSession, sessionsOf } from "./db/sessions.ts";
import { addUser, findLogin, findUser } from "./db/users.ts";
import { Passwords } from "./security/password.ts";
import { USAGE, userCommand } from "./user.ts";
import { Accounts } from "./web/accounts.ts";
import { UserDesk } from "./web/user_desk.ts";

const passwords = new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 } });
const run = (db: Db, args: string[]) =>
  userCommand(new UserDesk({ db, passwords, now: () => 2, ended: () => {} }), args);
const visitor = { address: "127.0.0.1", userAgent: "test" };

/** A database after the first start, as far as it matters here. */
async function withDebugUser(): Promise<TestDatabase> {
  const database = await testDatabase();
  await addUser(database.db, "dev", { isDebug: true });
  return database;
}

function passwordIn(lines: readonly string[]): string {
  return lines.find((line) => line.startsWith("password: "))!.slice("password: ".length);
}

Deno.test("a new user comes in with the printed password, and must change it first", async () => {
  await using database = await withDebugUser();
  const { db } = database;
  const lines = await run(db, ["add", "Zoë d'Arc"]);
  const password = passwordIn(lines);
  const accounts = new Accounts({ db, passwords, now: () => 1_000, ended: () => {} });
  const opened = await accounts.signIn("Zoë d'Arc", password, visitor);
  assert.ok(opened.kind === "opened" && opened.user.mustChangePassword);
  const { passwordHash } = (await findLogin(db, "Zoë d'Arc"))!;
  assert.ok(!lines.join().includes(passwordHash!) && !passwordHash!.includes(password));
  const today = new Date(opened.user.createdMs).toISOString().slice(0, 10);
  const listed = await run(db, ["list"]);
  assert.deepEqual(listed.toSorted(), [
    `Zoë d'Arc, since ${today}, must change the password`,
    `dev, since ${today}, no password, for debug mode`,
  ]);
});

Deno.test("a name that is taken, or is none, makes nobody and changes nobody", async () => {
  await using database = await withDebugUser();
  const { db } = database;
  await run(db, ["add", "ann"]);
  const before = await findLogin(db, "ann");
  await assert.rejects(run(db, ["add", "ann"]), /there is one of that name/);
  for (const name of ["", " ", "-x", "a\nb", "a\0b", "x".repeat(65), "<b>", "bob "]) {
    await assert.rejects(run(db, ["add", name]), /expected 1 to 64 letters/, JSON.stringify(name));
  }
  assert.deepEqual(await findLogin(db, "ann"), before);
  assert.equal((await run(db, ["list"])).length, 2);
});

Deno.test("a reset gives another password and signs every browser out; that of debug mode stays without", async () => {
  await using database = await withDebugUser();
  const { db } = database;
  const first = passwordIn(await run(db, ["add", "ann"]));
  const { id: userId } = (await findUser(db, "ann"))!;
  await openSession(db, { tokenHash: "a".repeat(64), userId, nowMs: 1, expiresMs: 1_000, ...visitor });
  const lines = await run(db, ["reset", "ann"]);
  assert.match(lines[0]!, /signed 1 browsers out/);
  assert.equal((await sessionsOf(db, userId, 2)).length, 0);
  const login = (await findLogin(db, "ann"))!;
  assert.deepEqual(
    await Promise.all([first, passwordIn(lines)].map((password) => passwords.verify(password, login.passwordHash))),
    [false, true],
  );
  assert.ok(login.user.mustChangePassword);
  await assert.rejects(run(db, ["reset", "dev"]), /without a login page/);
  await assert.rejects(run(db, ["reset", "nobody"]), /Cannot reset user "nobody": there is nobody/);
});

Deno.test("a user goes with their sessions and tokens, and stays while anything else is theirs", async () => {
  await using database = await withDebugUser();
  const { db } = database;
  const { user } = await testRows(db, "owner");
  await assert.rejects(
    run(db, ["remove", user.name]),
    new RegExp(`Cannot remove user "${user.name}": rows of theirs are left: .*1 in brokers.*in strategies`),
  );
  assert.ok(await findUser(db, user.name));
  await run(db, ["add", "ann"]);
  const { id: userId } = (await findUser(db, "ann"))!;
  await openSession(db, { tokenHash: "a".repeat(64), userId, nowMs: 1, expiresMs: 1_000, ...visitor });
  assert.deepEqual(await run(db, ["remove", "ann"]), [`removed user "ann"`]);
  assert.equal(await findUser(db, "ann"), undefined);
  assert.equal((await db`select from sessions`).count, 0);
});

Deno.test("the first users stay, without whom nothing starts", async () => {
  await using database = await withDebugUser();
  const { db } = database;
  await addUser(db, "dac");
  for (const name of ["dev", "dac"]) {
    await assert.rejects(run(db, ["remove", name]), /does not start without them/);
    assert.ok(await findUser(db, name));
  }
});

Deno.test("nobody is added before the first users, without whom nothing starts", async () => {
  await using database = await testDatabase();
  await assert.rejects(run(database.db, ["add", "ann"]), /the first users are not made yet/);
  assert.deepEqual(await run(database.db, ["list"]), []);
});

Deno.test("what is no command is answered with how it is called", async () => {
  await using database = await testDatabase();
  for (const args of [[], ["add"], ["add", "a", "b"], ["list", "x"], ["delete", "a"], ["reset"]]) {
    await assert.rejects(run(database.db, args), { message: USAGE });
  }
});
