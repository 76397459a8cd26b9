/** Read from the database's own catalogue, so that a new table cannot be forgotten. */
import assert from "node:assert/strict";
import type { Queries } from "./db.ts";
import { testDatabase } from "./test_database.ts";

Deno.test("every row of a user's names its user, who exists", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const owned = await db`
    select table_name as name, is_nullable from information_schema.columns
    where table_schema = 'public' and column_name = 'user_id' order by table_name`;
  const names = owned.map(({ name }) => name);
  for (
    const name of [
      "active_strategies",
      "api_tokens",
      "brokers",
      "sessions",
      "strategies",
      "trades",
      "webhooks",
      "webhook_calls",
    ]
  ) {
    assert.ok(names.includes(name), name);
  }
  const bound = await db`
    select conrelid::regclass::text as name from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where contype = 'f' and confrelid = 'users'::regclass and attname = 'user_id' and cardinality(conkey) = 1`;
  assert.deepEqual(names.filter((name) => !bound.some((row) => row.name === name)), []);
  assert.deepEqual(owned.filter(({ is_nullable }) => is_nullable !== "NO"), []);
});

Deno.test("no row can point at another user's: references among users' rows carry the user along", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.deepEqual(await looseReferences(db), []);
  await db.begin(async (tx) => {
    await tx`create table loose (user_id uuid not null references users, broker_id uuid unique)`;
    await tx`create unique index brokers_by_id on brokers (id)`;
    await tx`alter table loose add constraint loose_to_brokers foreign key (broker_id) references brokers (id)`;
    assert.deepEqual(await looseReferences(tx), ["loose_to_brokers"]);
    await tx`drop table loose`;
    await tx`drop index brokers_by_id`;
  });
});

/** Foreign keys between tables of users' rows that do not compare the users. */
async function looseReferences(db: Queries): Promise<string[]> {
  const rows = await db`
    select conname from pg_constraint
    where contype = 'f' and confrelid <> 'users'::regclass
      and exists (select from pg_attribute where attrelid = conrelid and attname = 'user_id' and not attisdropped)
      and exists (select from pg_attribute where attrelid = confrelid and attname = 'user_id' and not attisdropped)
      and not exists (
        select from unnest(conkey, confkey) as pair (own, other)
          join pg_attribute o on o.attrelid = conrelid and o.attnum = own and o.attname = 'user_id'
          join pg_attribute t on t.attrelid = confrelid and t.attnum = other and t.attname = 'user_id'
      )
    order by conname`;
  return rows.map(({ conname }) => conname);
}
