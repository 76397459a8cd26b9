/**
 * Databases for tests, each with all tables and no rows: the embedded engine in memory, or, where `TEST_DATABASE_URL`
 * names a real server, a new database there which is dropped at the end. The tests of a file have one after another.
 */
import { randomBytes } from "node:crypto";
import type { Db } from "./db.ts";
import { Engine } from "./embedded/engine.ts";
import { migrate } from "./migrate.ts";
import { type Database, onEngine, openServer } from "./open.ts";
import { testTemplate } from "./test_template.ts";

/** A database that ends with the test: `await using database = await testDatabase()`. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Db;
  readonly engine: Database["engine"];
  /** The address to connect to once more; undefined for the embedded engine. */
  readonly url: string | undefined;
}

/** Engines in memory that no test uses: starting one takes most of a second, emptying one a few milliseconds. */
const freeEngines: Engine[] = [];

/** Addresses of databases on a server that no test uses: making one takes several times as long as emptying one. */
const freeUrls: string[] = [];
/** Whether they are dropped some time: the test runner tells when a file is over, nobody does so where a benchmark runs. */
let keepsFree = false;

Deno.test.beforeAll(() => {
  keepsFree = true;
});
Deno.test.afterAll(async () => {
  for (const url of freeUrls.splice(0)) await drop(url);
});

/** Makes a database for one test. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = Deno.env.get("TEST_DATABASE_URL");
  return server ? await onServer(server) : await inMemory();
}

async function inMemory(): Promise<TestDatabase> {
  const engine = await borrowEngine();
  const { db } = onEngine(engine, logProblems);
  const giveBack = async () => {
    await db.end();
    await giveEngineBack(engine);
  };
  return { db, engine: "embedded", url: undefined, [Symbol.asyncDispose]: giveBack };
}

/** An engine in memory with all tables and no rows. */
export async function borrowEngine(): Promise<Engine> {
  return freeEngines.pop() ??
    await Engine.start({ directory: null, template: await testTemplate(), log: logProblems });
}

/** Empties an engine for the next test. */
export async function giveEngineBack(engine: Engine): Promise<void> {
  const { db } = onEngine(engine, logProblems);
  await emptyTables(db);
  await db.end();
  freeEngines.push(engine);
}

async function emptyTables(db: Db): Promise<void> {
  const tables = await db`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'`;
  await db.unsafe(`truncate ${tables.map(({ name }) => name).join(", ")} restart identity`);
}

async function onServer(server: string): Promise<TestDatabase> {
  const url = freeUrls.pop() ?? await makeOn(server);
  const { db, close } = await openServer(url, logProblems);
  const giveBack = async () => {
    await close();
    if (!keepsFree) return await drop(url);
    await withServer(url, emptyAlone);
    freeUrls.push(url);
  };
  return { db, engine: "postgresql", url, [Symbol.asyncDispose]: giveBack };
}

async function makeOn(server: string): Promise<string> {
  const url = new URL(server);
  url.pathname = `/aristobot_test_${randomBytes(8).toString("hex")}`;
  await withServer(server, (db) => db.unsafe(`create database ${nameIn(url.href)}`));
  await withServer(url.href, migrate);
  return url.href;
}

/** Empties it; who was left in the middle of something there holds nothing any more. */
async function emptyAlone(db: Db): Promise<void> {
  await db`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  await emptyTables(db);
}

async function drop(url: string): Promise<void> {
  await withServer(Deno.env.get("TEST_DATABASE_URL")!, (db) => db.unsafe(`drop database ${nameIn(url)} with (force)`));
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function withServer(url: string, use: (db: Db) => PromiseLike<unknown>): Promise<void> {
  const { db, close } = await openServer(url, logProblems);
  try {
    await use(db);
  } finally {
    await close();
  }
}

function logProblems(level: string, message: string): void {
  if (level !== "info") console.error(message);
}
