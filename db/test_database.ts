/**
 * Databases for tests, each with all tables and no rows: the embedded engine in memory, or, where `TEST_DATABASE_URL`
 * names a real server, a new database there which is dropped at the end.
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
  const name = `aristobot_test_${randomBytes(8).toString("hex")}`;
  await onceOn(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const { db, close } = await openServer(url.href, logProblems);
  await migrate(db);
  const drop = async () => {
    await close();
    await onceOn(server, `drop database ${name} with (force)`);
  };
  return { db, engine: "postgresql", url: url.href, [Symbol.asyncDispose]: drop };
}

async function onceOn(server: string, statement: string): Promise<void> {
  const { db, close } = await openServer(server, logProblems);
  try {
    await db.unsafe(statement);
  } finally {
    await close();
  }
}

function logProblems(level: string, message: string): void {
  if (level !== "info") console.error(message);
}
