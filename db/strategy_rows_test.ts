import assert from "node:assert/strict";
import { stopActive } from "./active_strategies.ts";
import { saveIntent } from "./orders.ts";
import { removeStrategy, saveStrategy } from "./strategies.ts";
import { dependentsOfStrategy, findStrategyRow, strategyRows } from "./strategy_rows.ts";
import { setVerdict } from "./strategy_versions.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testOrder, testRows, testStrategy } from "./test_rows.ts";

Deno.test("a list tells of each strategy its newest version, what was found out about it, and what hangs on it", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, strategy, active, broker } = await testRows(db);
  const verdict = { problems: [], lookAhead: null, warmUp: null, checkedMs: 1 };
  await setVerdict(db, strategy.id, 1, verdict);
  const { id, name, description, timeframe, updatedMs } = strategy;
  const row = { id, name, description, timeframe, version: 1, atWork: 1, outdated: 0, backtests: 0, updatedMs };
  assert.deepEqual(await strategyRows(db, user.id), [{ ...row, verdict }]);
  await saveStrategy(db, { ...strategy, source: "second" });
  assert.deepEqual(await findStrategyRow(db, id), { ...row, version: 2, outdated: 1, verdict: null });
  await saveIntent(db, testOrder(active));
  assert.deepEqual(await dependentsOfStrategy(db, id), {
    atWork: [{ id: active.id, symbol: active.symbol, broker: broker.name }],
    backtests: 0,
    orders: 1,
  });
  await stopActive(db, active.id);
  assert.deepEqual((await dependentsOfStrategy(db, id)).atWork, []);
  const { atWork, outdated } = (await findStrategyRow(db, id))!;
  assert.deepEqual([atWork, outdated], [0, 0]);
});

Deno.test("users see their own by name; who sees all sees those of all; what was removed is in no list", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  const first = testStrategy(mine.user.id, { name: "A first" });
  await saveStrategy(db, first);
  const names = async (userId: string | null) => (await strategyRows(db, userId)).map(({ name }) => name);
  assert.deepEqual(await names(mine.user.id), ["A first", "SMA cross"]);
  assert.equal((await names(null)).length, 3);
  await stopActive(db, theirs.active.id);
  await removeStrategy(db, theirs.strategy.id, TEST_START_MS);
  assert.deepEqual(await names(theirs.user.id), []);
  assert.equal(await findStrategyRow(db, theirs.strategy.id), undefined);
});
