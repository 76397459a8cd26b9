import assert from "node:assert/strict";
import { migrate, type Migration } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import { testDatabase } from "./test_database.ts";

/** Migrations that make tables of their own; rolled back or dropped by each test. */
const added: Migration = { id: "9001_added", sql: "create table added (a int); insert into added values (1);" };
const broken: Migration = { id: "9002_broken", sql: "create table half (a int); select nonsense from nowhere" };

async function tables(db: Parameters<typeof migrate>[0]): Promise<string[]> {
  const rows = await db`select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  return rows.map(({ name }) => name);
}

Deno.test("migrating a second time changes nothing", async () => {
  await using database = await testDatabase();
  assert.deepEqual(await migrate(database.db), []);
  const names = await tables(database.db);
  for (const table of ["active_strategies", "candles", "fills", "snapshots", "strategies", "trades", "users"]) {
    assert.ok(names.includes(table), table);
  }
});

Deno.test("what is new is applied once, also when two programs start at once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const both = await Promise.all([migrate(db, [...MIGRATIONS, added]), migrate(db, [...MIGRATIONS, added])]);
  assert.deepEqual(both.map((applied) => applied.length).toSorted(), [0, 1]);
  assert.equal((await db`select from added`).count, 1);
  await db`drop table added`;
  await db`delete from migrations where id = ${added.id}`;
});

Deno.test("a migration that fails leaves nothing behind and is named", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await assert.rejects(migrate(db, [...MIGRATIONS, added, broken]), /"9002_broken" failed: .*nowhere/);
  const names = await tables(db);
  assert.ok(!names.includes("added") && !names.includes("half"));
  assert.deepEqual(await migrate(db), []);
});

Deno.test("an applied migration that was changed is refused by name; line ends do not count", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [first, ...rest] = MIGRATIONS;
  await assert.rejects(
    migrate(db, [{ ...first!, sql: `${first!.sql}\n-- late thought` }, ...rest]),
    /migration "0001_init" was changed after it had been applied/,
  );
  assert.deepEqual(await migrate(db, [{ ...first!, sql: first!.sql.replaceAll("\n", "\r\n") }, ...rest]), []);
});

Deno.test("a database of a newer program is refused, naming the migration that is missing here", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await assert.rejects(migrate(db, []), /has had migration "0001_init", which this program does not have/);
});

Deno.test("candles stored before exchanges were kept apart are of the exchange that was listened to", async () => {
  await using database = await testDatabase();
  const [init, market] = MIGRATIONS;
  for (const [listened, expected] of [["binance", "binance"], [null, "demo"]] as const) {
    await database.db.begin(async (tx) => {
      await tx`create schema older`;
      await tx`set local search_path to older`;
      await tx.unsafe(init!.sql);
      await tx`
        insert into candles (symbol, timeframe, open_time, close_time, open, high, low, close, volume)
        values ('BTC/USDT', '1m', '2026-11-01 00:00Z', '2026-11-01 00:00:59.999Z', 1, 1, 1, 1, 0)`;
      if (listened) {
        await tx`
          insert into heartbeat_status (exchange, connected, coherent, symbols, timeframes, reconnects, repaired_candles)
          values (${listened}, true, true, '{}', '{}', 0, 0)`;
      }
      await tx.unsafe(market!.sql);
      assert.deepEqual([...await tx`select exchange, open from candles`], [{ exchange: expected, open: "1" }]);
      await tx`drop schema older cascade`;
    });
  }
});

Deno.test("the user of a first start before there were accounts becomes the debug user, all others do not", async () => {
  await using database = await testDatabase();
  const [init, market, accounts] = MIGRATIONS;
  await database.db.begin(async (tx) => {
    await tx`create schema older`;
    await tx`set local search_path to older`;
    await tx.unsafe(init!.sql);
    await tx.unsafe(market!.sql);
    await tx`insert into users (name) values ('dev'), ('other')`;
    await tx.unsafe(accounts!.sql);
    const rows = await tx`
      select name, is_debug, must_change_password, password_hash, theme, language, time_zone from users order by name`;
    const common = {
      must_change_password: false,
      password_hash: null,
      theme: "dark",
      language: null,
      time_zone: "UTC",
    };
    assert.deepEqual([...rows], [
      { name: "dev", is_debug: true, ...common },
      { name: "other", is_debug: false, ...common },
    ]);
    await tx`drop schema older cascade`;
  });
});
