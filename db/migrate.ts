/**
 * Brings the tables up to date: numbered SQL files, each applied once, in order, never backwards.
 *
 * Everything pending is applied in one transaction under a lock, so that programs that start together take turns, and a
 * file that fails leaves the database as it was. What has been applied may not be edited: its checksum is kept.
 */
import { createHash } from "node:crypto";
import type { Db, Queries } from "./db.ts";
import { MIGRATIONS } from "./migrations/mod.ts";

/** One file of SQL. Ids sort in the order of application. */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/** Any number; the same in every program that migrates this database. */
const LOCK = 4_707_232_019;

/**
 * Applies what is pending and answers with its ids.
 * @throws {Error} naming the file that was changed after it was applied, is missing here, or has failed.
 */
export async function migrate(db: Db, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  return await db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    await tx`
      create table if not exists migrations (
        id text primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`;
    const applied = await tx<{ id: string; checksum: string }[]>`select id, checksum from migrations order by id`;
    verify(applied, migrations);
    const pending = migrations.slice(applied.length);
    for (const migration of pending) await apply(tx, migration);
    return pending.map(({ id }) => id);
  }) as string[];
}

function verify(applied: readonly { id: string; checksum: string }[], migrations: readonly Migration[]): void {
  for (const [index, row] of applied.entries()) {
    const here = migrations[index];
    if (here?.id !== row.id) {
      throw new Error(
        `Cannot migrate the database: it has had migration "${row.id}", which this program does not have at its place ` +
          `(${here ? `it has "${here.id}"` : "it ends before"}). Use the program's newer version`,
      );
    }
    if (checksumOf(here) !== row.checksum) {
      throw new Error(`Cannot migrate the database: migration "${row.id}" was changed after it had been applied`);
    }
  }
}

async function apply(tx: Queries, migration: Migration): Promise<void> {
  try {
    await tx.unsafe(migration.sql);
  } catch (error) {
    throw new Error(`Cannot migrate the database: "${migration.id}" failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
  await tx`insert into migrations (id, checksum) values (${migration.id}, ${checksumOf(migration)})`;
}

/** Line ends do not count: a checkout may change them. */
function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.sql.replaceAll("\r\n", "\n")).digest("hex");
}
