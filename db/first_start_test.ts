import assert from "node:assert/strict";
import { listUnstopped } from "./active_strategies.ts";
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

const HASH = `$scrypt$ln=4,r=8,p=1$${"a".repeat(22)}$${"b".repeat(43)}`;
const hashFirstPassword = () => Promise.resolve(HASH);
const options = { examples, hashFirstPassword, nowMs: TEST_START_MS };

Deno.test("the first start makes dev without a password, and dac with 10,000 USDT of paper money and the SMA cross at work", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { debugUser, trader, broker, made } = await ensureFirstStart(db, options);
  assert.deepEqual(made, ["dev", "dac"]);
  assert.deepEqual([debugUser.name, debugUser.isDebug, debugUser.mustChangePassword], ["dev", true, false]);
  assert.equal((await findLogin(db, "dev"))?.passwordHash, null);
  assert.deepEqual([trader.name, trader.isDebug, trader.mustChangePassword], ["dac", false, true]);
  assert.equal((await findLogin(db, "dac"))?.passwordHash, HASH);
  assert.deepEqual([broker.userId, broker.paperBalances], [trader.id, { USDT: "10000" }]);
  const strategies = await strategiesOf(db, trader.id);
  assert.deepEqual(strategies.map(({ name }) => name), ["RSI reversal", "SMA cross"]);
  const [active, ...others] = await listUnstopped(db);
  assert.deepEqual(others, []);
  assert.deepEqual([active?.userId, active?.strategyId], [trader.id, strategies[1]?.id]);
  assert.equal(active?.brokerId, broker.id);
  assert.deepEqual([active?.symbol, active?.timeframe, active?.amountQuote], ["BTC/USDT", "1m", "10000"]);
});

Deno.test("the second start changes nothing, also when two start at once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const both = await Promise.all([ensureFirstStart(db, options), ensureFirstStart(db, options)]);
  assert.deepEqual(both.map(({ made }) => made.length).sort(), [0, 2]);
  const [one, two] = both.map((first) => ({ ...first, made: [] }));
  assert.deepEqual(one, two);
  const never = () => Promise.reject(new Error("nobody is made"));
  assert.deepEqual(await ensureFirstStart(db, { examples: [], hashFirstPassword: never }), one);
  assert.equal((await strategiesOf(db, one!.trader.id)).length, 2);
});

Deno.test("what was the debug user's, before people signed in, becomes the trader's", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const before = await ensureFirstStart(db, options);
  await db`delete from users where name = 'dev'`;
  await db`
    update users set name = 'dev', is_debug = true, password_hash = null, must_change_password = false
    where name = 'dac'`;
  const after = await ensureFirstStart(db, options);
  assert.deepEqual(after.made, ["dac"]);
  assert.deepEqual(after.trader, before.trader);
  assert.deepEqual(after.broker, before.broker);
  assert.deepEqual([after.debugUser.name, after.debugUser.isDebug], ["dev", true]);
  assert.notEqual(after.debugUser.id, before.trader.id);
  assert.equal((await listUnstopped(db)).length, 1);
});

Deno.test("a database of other users is left alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await ensureUser(db, "somebody");
  await assert.rejects(ensureFirstStart(db, options), /has users, but not "dev"/);
});
