import assert from "node:assert/strict";
import { join } from "node:path";
import { lockData } from "./embedded/data_lock.ts";
import { testOnce } from "../tests/once.ts";
import { openDatabase, withoutPassword } from "./open.ts";
import { testDatabase } from "./test_database.ts";
import { ensureUser, findUser } from "./users.ts";

const KILLED_WRITER = new URL("./test_killed_writer.ts", import.meta.url);

testOnce("the embedded database is made at the first start, and goes on at the second", async () => {
  const dataDir = await Deno.makeTempDir();
  const first = await openDatabase({ dataDir: join(dataDir, "data") });
  assert.equal(first.engine, "embedded");
  const user = await ensureUser(first.db, "dev");
  await first.close();
  const second = await openDatabase({ dataDir: join(dataDir, "data") });
  assert.deepEqual(await findUser(second.db, "dev"), user);
  await second.close();
  await Deno.remove(dataDir, { recursive: true });
});

testOnce("what was left of an interrupted first start does not stand in the way, other files do", async () => {
  const dataDir = await Deno.makeTempDir();
  await Deno.mkdir(join(dataDir, "database.unfinished", "base"), { recursive: true });
  await Deno.mkdir(join(dataDir, "database"));
  await (await openDatabase({ dataDir })).close();

  const other = await Deno.makeTempDir();
  await Deno.mkdir(join(other, "database"));
  await Deno.writeTextFile(join(other, "database", "letters.txt"), "");
  await assert.rejects(openDatabase({ dataDir: other }), /it holds other files and no database/);
  await Deno.writeTextFile(join(other, "database", "PG_VERSION"), "17\n");
  await assert.rejects(openDatabase({ dataDir: other }), /files are of PostgreSQL 17, this engine is 18/);
  for (const path of [dataDir, other]) await Deno.remove(path, { recursive: true });
});

testOnce("a data directory in use is refused, naming the process", async () => {
  const dataDir = await Deno.makeTempDir();
  const lock = await lockData(join(dataDir, "database.lock"));
  await assert.rejects(openDatabase({ dataDir }), new RegExp(`process ${Deno.pid} is using this data directory`));
  lock.release();
  await Deno.remove(dataDir, { recursive: true });
});

testOnce("every row that was confirmed is there after the process was killed", async () => {
  const dataDir = await Deno.makeTempDir();
  const writer = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", KILLED_WRITER.href, dataDir],
    stdout: "piped",
  }).spawn();
  const confirmed = await linesUntil(writer.stdout, 200);
  writer.kill("SIGKILL");
  await writer.status;
  const { db, close } = await openDatabase({ dataDir });
  const [row] = await db`select count(*)::int as count, max(a) as last from written`;
  assert.ok(row!.last >= confirmed, `last stored is ${row!.last}, last confirmed was ${confirmed}`);
  assert.equal(row!.count, row!.last);
  await close();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a server that cannot be reached is named without its password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const databaseUrl = `postgres://me:hunter2@127.0.0.1:${port}/bot`;
  await assert.rejects(openDatabase({ databaseUrl, dataDir: "unused" }), (error: Error) => {
    assert.match(
      error.message,
      new RegExp(`Cannot use the database at postgres://me:\\*\\*\\*@127.0.0.1:${port}/bot: .*REFUSED`),
    );
    return true;
  });
  assert.equal(withoutPassword("postgres://me@host/bot"), "postgres://me@host/bot");
});

Deno.test({
  name: "a real server is opened, migrated, and opened again",
  ignore: !Deno.env.get("TEST_DATABASE_URL"),
  fn: async () => {
    await using database = await testDatabase();
    const { db, engine, close } = await openDatabase({ databaseUrl: database.url, dataDir: "unused" });
    assert.equal(engine, "postgresql");
    assert.deepEqual(await ensureUser(db, "dev"), await findUser(database.db, "dev"));
    await close();
  },
});

/** Reads numbers, one a line, until one is at least `enough`. */
async function linesUntil(stream: ReadableStream<Uint8Array>, enough: number): Promise<number> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of stream) {
    text += decoder.decode(piece, { stream: true });
    const last = Number(text.trimEnd().split("\n").at(-2) ?? 0);
    if (last >= enough) return last;
  }
  throw new Error(`The writer ended early, after: ${text}`);
}
