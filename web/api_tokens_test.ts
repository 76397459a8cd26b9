import assert from "node:assert/strict";
import { testDatabase } from "../db/test_database.ts";
import { addUser, findUser } from "../db/users.ts";
import { ApiTokens } from "./api_tokens.ts";

const HERE = "192.0.2.1";

Deno.test("while the database is away tokens count for nothing: a program goes on at once when it is back, at first and later", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const tokens = new ApiTokens({ db, now: () => 1_800_000_000_000 });
  await addUser(db, "ann", { passwordHash: null });
  const { token } = await tokens.make((await findUser(db, "ann"))!.id, { name: "program", scopes: ["read"] });
  const ask = () => tokens.who(`Bearer ${token}`, HERE);
  for (let time = 0; time < 2; time++) {
    await db`alter table api_tokens rename to tokens_away`;
    try {
      for (let n = 0; n < 50; n++) await assert.rejects(ask(), /api_tokens/);
    } finally {
      await db`alter table tokens_away rename to api_tokens`;
    }
    assert.equal((await ask()).kind, "known");
  }
});

Deno.test("a token that was right is none any more once it is revoked, and many at once are no guesses", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const tokens = new ApiTokens({ db, now: () => 1_800_000_000_000 });
  await addUser(db, "ann", { passwordHash: null });
  const { id } = (await findUser(db, "ann"))!;
  const { token, row } = await tokens.make(id, { name: "program", scopes: ["read"] });
  const ask = () => tokens.who(`Bearer ${token}`, HERE);
  await ask();
  const kinds = await Promise.all(Array.from({ length: 50 }, async () => (await ask()).kind));
  assert.deepEqual(new Set(kinds), new Set(["known"]));
  await tokens.revoke(id, row.id);
  assert.deepEqual([(await ask()).kind, (await ask()).kind], ["wrong", "wrong"]);
});
