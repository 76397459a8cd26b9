import assert from "node:assert/strict";
import { findStrategy, saveStrategy, strategiesOf } from "./strategies.ts";
import { testDatabase } from "./test_database.ts";
import { testRows, testStrategy } from "./test_rows.ts";

Deno.test("a strategy is stored, changed under its id, and listed by name", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, strategy } = await testRows(db);
  assert.deepEqual(await findStrategy(db, strategy.id), strategy);
  const changed = { ...strategy, source: "changed", timeframe: "4h" as const, updatedMs: strategy.updatedMs + 1 };
  await saveStrategy(db, changed);
  const other = testStrategy(user.id, { name: "Donchian breakout" });
  await saveStrategy(db, other);
  assert.deepEqual(await strategiesOf(db, user.id), [other, changed]);
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
