import assert from "node:assert/strict";
import { type TestDatabase, testDatabase } from "../db/test_database.ts";
import { addUser, findUser } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { TooBusy } from "../security/turns.ts";
import { Accounts, IDLE_MS, LONGEST_MS, type Opened } from "./accounts.ts";

const CHEAP = { logN: 4, blockSize: 8, parallel: 1 };
const PASSWORD = "correct horse battery";
const HOME = { address: "192.0.2.1", userAgent: "test" };
const DAY_MS = 24 * 3_600_000;

/** Accounts of `ann`, and of `dev` who has no password, with a clock to turn. */
async function accountsOf(database: TestDatabase, passwords = new Passwords({ cost: CHEAP })) {
  const { db } = database;
  const clock = { nowMs: 1_800_000_000_000 };
  const ended: string[] = [];
  const now = () => clock.nowMs;
  const accounts = new Accounts({ db, passwords, now, ended: (ids) => void ended.push(...ids) });
  await addUser(db, "ann", { passwordHash: await passwords.hash(PASSWORD), mustChangePassword: true });
  await addUser(db, "dev", { isDebug: true });
  return { accounts, clock, ended, db, ann: (await findUser(db, "ann"))! };
}

function opened(outcome: { readonly kind: string }): Opened {
  assert.equal(outcome.kind, "opened");
  return outcome as Opened;
}

Deno.test("the right password opens a session, whose token is stored nowhere", async () => {
  await using database = await testDatabase();
  const { accounts, db } = await accountsOf(database);
  const { token, user } = opened(await accounts.signIn("ann", PASSWORD, HOME));
  assert.equal(user.name, "ann");
  const who = await accounts.who(token);
  assert.deepEqual([who?.user.name, who?.session.address], ["ann", "192.0.2.1"]);
  const rows = JSON.stringify([...await db`select * from sessions`, ...await db`select * from users`]);
  assert.ok(!rows.includes(token) && !rows.includes(PASSWORD));
});

Deno.test("a wrong password, an unknown name and a user without a password are refused alike, after the same work", async () => {
  await using database = await testDatabase();
  const passwords = new Passwords({ cost: CHEAP });
  let verified = 0;
  const verify = passwords.verify.bind(passwords);
  passwords.verify = (...of) => (verified++, verify(...of));
  const { accounts } = await accountsOf(database, passwords);
  for (const name of ["ann", "nobody", "dev", "ann\0", "' or 1=1 --", ""]) {
    assert.deepEqual(await accounts.signIn(name, "something else", HOME), { kind: "wrong" }, name);
  }
  assert.equal(verified, 6);
});

Deno.test("while the database is away attempts count for nothing: whoever comes when it is back need not wait", async () => {
  await using database = await testDatabase();
  const { accounts, db } = await accountsOf(database);
  await db`alter table users rename to users_away`;
  try {
    for (let n = 0; n < 50; n++) await assert.rejects(accounts.signIn("ann", PASSWORD, HOME), /users/);
  } finally {
    await db`alter table users_away rename to users`;
  }
  opened(await accounts.signIn("ann", PASSWORD, HOME));
});

Deno.test("after five failures an account must wait, also for who knows the password, and never for ever", async () => {
  await using database = await testDatabase();
  const { accounts, clock } = await accountsOf(database);
  for (let n = 0; n < 5; n++) assert.equal((await accounts.signIn("ann", `wrong ${n}`, HOME)).kind, "wrong");
  const elsewhere = { ...HOME, address: "203.0.113.9" };
  assert.deepEqual(await accounts.signIn("ann", PASSWORD, elsewhere), { kind: "wait", waitMs: 1_000 });
  clock.nowMs += 1_000;
  opened(await accounts.signIn("ann", PASSWORD, elsewhere));
  assert.equal((await accounts.signIn("ann", "wrong", elsewhere)).kind, "wrong", "and then begins anew");
});

Deno.test("many attempts at once gain nothing over the throttle", async () => {
  await using database = await testDatabase();
  const { accounts } = await accountsOf(database);
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => accounts.signIn("ann", `wrong ${n}`, HOME)));
  assert.equal(all.filter(({ kind }) => kind === "wrong").length, 5);
  assert.equal(all.filter(({ kind }) => kind === "wait").length, 15);
});

Deno.test("when too many sign in at once the rest is told so", async () => {
  await using database = await testDatabase();
  const passwords = new Passwords({ cost: CHEAP });
  const { accounts, ann } = await accountsOf(database, passwords);
  passwords.verify = () => Promise.reject(new TooBusy("32 wait already"));
  assert.deepEqual(await accounts.signIn("ann", PASSWORD, HOME), { kind: "busy" });
  const next = "another one, and long";
  assert.deepEqual(await accounts.changePassword(ann, { current: PASSWORD, next }, HOME), { kind: "busy" });
});

