import assert from "node:assert/strict";
import { stopActive } from "./active_strategies.ts";
import { findStrategy, removeStrategy, saveStrategy, strategiesOf } from "./strategies.ts";
import { newestVersion } from "./strategy_versions.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows, testStrategy } from "./test_rows.ts";

Deno.test("a strategy is stored, changed under its id, and listed by name", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, strategy } = await testRows(db);
  assert.deepEqual(await findStrategy(db, strategy.id), strategy);
  const changed = { ...strategy, source: "changed", timeframe: "4h" as const, updatedMs: strategy.updatedMs + 1 };
  assert.equal(await saveStrategy(db, changed), 2);
  const other = testStrategy(user.id, { name: "Donchian breakout" });
  await saveStrategy(db, other);
  assert.deepEqual(await strategiesOf(db, user.id), [other, { ...changed, version: 2 }]);
  assert.equal(await findStrategy(db, crypto.randomUUID()), undefined);
});

Deno.test("a name is a user's once, and another user's strategy cannot be overwritten", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "dev"), await testRows(db, "dac")];
  await assert.rejects(saveStrategy(db, testStrategy(mine.user.id)), { code: "23505" });
  await assert.rejects(
    saveStrategy(db, { ...theirs.strategy, userId: mine.user.id, name: "stolen" }),
    /belongs to another user/,
  );
  assert.deepEqual(await strategiesOf(db, theirs.user.id), [theirs.strategy]);
});

Deno.test("chosen parameters are kept until others are chosen", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy: { parameters: _none, ...strategy } } = await testRows(db);
  await saveStrategy(db, { ...strategy, parameters: { fast: 5, long: true, side: "both" } });
  await saveStrategy(db, { ...strategy, name: "renamed" });
  assert.deepEqual((await findStrategy(db, strategy.id))?.parameters, { fast: 5, long: true, side: "both" });
  await saveStrategy(db, { ...strategy, parameters: {} });
  assert.deepEqual((await findStrategy(db, strategy.id))?.parameters, {});
});

Deno.test("a strategy goes with its versions; one that was at work leaves its row, and its name is free", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, strategy, active } = await testRows(db);
  const unused = testStrategy(user.id, { name: "unused" });
  await saveStrategy(db, unused);
  assert.equal(await removeStrategy(db, unused.id, TEST_START_MS), true);
  assert.equal(await newestVersion(db, unused.id), undefined);
  await stopActive(db, active.id);
  assert.equal(await removeStrategy(db, strategy.id, TEST_START_MS), true);
  assert.equal(await removeStrategy(db, strategy.id, TEST_START_MS), false);
  assert.equal((await newestVersion(db, strategy.id))?.number, 1);
  assert.deepEqual([await findStrategy(db, strategy.id), await strategiesOf(db, user.id)], [undefined, []]);
  await assert.rejects(saveStrategy(db, strategy), /it was removed/);
  await saveStrategy(db, testStrategy(user.id));
});
