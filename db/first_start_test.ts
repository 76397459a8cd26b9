import assert from "node:assert/strict";
import { listActive } from "./active_strategies.ts";
import { ensureFirstStart, type ExampleStrategy } from "./first_start.ts";
import { strategiesOf } from "./strategies.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS } from "./test_rows.ts";
import { ensureUser, findLogin } from "./users.ts";

const examples: ExampleStrategy[] = ["RSI reversal", "SMA cross"].map((name) => ({
  name,
  description: name,
  timeframe: "1m",
  source: "export default class {}",
}));

Deno.test("the first start makes a user with 10,000 USDT of paper money and the SMA cross at work", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await ensureFirstStart(db, { examples, nowMs: TEST_START_MS });
  assert.deepEqual([user.name, user.isDebug, user.mustChangePassword], ["dev", true, false]);
  assert.equal((await findLogin(db, "dev"))?.passwordHash, null);
  assert.deepEqual(broker.paperBalances, { USDT: "10000" });
  const strategies = await strategiesOf(db, user.id);
  assert.deepEqual(strategies.map(({ name }) => name), ["RSI reversal", "SMA cross"]);
  const [active, ...others] = await listActive(db);
  assert.deepEqual(others, []);
  assert.equal(active?.strategyId, strategies[1]?.id);
  assert.equal(active?.brokerId, broker.id);
  assert.deepEqual([active?.symbol, active?.timeframe, active?.amountQuote], ["BTC/USDT", "1m", "10000"]);
});

Deno.test("the second start changes nothing, also when two start at once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [one, two] = await Promise.all([ensureFirstStart(db, { examples }), ensureFirstStart(db, { examples })]);
  assert.deepEqual(one, two);
  assert.deepEqual(await ensureFirstStart(db, { examples: [] }), one);
  assert.equal((await strategiesOf(db, one.user.id)).length, 2);
});

Deno.test("a database of other users is left alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await ensureUser(db, "dac");
  await assert.rejects(ensureFirstStart(db, { examples }), /has users, but not "dev"/);
});
