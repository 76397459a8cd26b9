import assert from "node:assert/strict";
import { brokersOf, ensureBroker } from "./brokers.ts";
import { testDatabase } from "./test_database.ts";
import { ensureUser, findUser } from "./users.ts";

const paper = {
  name: "paper",
  exchange: "paper",
  description: "",
  environment: "demo" as const,
  isDefault: true,
  paperBalances: { USDT: "10000.00" },
};

Deno.test("a user is made once, also when two want it at the same time", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await findUser(db, "dev"), undefined);
  const [one, two] = await Promise.all([ensureUser(db, "dev"), ensureUser(db, "dev")]);
  assert.deepEqual(one, two);
  assert.deepEqual(await findUser(db, "dev"), one);
  await assert.rejects(ensureUser(db, ""), { code: "23514" });
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
