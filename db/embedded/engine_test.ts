import assert from "node:assert/strict";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DatabaseLog, Db } from "../db.ts";
import { onEngine } from "../open.ts";
import { testTemplate } from "../test_template.ts";
import { Engine } from "./engine.ts";

interface OpenEngine extends AsyncDisposable {
  readonly db: Db;
  readonly engine: Engine;
  readonly logged: string[];
}

async function inMemory(silentTransactionMs?: number): Promise<OpenEngine> {
  const logged: string[] = [];
  const log: DatabaseLog = (level, message) => logged.push(`${level}: ${message}`);
  const engine = await Engine.start({ directory: null, template: await testTemplate(), log, silentTransactionMs });
  const { db, close } = onEngine(engine, log);
  return { db, engine, logged, [Symbol.asyncDispose]: close };
}

Deno.test("transactions of many clients never mix, whatever fails among them", async () => {
  await using open = await inMemory();
  const { db } = open;
  await db`create table account (id int primary key, amount int check (amount >= 0))`;
  await db`insert into account values (1, 0), (2, 5)`;
  const add = () =>
    db.begin(async (tx) => {
      const [row] = await tx`select amount from account where id = 1`;
      await tx`update account set amount = ${row!.amount + 1} where id = 1`;
    });
  const overdraw = () =>
    db.begin(async (tx) => {
      await tx`update account set amount = 100 where id = 1`;
      await tx`update account set amount = amount - 100 where id = 2`;
    });
  const wrong = () => db`select nothing from nowhere`;
  const results = await Promise.allSettled(Array.from({ length: 60 }, (_, at) => [add, overdraw, wrong][at % 3]!()));
  const failed = results.filter(({ status }) => status === "rejected");
  assert.equal(failed.length, 40);
  assert.deepEqual([...await db`select id, amount from account order by id`], [{ id: 1, amount: 20 }, {
    id: 2,
    amount: 5,
  }]);
});

Deno.test("a savepoint that is rolled back leaves the rest of its transaction", async () => {
  await using open = await inMemory();
  const { db } = open;
  await db`create table t (a int unique)`;
  await db.begin(async (tx) => {
    await tx`insert into t values (1)`;
    await assert.rejects(tx.savepoint((inner) => inner`insert into t values (1)`), { code: "23505" });
    await tx`insert into t values (2)`;
  });
  assert.equal((await db`select from t`).count, 2);
});

Deno.test("rows are copied in and out in bulk", async () => {
  await using open = await inMemory();
  const { db } = open;
  await db`create table t (a int primary key, b text)`;
  const lines = Array.from({ length: 5_000 }, (_, at) => `${at}\tline ${at}\n`);
  await pipeline(Readable.from(lines), await db`copy t from stdin`.writable());
  assert.equal((await db`select from t`).count, 5_000);
  const pieces: string[] = [];
  for await (const piece of await db`copy t to stdout`.readable()) pieces.push(String(piece));
  assert.equal(pieces.join(""), lines.join(""));
  assert.equal((await db`select 1 as one`)[0]?.one, 1);
});

Deno.test("notifications reach a listener in another client", async () => {
  await using open = await inMemory();
  const { db } = open;
  const heard = Promise.withResolvers<string>();
  await db.listen("candles", heard.resolve);
  await db.notify("candles", "BTC/USDT");
  assert.equal(await heard.promise, "BTC/USDT");
});

Deno.test("large answers arrive whole, and a cursor gives them in parts", async () => {
  await using open = await inMemory();
  const { db } = open;
  const rows = await db`select n, repeat('x', 100) as text from generate_series(1, 20000) as n`;
  assert.equal(rows.length, 20_000);
  assert.equal(rows.at(-1)?.n, 20_000);
  const parts: number[] = [];
  for await (const part of db`select n from generate_series(1, 250) as n`.cursor(100)) parts.push(part.length);
  assert.deepEqual(parts, [100, 100, 50]);
});

Deno.test("the outer sql inside a transaction is refused with words that say why, and all goes on", async () => {
  await using open = await inMemory(100);
  const { db, logged } = open;
  await db`create table t (a int)`;
  const wrong = db.begin(async (tx) => {
    await tx`insert into t values (1)`;
    await db`insert into t values (2)`;
  });
  await assert.rejects(wrong, /inside sql\.begin\(async \(tx\) => …\) use only tx, never the outer sql/);
  assert.match(logged.join("\n"), /error: Statement refused after waiting \d+ ms for a transaction/);
  assert.equal((await db`select from t`).count, 0);
});

Deno.test("an engine on disk that dies fails what is under way, and the next statement starts it again", async () => {
  const directory = await Deno.makeTempDir();
  const logged: string[] = [];
  const log: DatabaseLog = (_level, message) => logged.push(message);
  const engine = await Engine.start({ directory: join(directory, "database"), log });
  const { db, close } = onEngine(engine, log);
  await db`create table t (a int)`;
  await db`insert into t values (1)`;
  // COPY without the protocol for it: the engine finds no rows to read and exits.
  await assert.rejects(async () => await db`copy t from stdin`, /embedded database has stopped: .*exit/);
  assert.equal(logged.length, 1);
  assert.equal((await db`select from t`).count, 1, "what was stored is there after the restart");
  await db`insert into t values (2)`;
  await close();
  await Deno.remove(directory, { recursive: true });
});

Deno.test("an engine in memory that dies says that nothing is left", async () => {
  await using open = await inMemory();
  const { db } = open;
  await db`create table t (a int)`;
  await assert.rejects(async () => await db`copy t from stdin`, /has stopped/);
  await assert.rejects(async () => await db`select 1`, /has stopped, and was in memory only/);
});

Deno.test("a closed engine refuses statements, and closing twice is closing once", async () => {
  const { db, engine, [Symbol.asyncDispose]: close } = await inMemory();
  await db`select 1`;
  await close();
  await engine.close();
  const late = onEngine(engine);
  await assert.rejects(async () => await late.db`select 1`, /The database is closed/);
  await late.close();
});
