import assert from "node:assert/strict";
import {
  addApiToken,
  apiTokensOf,
  findApiToken,
  type NewApiToken,
  revokeApiToken,
  touchApiToken,
} from "./api_tokens.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS } from "./test_rows.ts";
import { ensureUser } from "./users.ts";

const hashOf = (letter: string) => letter.repeat(64);

function tokenOf(userId: string, changes: Partial<NewApiToken> = {}): NewApiToken {
  return {
    id: crypto.randomUUID(),
    userId,
    name: "notebook",
    scopes: ["read"],
    tokenHash: hashOf("a"),
    nowMs: TEST_START_MS,
    ...changes,
  };
}

Deno.test("a token is stored once and found by its hash", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const wanted = tokenOf(userId, { scopes: ["read", "trade"] });
  const made = await addApiToken(db, wanted);
  assert.deepEqual([made.scopes, made.usedMs, made.revokedMs], [["read", "trade"], null, null]);
  assert.deepEqual(await addApiToken(db, { ...wanted, name: "other" }), made);
  assert.deepEqual(await findApiToken(db, hashOf("a")), made);
  assert.deepEqual(await apiTokensOf(db, userId), [made]);
  assert.equal(await findApiToken(db, hashOf("b")), undefined);
  assert.ok(!JSON.stringify(made).includes(hashOf("a")));
});

Deno.test("a token that was revoked is none, and its name is free again", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const first = await addApiToken(db, tokenOf(userId));
  await assert.rejects(addApiToken(db, tokenOf(userId, { tokenHash: hashOf("b") })), { code: "23505" });
  assert.equal(await revokeApiToken(db, userId, first.id, TEST_START_MS + 1), true);
  assert.equal(await revokeApiToken(db, userId, first.id, TEST_START_MS + 2), true);
  assert.equal(await findApiToken(db, hashOf("a")), undefined);
  const second = await addApiToken(db, tokenOf(userId, { tokenHash: hashOf("b"), nowMs: TEST_START_MS + 3 }));
  assert.deepEqual(await apiTokensOf(db, userId), [second, { ...first, revokedMs: TEST_START_MS + 1 }]);
});

Deno.test("a token is of one user, who alone can revoke it", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const one = await ensureUser(db, "one");
  const two = await ensureUser(db, "two");
  const made = await addApiToken(db, tokenOf(one.id));
  assert.equal(await revokeApiToken(db, two.id, made.id, TEST_START_MS), false);
  assert.deepEqual(await findApiToken(db, hashOf("a")), made);
  await assert.rejects(
    addApiToken(db, tokenOf(two.id, { id: made.id, tokenHash: hashOf("b") })),
    /there is another one of id/,
  );
  await assert.rejects(addApiToken(db, tokenOf(two.id)), { code: "23505" });
  await assert.rejects(addApiToken(db, tokenOf(crypto.randomUUID(), { tokenHash: hashOf("c") })), { code: "23503" });
  assert.deepEqual(await apiTokensOf(db, two.id), []);
});

Deno.test("a token has a scope that there is, a name and a hash; what is refused is not repeated", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  await assert.rejects(addApiToken(db, tokenOf(userId, { scopes: [] })), { code: "23514" });
  await assert.rejects(addApiToken(db, tokenOf(userId, { scopes: JSON.parse(`["withdraw"]`) })), { code: "23514" });
  await assert.rejects(addApiToken(db, tokenOf(userId, { name: "" })), { code: "23514" });
  await assert.rejects(addApiToken(db, tokenOf(userId, { tokenHash: "aristobot_clear" })), (error) => {
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes("aristobot_clear"));
    return (error as { code: string }).code === "23514";
  });
});

Deno.test("when a token was used last never goes back", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { id: userId } = await ensureUser(db, "dac");
  const { id } = await addApiToken(db, tokenOf(userId));
  await touchApiToken(db, id, TEST_START_MS + 2_000);
  await touchApiToken(db, id, TEST_START_MS + 1_000);
  assert.equal((await findApiToken(db, hashOf("a")))?.usedMs, TEST_START_MS + 2_000);
});
