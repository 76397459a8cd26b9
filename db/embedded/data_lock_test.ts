import assert from "node:assert/strict";
import { join } from "node:path";
import { lockData } from "./data_lock.ts";

Deno.test("a lock is held once, names its process, and can be taken again", async () => {
  const directory = await Deno.makeTempDir();
  const path = join(directory, "database.lock");
  const lock = await lockData(path);
  await assert.rejects(
    lockData(path),
    new RegExp(`Cannot take the lock ".*database.lock": process ${Deno.pid} is using`),
  );
  lock.release();
  (await lockData(path)).release();
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a lock that a dead process left is taken over", async () => {
  const directory = await Deno.makeTempDir();
  const path = join(directory, "database.lock");
  await Deno.writeTextFile(path, "1\n");
  const lock = await lockData(path);
  assert.equal(await Deno.readTextFile(path), `${Deno.pid}\n`);
  lock.release();
  await Deno.remove(directory, { recursive: true });
});
