import assert from "node:assert/strict";
import {
  activate,
  activeStrategiesOf,
  findActiveStrategy,
  listUnstopped,
  setActive,
  setActiveVersion,
  stopActive,
} from "./active_strategies.ts";
import { saveStrategy } from "./strategies.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testActive, testRows } from "./test_rows.ts";

Deno.test("a strategy at work comes back as it was", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker, strategy, active } = await testRows(db);
  const ether = testActive(strategy, broker.id, {
    symbol: "ETH/USDT",
    parameters: { fast: 10, name: "x", strict: true },
    startMs: TEST_START_MS,
    endMs: TEST_START_MS + 1,
    createdMs: TEST_START_MS + 1,
  });
  assert.equal(await activate(db, ether), true);
  assert.deepEqual(await findActiveStrategy(db, ether.id), ether);
  assert.deepEqual(await listUnstopped(db), [active, ether]);
  assert.deepEqual(await activeStrategiesOf(db, user.id), [active, ether]);
  assert.equal(await findActiveStrategy(db, crypto.randomUUID()), undefined);
});

Deno.test("a user has one active strategy per symbol and broker, and another user one of their own", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { broker, strategy, active } = await testRows(db);
  const second = testActive(strategy, broker.id);
  assert.equal(await activate(db, second), false);
  assert.equal(await findActiveStrategy(db, second.id), undefined);
  await testRows(db, "dac");
  assert.equal((await listUnstopped(db)).length, 2);

  assert.equal(await setActive(db, active.id, false), true);
  assert.equal(await activate(db, second), true);
  assert.equal(await setActive(db, active.id, true), false, "the place is taken");
  assert.equal(await setActive(db, second.id, false), true);
  assert.equal(await setActive(db, active.id, true), true);
  assert.equal(await setActive(db, active.id, true), true, "resuming twice is resuming once");
  assert.equal(await setActive(db, crypto.randomUUID(), true), false);
});

Deno.test("stopping sets the flag off and the dates to the first day of the year 1", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { active } = await testRows(db);
  assert.equal(await stopActive(db, active.id), true);
  const stopped = await findActiveStrategy(db, active.id);
  assert.equal(stopped?.isActive, false);
  for (const ms of [stopped?.startMs, stopped?.endMs]) {
    assert.equal(new Date(ms!).toISOString(), "0001-01-01T00:00:00.000Z");
  }
  assert.equal(await stopActive(db, crypto.randomUUID()), false);
});

Deno.test("what is suspended is not stopped, and what has an end is not either", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { broker, strategy, active } = await testRows(db);
  const ending = testActive(strategy, broker.id, {
    symbol: "ETH/USDT",
    endMs: TEST_START_MS,
    createdMs: TEST_START_MS + 1,
  });
  const stopped = testActive(strategy, broker.id, { symbol: "SOL/USDT" });
  for (const one of [ending, stopped]) await activate(db, one);
  await setActive(db, active.id, false);
  await stopActive(db, stopped.id);
  assert.deepEqual(await listUnstopped(db), [{ ...active, isActive: false }, ending]);
});

Deno.test("another user's strategy or broker cannot be set to work, nor an amount of nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  const ether = { symbol: "ETH/USDT" };
  await assert.rejects(activate(db, testActive(mine.strategy, theirs.broker.id, ether)), { code: "23503" });
  const borrowed = testActive(mine.strategy, mine.broker.id, { ...ether, strategyId: theirs.strategy.id });
  await assert.rejects(activate(db, borrowed), { code: "23503" });
  await assert.rejects(activate(db, testActive(mine.strategy, mine.broker.id, { ...ether, amountQuote: "0" })), {
    code: "23514",
  });
});

Deno.test("the version that runs is one that was saved, and stays until another is said", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy, active } = await testRows(db);
  assert.equal((await findActiveStrategy(db, active.id))?.version, 1);
  await assert.rejects(setActiveVersion(db, active.id, 2), /foreign key/);
  await saveStrategy(db, { ...strategy, source: "export default class Other {}" });
  assert.equal((await findActiveStrategy(db, active.id))?.version, 1);
  assert.equal(await setActiveVersion(db, active.id, 2), true);
  assert.equal((await findActiveStrategy(db, active.id))?.version, 2);
  assert.equal(await setActiveVersion(db, crypto.randomUUID(), 1), false);
});
