import assert from "node:assert/strict";
import type { Verdict } from "../domain/strategy_verdict.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import { findStrategy, saveStrategy } from "./strategies.ts";
import { findVersion, newestVersion, setVerdict, unjudgedVersions, versionsOf } from "./strategy_versions.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows } from "./test_rows.ts";

const FOUND: Verdict = {
  problems: [{
    ...{ line: 2, column: 3, endLine: 2, endColumn: 9, severity: "warning" },
    ...{ message: "'x' is never read", code: "TS6133" },
  }],
  lookAhead: { outcome: "passed", compared: 40, changed: 0, firstChangedMs: null, candlesNeeded: null, reason: null },
  warmUp: null,
  checkedMs: TEST_START_MS,
};

Deno.test("a source that differs is the next version; the same source, or another name, is none", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, strategy } = await testRows(db);
  assert.equal(await saveStrategy(db, { ...strategy, name: "Another name" }), 1);
  const second = { ...strategy, source: "second", updatedMs: TEST_START_MS + 1, origin: "assistant" } as const;
  assert.equal(await saveStrategy(db, second), 2);
  assert.equal(await saveStrategy(db, second), 2);
  assert.equal(await saveStrategy(db, { ...strategy, updatedMs: TEST_START_MS + 2 }), 3);
  const [third, ...older] = await versionsOf(db, strategy.id, 2);
  assert.deepEqual([third?.number, third?.origin, third?.createdMs], [3, "user", TEST_START_MS + 2]);
  assert.deepEqual(older.map(({ number, origin }) => [number, origin]), [[2, "assistant"]]);
  const { number, source, userId } = (await findVersion(db, strategy.id, 2))!;
  assert.deepEqual([number, source, userId], [2, "second", user.id]);
  assert.equal((await newestVersion(db, strategy.id))?.source, strategy.source);
  assert.equal((await findStrategy(db, strategy.id))?.version, 3);
  assert.equal(await findVersion(db, strategy.id, 4), undefined);
  assert.equal(await newestVersion(db, crypto.randomUUID()), undefined);
});

Deno.test("many who save at once get numbers without gaps", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  const sources = Array.from({ length: 8 }, (_, at) => `source ${at}`);
  const numbers = await Promise.all(sources.map((source) => saveStrategy(db, { ...strategy, source })));
  assert.deepEqual(numbers.toSorted((a, b) => a - b), [2, 3, 4, 5, 6, 7, 8, 9]);
  for (const [at, number] of numbers.entries()) {
    assert.equal((await findVersion(db, strategy.id, number))?.source, sources[at]);
  }
});

Deno.test("a version never changes; only its verdict is written, and found again", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  const changing = db`update strategy_versions set source = 'other' where strategy_id = ${strategy.id}`;
  await assert.rejects(changing.execute(), /version 1 of strategy .* cannot be changed/);
  assert.deepEqual((await unjudgedVersions(db)).map(({ number }) => number), [1]);
  assert.equal(await setVerdict(db, strategy.id, 1, FOUND), true);
  assert.equal(await setVerdict(db, strategy.id, 2, FOUND), false);
  const version = await findVersion(db, strategy.id, 1);
  assert.deepEqual([version?.verdict, version?.source], [FOUND, strategy.source]);
  assert.deepEqual(await unjudgedVersions(db), []);
  await saveStrategy(db, { ...strategy, source: "second" });
  assert.deepEqual((await unjudgedVersions(db)).map(({ number, verdict }) => [number, verdict]), [[2, null]]);
});

Deno.test("the sources of before there were versions are version 1 of their strategies", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = MIGRATIONS.findIndex(({ id }) => id === "0007_strategies");
  await db.begin(async (tx) => {
    await tx`create schema older`;
    await tx`set local search_path to older`;
    for (const { sql } of MIGRATIONS.slice(0, at)) await tx.unsafe(sql);
    await tx`insert into users (name) values ('dac')`;
    await tx`
      insert into strategies (user_id, name, timeframe, source, updated_at)
      select id, name, '1m', 'of ' || name, '2026-11-01 00:00Z' from users`;
    await tx.unsafe(MIGRATIONS[at]!.sql);
    const rows = await tx`
      select s.name, v.number, v.source, v.origin, v.verdict, v.created_at from strategies s
      join strategy_versions v on v.strategy_id = s.id and v.user_id = s.user_id`;
    const version = { number: 1, source: "of dac", origin: "user", verdict: null, created_at: TEST_START_MS };
    assert.deepEqual([...rows], [{ name: "dac", ...version }]);
    await tx`drop schema older cascade`;
  });
});
