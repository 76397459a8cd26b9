import assert from "node:assert/strict";
import { listUnstopped } from "./db/active_strategies.ts";
import { brokersOf } from "./db/brokers.ts";
import { ensureFirstStart } from "./db/first_start.ts";
import { testDatabase } from "./db/test_database.ts";
import { ensureUser, findLogin, setPassword } from "./db/users.ts";
import { initUsers } from "./init.ts";
import { Passwords } from "./security/password.ts";
import { examples } from "./strategies/examples.ts";

const passwords = new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 } });

Deno.test("init makes dev without a password, and dac with one that must be changed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const lines = await initUsers(db, passwords);
  assert.deepEqual(lines, [
    `made user "dev", who has no password`,
    `made user "dac" with the password "aristobot", to be changed at the first login`,
  ]);
  const dev = await findLogin(db, "dev");
  assert.deepEqual([dev?.passwordHash, dev?.user.isDebug], [null, true]);
  const dac = await findLogin(db, "dac");
  assert.deepEqual([dac?.user.isDebug, dac?.user.mustChangePassword], [false, true]);
  assert.equal(await passwords.verify("aristobot", dac!.passwordHash), true);
  assert.ok(!lines.join().includes(dac!.passwordHash!) && !lines.join().includes("$"));
});

Deno.test("run again, or twice at once, it changes nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const both = await Promise.all([initUsers(db, passwords), initUsers(db, passwords)]);
  assert.equal(both.flat().filter((line) => line.startsWith(`made user "dac"`)).length, 1);
  const before = await everything();
  assert.deepEqual(await initUsers(db, passwords), [
    `user "dev" is there, nothing changed`,
    `user "dac" is there, nothing changed`,
  ]);
  assert.deepEqual(await everything(), before);

  async function everything() {
    return [[...await db`select * from users order by id`], [...await db`select * from strategies order by id`]];
  }
});

Deno.test("the password that was chosen since stays", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await initUsers(db, passwords);
  const { user } = (await findLogin(db, "dac"))!;
  const passwordHash = await passwords.hash("a long enough password");
  await setPassword(db, user.id, { passwordHash, mustChangePassword: false });
  await initUsers(db, passwords);
  assert.deepEqual(await findLogin(db, "dac"), { user: { ...user, mustChangePassword: false }, passwordHash });
});

Deno.test("a first start before or after init finds the same user, paper account and strategy at work", async () => {
  for (const initFirst of [true, false]) {
    await using database = await testDatabase();
    const { db } = database;
    if (initFirst) await initUsers(db, passwords);
    const options = { examples, hashFirstPassword: () => passwords.hash("aristobot") };
    const first = await ensureFirstStart(db, options);
    await initUsers(db, passwords);
    assert.deepEqual(await ensureFirstStart(db, options), { ...first, made: [] });
    assert.equal((await brokersOf(db, first.trader.id)).length, 1);
    assert.equal((await listUnstopped(db)).length, 1);
    assert.ok(await findLogin(db, "dac"));
  }
});

Deno.test("a database of other users is left alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await ensureUser(db, "somebody");
  await assert.rejects(initUsers(db, passwords), /has users, but not "dev"/);
  assert.equal((await db`select from users`).count, 1);
});
