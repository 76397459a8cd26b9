import assert from "node:assert/strict";
import { addSecretKey, dropOlderKeys, keyFilePath, loadSecretKeys } from "./key_file.ts";
import { newKeyText, type SecretKeys } from "./secret_key.ts";

const ids = (keys: SecretKeys) => keys.map(({ id }) => id);

/** A data directory that does not exist yet, and goes with the test. */
async function dataDirectory() {
  const parent = await Deno.makeTempDir({ prefix: "aristobot-key-" });
  const dataDir = `${parent}/data`;
  return { dataDir, [Symbol.asyncDispose]: () => Deno.remove(parent, { recursive: true }) };
}

Deno.test("the first start makes a key that only its owner can read, and later starts use it", async () => {
  await using place = await dataDirectory();
  const made = await loadSecretKeys(place);
  const { mode } = await Deno.stat(keyFilePath(place.dataDir));
  assert.equal(mode! & 0o777, 0o600);
  assert.deepEqual(ids(await loadSecretKeys({ ...place, text: "" })), ids(made));
  assert.deepEqual([...Deno.readDirSync(place.dataDir)].map(({ name }) => name), ["secret.key"]);
});

Deno.test("of many starts at once all get the same key", async () => {
  await using place = await dataDirectory();
  const all = await Promise.all(Array.from({ length: 20 }, () => loadSecretKeys(place)));
  assert.equal(new Set(all.map((keys) => ids(keys).join())).size, 1);
  assert.deepEqual([...Deno.readDirSync(place.dataDir)].map(({ name }) => name), ["secret.key"]);
});

Deno.test("SECRET_KEY goes before the file, and makes none", async () => {
  await using place = await dataDirectory();
  const text = newKeyText();
  const [key] = await loadSecretKeys({ ...place, text });
  assert.equal(key.id, (await loadSecretKeys({ ...place, text }))[0].id);
  await assert.rejects(Deno.stat(place.dataDir), Deno.errors.NotFound);
  await assert.rejects(loadSecretKeys({ ...place, text: "short" }), /SECRET_KEY: key 1/);
});

Deno.test("a file that others can read is refused, with its name, its mode and the one expected", async () => {
  await using place = await dataDirectory();
  await loadSecretKeys(place);
  const path = keyFilePath(place.dataDir);
  for (const mode of [0o640, 0o604, 0o660, 0o644, 0o601]) {
    await Deno.chmod(path, mode);
    const words = `key file ${path}: it has mode 0${mode.toString(8)}, so that others can read it, expected 0600`;
    await assert.rejects(loadSecretKeys(place), (error) => error instanceof Error && error.message.includes(words));
    await assert.rejects(addSecretKey(path), /expected 0600/);
  }
  await Deno.chmod(path, 0o400);
  await loadSecretKeys(place);
});

Deno.test("a file without a proper key is refused by name, and never made anew", async () => {
  await using place = await dataDirectory();
  await loadSecretKeys(place);
  const path = keyFilePath(place.dataDir);
  for (const text of ["", "\n", "lost"]) {
    await Deno.writeTextFile(path, text);
    await assert.rejects(loadSecretKeys(place), (error) => error instanceof Error && error.message.includes(path));
    assert.equal(await Deno.readTextFile(path), text);
  }
  await Deno.remove(path);
  await Deno.mkdir(path);
  await assert.rejects(loadSecretKeys(place), /is no file|directory/);
});

Deno.test("a new key goes before the old ones, which can be dropped when they are needed no more", async () => {
  await using place = await dataDirectory();
  const path = keyFilePath(place.dataDir);
  await assert.rejects(addSecretKey(path), (error) => error instanceof Error && error.message.includes(path));
  const [first] = await loadSecretKeys(place);
  const [second, ...older] = await addSecretKey(path);
  assert.notEqual(second.id, first.id);
  assert.deepEqual(older.map(({ id }) => id), [first.id]);
  assert.deepEqual(ids(await loadSecretKeys(place)), [second.id, first.id]);
  assert.deepEqual(ids(await dropOlderKeys(path)), [second.id]);
  assert.deepEqual(ids(await loadSecretKeys(place)), [second.id]);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});