Deno.test("the token of before ends with a login, so that one who put it there has nothing", async () => {
  await using database = await testDatabase();
  const { accounts, ended } = await accountsOf(database);
  const first = opened(await accounts.signIn("ann", PASSWORD, HOME));
  const { session } = (await accounts.who(first.token))!;
  const second = opened(await accounts.signIn("ann", PASSWORD, HOME, first.token));
  assert.notEqual(second.token, first.token);
  assert.equal(await accounts.who(first.token), undefined);
  assert.deepEqual(ended, [session.id]);
  assert.ok(await accounts.who(second.token));
});

Deno.test("a session ends a week after it was last seen", async () => {
  await using database = await testDatabase();
  const { accounts, clock } = await accountsOf(database);
  const { token } = opened(await accounts.signIn("ann", PASSWORD, HOME));
  clock.nowMs += IDLE_MS - 1;
  assert.ok(await accounts.who(token));
  clock.nowMs += IDLE_MS - 1;
  assert.ok(await accounts.who(token));
  clock.nowMs += IDLE_MS;
  assert.equal(await accounts.who(token), undefined);
});

Deno.test("a session ends a month after it began, however much it is used", async () => {
  await using database = await testDatabase();
  const { accounts, clock } = await accountsOf(database);
  const { token } = opened(await accounts.signIn("ann", PASSWORD, HOME));
  for (let day = 1; day * DAY_MS < LONGEST_MS; day++) {
    clock.nowMs += DAY_MS;
    assert.ok(await accounts.who(token), `day ${day}`);
  }
  clock.nowMs += DAY_MS;
  assert.equal(await accounts.who(token), undefined);
});

Deno.test("what is no token of an open session is nobody", async () => {
  await using database = await testDatabase();
  const { accounts, db } = await accountsOf(database);
  const { token } = opened(await accounts.signIn("ann", PASSWORD, HOME));
  const [row] = await db`select id, token_hash as hash from sessions`;
  const forged = [
    undefined,
    "",
    "x",
    row!.id,
    row!.hash,
    `${token}A`,
    token.slice(1),
    token.toLowerCase() + "",
    "A".repeat(43),
  ];
  for (const text of forged.filter((one) => one !== token)) assert.equal(await accounts.who(text), undefined, text);
});

Deno.test("another password ends every session of the user, and opens one", async () => {
  await using database = await testDatabase();
  const { accounts, ann, ended } = await accountsOf(database);
  const tokens = [
    opened(await accounts.signIn("ann", PASSWORD, HOME)).token,
    opened(await accounts.signIn("ann", PASSWORD, HOME)).token,
  ];
  const next = "another one, and long";
  const changed = opened(await accounts.changePassword(ann, { current: PASSWORD, next }, HOME));
  for (const token of tokens) assert.equal(await accounts.who(token), undefined);
  assert.equal(ended.length, 2);
  assert.equal((await accounts.who(changed.token))?.user.mustChangePassword, false);
  assert.equal((await accounts.signIn("ann", PASSWORD, HOME)).kind, "wrong");
  opened(await accounts.signIn("ann", next, HOME));
});

Deno.test("a password that is wrong, weak or the same is not changed", async () => {
  await using database = await testDatabase();
  const { accounts, ann } = await accountsOf(database);
  const change = (current: string, next: string) => accounts.changePassword(ann, { current, next }, HOME);
  assert.deepEqual(await change("wrong", "another one, and long"), { kind: "wrong" });
  assert.deepEqual(await change(PASSWORD, "short"), { kind: "unfit", why: "too_short" });
  assert.deepEqual(await change(PASSWORD, "aristobot-ann"), { kind: "unfit", why: "easily_guessed" });
  assert.deepEqual(await change(PASSWORD, PASSWORD), { kind: "unfit", why: "same" });
  opened(await accounts.signIn("ann", PASSWORD, HOME));
});

Deno.test("a user ends their own sessions, and nobody else's", async () => {
  await using database = await testDatabase();
  const { accounts, ann, db } = await accountsOf(database);
  const { token } = opened(await accounts.signIn("ann", PASSWORD, HOME));
  const { session } = (await accounts.who(token))!;
  const dev = (await findUser(db, "dev"))!;
  assert.equal(await accounts.end(dev.id, session.id), false);
  assert.ok(await accounts.isOpen(ann.id, session.id));
  assert.equal(await accounts.end(ann.id, session.id), true);
  assert.equal(await accounts.isOpen(ann.id, session.id), false);
  assert.equal(await accounts.who(token), undefined);
});

Deno.test("a hash of less cost is made anew at the next login", async () => {
  await using database = await testDatabase();
  const { accounts, db } = await accountsOf(database, new Passwords({ cost: { ...CHEAP, logN: 5 } }));
  const cheap = await new Passwords({ cost: CHEAP }).hash(PASSWORD);
  await addUser(db, "old", { passwordHash: cheap });
  opened(await accounts.signIn("old", PASSWORD, HOME));
  const [row] = await db`select password_hash as hash from users where name = 'old'`;
  assert.match(row!.hash, /^\$scrypt\$ln=5,/);
  opened(await accounts.signIn("old", PASSWORD, HOME));
});
