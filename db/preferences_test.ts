import assert from "node:assert/strict";
import { brokersOf, ensureBroker } from "./brokers.ts";
import { preferencesOf, savePreferences } from "./preferences.ts";
import { testDatabase } from "./test_database.ts";
import { testRows } from "./test_rows.ts";

Deno.test("a user who has chosen nothing sees the dark theme, the platform's language and UTC", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  assert.deepEqual(await preferencesOf(db, user.id), {
    theme: "dark",
    language: null,
    timeZone: "UTC",
    defaultBrokerId: broker.id,
  });
  assert.equal(await preferencesOf(db, crypto.randomUUID()), undefined);
});

Deno.test("what is given changes, the rest and other users stay", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  const other = await testRows(db, "other");
  const before = await preferencesOf(db, other.user.id);
  await savePreferences(db, user.id, { theme: "light", timeZone: "Europe/Paris" });
  await savePreferences(db, user.id, { language: "en" });
  const changed = await preferencesOf(db, user.id);
  assert.deepEqual([changed?.theme, changed?.language, changed?.timeZone], ["light", "en", "Europe/Paris"]);
  await savePreferences(db, user.id, {});
  assert.deepEqual(await preferencesOf(db, user.id), changed);
  await savePreferences(db, user.id, { language: null });
  assert.equal((await preferencesOf(db, user.id))?.language, null);
  assert.deepEqual(await preferencesOf(db, other.user.id), before);
});

Deno.test("another broker becomes the default one, or none is", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user, broker } = await testRows(db);
  const second = await ensureBroker(db, { ...broker, name: "second", isDefault: false });
  for (const id of [second.id, second.id, broker.id]) {
    await savePreferences(db, user.id, { defaultBrokerId: id });
    assert.equal((await preferencesOf(db, user.id))?.defaultBrokerId, id);
    assert.deepEqual((await brokersOf(db, user.id)).filter(({ isDefault }) => isDefault).map((one) => one.id), [id]);
  }
  await savePreferences(db, user.id, { defaultBrokerId: null });
  assert.equal((await preferencesOf(db, user.id))?.defaultBrokerId, null);
});

Deno.test("another user's broker is refused, and then nothing has changed", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  const other = await testRows(db, "other");
  const before = await preferencesOf(db, user.id);
  await assert.rejects(
    savePreferences(db, user.id, { theme: "light", defaultBrokerId: other.broker.id }),
    /user "[^"]+" has no such broker/,
  );
  assert.deepEqual(await preferencesOf(db, user.id), before);
  assert.equal((await preferencesOf(db, other.user.id))?.defaultBrokerId, other.broker.id);
  await assert.rejects(savePreferences(db, crypto.randomUUID(), { theme: "light" }), /there is no user/);
});

Deno.test("what is no theme, language or time zone is refused", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  for (const timeZone of ["", "Paris", "+02:00", "Europe/Paris; drop table users", "Mars/Olympus"]) {
    await assert.rejects(savePreferences(db, user.id, { timeZone }), /IANA time zone/, timeZone);
  }
  for (const timeZone of ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires"]) {
    await savePreferences(db, user.id, { timeZone });
  }
  await assert.rejects(savePreferences(db, user.id, JSON.parse(`{"theme":"blue"}`)), /theme/);
  await assert.rejects(savePreferences(db, user.id, JSON.parse(`{"language":"de"}`)), /language/);
});

Deno.test("a stored zone that this machine does not know reads as UTC, and can be chosen anew", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { user } = await testRows(db);
  await db`update users set time_zone = 'Mars/Olympus' where id = ${user.id}`;
  assert.equal((await preferencesOf(db, user.id))?.timeZone, "UTC");
  await savePreferences(db, user.id, { timeZone: "Asia/Tokyo" });
  assert.equal((await preferencesOf(db, user.id))?.timeZone, "Asia/Tokyo");
});
