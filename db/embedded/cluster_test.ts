import assert from "node:assert/strict";
import { join } from "node:path";
import { openOnDisk } from "./cluster.ts";

Deno.test("a commit is synced to the disk before it is confirmed", async () => {
  const directory = await Deno.makeTempDir();
  const engine = await openOnDisk(join(directory, "database"));
  await engine.exec("create table t (a int)");
  const { rows } = await engine.query(
    "select current_setting('fsync') as fsync, current_setting('wal_sync_method') as method",
  );
  assert.deepEqual(rows, [{ fsync: "on", method: "fsync" }]);

  const files =
    (engine.Module as unknown as { NODEFS: { stream_ops: { fsync(stream: unknown): number } } }).NODEFS.stream_ops;
  const sync = files.fsync;
  let synced = 0;
  files.fsync = (stream) => {
    synced++;
    return sync(stream);
  };
  for (let commit = 0; commit < 10; commit++) await engine.exec("insert into t values (1)");
  assert.ok(synced >= 10, `10 commits were synced ${synced} times`);
  await engine.close();
  await Deno.remove(directory, { recursive: true });
});
