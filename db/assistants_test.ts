import assert from "node:assert/strict";
import {
  activeAssistant,
  allAssistantKeys,
  type Assistant,
  assistantsOf,
  removeAssistant,
  replaceAssistantKey,
  saveAssistant,
} from "./assistants.ts";
import { testDatabase } from "./test_database.ts";
import { removeUser } from "./user_removal.ts";
import { ensureUser } from "./users.ts";

/** Texts of the form that is stored; nothing is sealed in them. */
const sealedText = (letter: string) => `v1.0123456789ab.${"N".repeat(16)}.${letter.repeat(40)}`;

const openRouterOf = (userId: string): Assistant => ({
  id: crypto.randomUUID(),
  userId,
  kind: "openrouter",
  url: null,
  model: "maker/model",
  sealedKey: sealedText("A"),
  isOn: true,
});

const ollamaOf = (userId: string): Assistant => ({
  id: crypto.randomUUID(),
  userId,
  kind: "ollama",
  url: "http://localhost:11434",
  model: "coder:7b",
  sealedKey: null,
  isOn: true,
});

Deno.test("a user has one connection of a kind, as it was stored last, and the last one switched on is on alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const [openRouter, ollama] = [openRouterOf(userId), ollamaOf(userId)];
  assert.equal(await activeAssistant(db, userId), undefined);
  await saveAssistant(db, openRouter);
  assert.deepEqual(await activeAssistant(db, userId), openRouter);
  await saveAssistant(db, ollama);
  assert.deepEqual(await assistantsOf(db, userId), [{ ...openRouter, isOn: false }, ollama]);
  const changed = { ...ollama, model: "coder:32b", isOn: false };
  await saveAssistant(db, changed);
  assert.deepEqual(await assistantsOf(db, userId), [{ ...openRouter, isOn: false }, changed]);
  assert.equal(await activeAssistant(db, userId), undefined);
  assert.equal(await removeAssistant(db, userId, "ollama"), true);
  assert.equal(await removeAssistant(db, userId, "ollama"), false);
  assert.deepEqual(await assistantsOf(db, userId), [{ ...openRouter, isOn: false }]);
});

Deno.test("two that are switched on at the same time leave one on", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const both = [openRouterOf(userId), ollamaOf(userId)];
  await Promise.all(both.map((one) => saveAssistant(db, one)));
  assert.equal((await assistantsOf(db, userId)).filter(({ isOn }) => isOn).length, 1);
});

Deno.test("another user's connection is neither seen, changed nor removed, and goes with its user", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [{ id: mine }, { id: theirs }] = [await ensureUser(db, "dac"), await ensureUser(db, "eve")];
  const of = openRouterOf(mine);
  await saveAssistant(db, of);
  await saveAssistant(db, { ...openRouterOf(theirs), isOn: false });
  assert.equal(await removeAssistant(db, theirs, "openrouter"), true);
  assert.equal(
    await replaceAssistantKey(db, { ...of, userId: theirs, sealedKey: sealedText("A") }, sealedText("B")),
    false,
  );
  assert.deepEqual(await assistantsOf(db, theirs), []);
  assert.deepEqual(await assistantsOf(db, mine), [of]);
  await assert.rejects(saveAssistant(db, { ...of, id: crypto.randomUUID() }), /made anew/);
  assert.deepEqual(await removeUser(db, mine), []);
  assert.deepEqual(await allAssistantKeys(db), []);
});

Deno.test("a key that is not sealed is refused without being repeated", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  await assert.rejects(saveAssistant(db, { ...openRouterOf(userId), sealedKey: "sk-or-clear" }), (error) => {
    assert.match(String(error), /assistants_key_is_sealed/);
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes("sk-or-clear"));
    return true;
  });
  await assert.rejects(saveAssistant(db, { ...ollamaOf(userId), url: null }), /have_an_address/);
});

Deno.test("a rotation replaces the keys that it has read, and not what was stored in the meantime", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const of = { ...openRouterOf(userId), sealedKey: sealedText("A") };
  await saveAssistant(db, of);
  await saveAssistant(db, ollamaOf(userId));
  assert.deepEqual((await allAssistantKeys(db)).map(({ id }) => id), [of.id]);
  assert.equal(await replaceAssistantKey(db, of, sealedText("B")), true);
  assert.equal(await replaceAssistantKey(db, of, sealedText("C")), false);
  assert.equal((await allAssistantKeys(db))[0]!.sealedKey, sealedText("B"));
});
