import assert from "node:assert/strict";
import { brokersOf, ensureBroker } from "./brokers.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_HASH } from "./test_rows.ts";
import { addUser, ensureUser, findLogin, findUser, findUserById, replacePasswordHash, setPassword } from "./users.ts";

const paper = {
  name: "paper",
  exchange: "paper",
  description: "",
  environment: "demo" as const,
  isDefault: true,
  paperBalances: { USDT: "10000.00" },
};

const OTHER_HASH = TEST_HASH.replace("ln=16", "ln=17");

Deno.test("a user is made once, also when two want it at the same time", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await findUser(db, "dev"), undefined);
  const [one, two] = await Promise.all([ensureUser(db, "dev"), ensureUser(db, "dev")]);
  assert.deepEqual(one, two);
  assert.deepEqual(await findUser(db, "dev"), one);
  await assert.rejects(ensureUser(db, ""), { code: "23514" });
});

Deno.test("a user who is there stays as they are, whatever they would be made with", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await addUser(db, "dac", { passwordHash: TEST_HASH, mustChangePassword: true }), true);
  assert.equal(await addUser(db, "dac", { passwordHash: OTHER_HASH }), false);
  const login = await findLogin(db, "dac");
  assert.equal(login?.passwordHash, TEST_HASH);
  assert.deepEqual(login?.user, await findUser(db, "dac"));
  assert.deepEqual(await findUserById(db, login!.user.id), login!.user);
  assert.equal(login?.user.mustChangePassword, true);
  assert.equal(await findLogin(db, "nobody"), undefined);
  assert.equal(await findUserById(db, crypto.randomUUID()), undefined);
});

Deno.test("whatever is typed as a name, it is looked up as it stands and finds nobody else", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await ensureUser(db, "dac");
  const typed = [
    "",
    " dac",
    "dac ",
    "DAC",
    "dac\0",
    "\0",
    "' or true --",
    "dac'; drop table users; --",
    "%",
    "\u{D800}",
  ];
  for (const name of [...typed, "x".repeat(100_000)]) {
    assert.equal(await findLogin(db, name), undefined, name.slice(0, 20));
    assert.equal(await findUser(db, name), undefined, name.slice(0, 20));
  }
  assert.ok(await findLogin(db, "dac"));
});

Deno.test("a password is set for one user, and its newer hash only while it is the same password", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const one = await ensureUser(db, "one", { passwordHash: TEST_HASH, mustChangePassword: true });
  const two = await ensureUser(db, "two", { passwordHash: TEST_HASH });
  await setPassword(db, one.id, { passwordHash: OTHER_HASH, mustChangePassword: false });
  assert.deepEqual(await findLogin(db, "one"), {
    user: { ...one, mustChangePassword: false },
    passwordHash: OTHER_HASH,
  });
  assert.equal(await replacePasswordHash(db, one.id, { from: TEST_HASH, to: TEST_HASH }), false);
  assert.equal(await replacePasswordHash(db, one.id, { from: OTHER_HASH, to: TEST_HASH }), true);
  assert.equal((await findLogin(db, "two"))?.passwordHash, TEST_HASH);
  await assert.rejects(
    setPassword(db, crypto.randomUUID(), { passwordHash: TEST_HASH, mustChangePassword: false }),
    /no such user/,
  );
  assert.deepEqual(await findUser(db, "two"), two);
});

Deno.test("the debug user is one, and never has a password", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const dev = await ensureUser(db, "dev", { isDebug: true });
  await assert.rejects(addUser(db, "another", { isDebug: true }), { code: "23505" });
  await assert.rejects(addUser(db, "third", { isDebug: true, passwordHash: TEST_HASH }), { code: "23514" });
  await assert.rejects(
    setPassword(db, dev.id, { passwordHash: TEST_HASH, mustChangePassword: false }),
    /or it is one without a password/,
  );
  assert.deepEqual(await findLogin(db, "dev"), { user: dev, passwordHash: null });
});

Deno.test("only a hash is stored as a password, and what is refused is not repeated", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const user = await ensureUser(db, "dac");
  const isRefused = (secret: string) => (error: unknown) => {
    assert.match(String(error), /users_password_is_hashed/);
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes(secret));
    return (error as { code: string }).code === "23514";
  };
  for (const secret of ["my clear password", "", "$2b$10$abcdefghijklmnopqrstuv", `${TEST_HASH} `]) {
    const hidden = secret || "Failing row";
    await assert.rejects(addUser(db, "new", { passwordHash: secret }), isRefused(hidden));
    await assert.rejects(
      setPassword(db, user.id, { passwordHash: secret, mustChangePassword: false }),
      isRefused(hidden),
    );
  }
  await assert.rejects(addUser(db, "new", { mustChangePassword: true }), { code: "23514" });
});

Deno.test("a broker is made once and stays as it is", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const user = await ensureUser(db, "dev");
  const made = await ensureBroker(db, { ...paper, userId: user.id });
  assert.deepEqual(made.paperBalances, { USDT: "10000.00" });
  assert.deepEqual(await ensureBroker(db, { ...paper, userId: user.id, exchange: "other" }), made);
  const second = await ensureBroker(db, { ...paper, userId: user.id, name: "another", isDefault: false });
  assert.deepEqual(await brokersOf(db, user.id), [made, second]);
});

Deno.test("a user has one default broker, and a broker has a user", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const user = await ensureUser(db, "dev");
  await ensureBroker(db, { ...paper, userId: user.id });
  await assert.rejects(ensureBroker(db, { ...paper, userId: user.id, name: "another" }), { code: "23505" });
  await assert.rejects(ensureBroker(db, { ...paper, userId: crypto.randomUUID() }), { code: "23503" });
  await assert.rejects(ensureBroker(db, { ...paper, userId: user.id, paperBalances: { USDT: "much" } }), /decimal/);
});
