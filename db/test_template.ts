/** A finished database in memory for tests: making one takes seconds, starting from one that was kept a fraction of that. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { Engine } from "./embedded/engine.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/mod.ts";
import { onEngine } from "./open.ts";

/**
 * The dump of an embedded database with all its tables and no rows. It is kept in the system's directory for temporary
 * files, one per engine version, state of the migrations and user; the first of several at once makes it, the others wait.
 */
export async function testTemplate(): Promise<Uint8Array> {
  const path = join(tmpdir(), `aristobot-test-${keyOf()}.tar`);
  const kept = await readIfThere(path);
  if (kept) return kept;
  using turn = await Deno.open(`${path}.lock`, { write: true, create: true });
  await turn.lock(true);
  return await readIfThere(path) ?? await make(path);
}

async function make(path: string): Promise<Uint8Array> {
  const log = () => {};
  const engine = await Engine.start({ directory: null, log });
  const { db, close } = onEngine(engine, log);
  await migrate(db);
  await db.end();
  const dump = await engine.dump();
  await close();
  const unfinished = `${path}.${crypto.randomUUID()}`;
  await Deno.writeFile(unfinished, dump);
  await Deno.rename(unfinished, path);
  return dump;
}

function keyOf(): string {
  const key = [project.imports["@electric-sql/pglite"], Deno.uid(), ...MIGRATIONS.map(({ id, sql }) => id + sql)];
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
