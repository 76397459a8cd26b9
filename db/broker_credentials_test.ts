import assert from "node:assert/strict";
import { allCredentials, findCredentials, replaceSealed, saveCredentials } from "./broker_credentials.ts";
import { brokersOf } from "./brokers.ts";
import { testDatabase } from "./test_database.ts";
import { testRows } from "./test_rows.ts";

/** Texts of the form that is stored; nothing is sealed in them. */
const sealedText = (letter: string) => `v1.0123456789ab.${"N".repeat(16)}.${letter.repeat(40)}`;

Deno.test("a broker has the credentials that were stored last, or none", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  assert.equal(await findCredentials(db, user.id, broker.id), undefined);
  const of = { userId: user.id, brokerId: broker.id, sealed: sealedText("A"), fields: ["apiKey", "secret"] };
  await saveCredentials(db, of);
  await saveCredentials(db, of);
  assert.deepEqual(await findCredentials(db, user.id, broker.id), of);
  const newer = { ...of, sealed: sealedText("B"), fields: ["apiKey", "secret", "password"] };
  await saveCredentials(db, newer);
  assert.deepEqual(await allCredentials(db), [newer]);
  assert.deepEqual(await brokersOf(db, user.id), [broker]);
});

Deno.test("another user reads and changes nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const other = await testRows(db, "other");
  const of = { userId: user.id, brokerId: broker.id, sealed: sealedText("A"), fields: ["apiKey"] };
  await saveCredentials(db, of);
  const theirs = { ...of, userId: other.user.id, sealed: sealedText("B") };
  await assert.rejects(saveCredentials(db, theirs), /has no broker/);
  assert.equal(await findCredentials(db, other.user.id, broker.id), undefined);
  assert.equal(await replaceSealed(db, { ...theirs, sealed: of.sealed }, sealedText("C")), false);
  assert.deepEqual(await allCredentials(db), [of]);
});

Deno.test("what is not sealed is refused without being repeated, and what is sealed has names", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const of = { userId: user.id, brokerId: broker.id, sealed: sealedText("A"), fields: ["apiKey"] };
  const clear = `{"apiKey":"clear-key","secret":"clear-secret"}`;
  await assert.rejects(saveCredentials(db, { ...of, sealed: clear }), (error) => {
    assert.match(String(error), /brokers_credentials_are_sealed/);
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes("clear-"));
    return true;
  });
  await assert.rejects(saveCredentials(db, { ...of, fields: [] }), { code: "23514" });
  await saveCredentials(db, of);
  await assert.rejects(replaceSealed(db, of, clear), (error) => !Deno.inspect(error).includes("clear-"));
  assert.deepEqual(await allCredentials(db), [of]);
});

Deno.test("a rotation replaces what it has read, and not what was stored in the meantime", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const of = { userId: user.id, brokerId: broker.id, sealed: sealedText("A"), fields: ["apiKey"] };
  await saveCredentials(db, of);
  assert.equal(await replaceSealed(db, of, sealedText("B")), true);
  assert.equal(await replaceSealed(db, of, sealedText("C")), false);
  assert.deepEqual(await allCredentials(db), [{ ...of, sealed: sealedText("B") }]);
});
