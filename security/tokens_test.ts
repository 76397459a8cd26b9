import assert from "node:assert/strict";
import {
  allows,
  bearerToken,
  hashOfToken,
  isApiToken,
  isSameHash,
  isSessionToken,
  newApiToken,
  newSessionToken,
} from "./tokens.ts";

Deno.test("tokens are 256 random bits, each another, and of one form", () => {
  const sessions = Array.from({ length: 1_000 }, newSessionToken);
  const programs = Array.from({ length: 1_000 }, newApiToken);
  assert.equal(new Set([...sessions, ...programs.map((token) => token.slice(10))]).size, 2_000);
  assert.ok(sessions.every((token) => isSessionToken(token) && Buffer.from(token, "base64url").length === 32));
  assert.ok(programs.every((token) => isApiToken(token) && token.startsWith("aristobot_")));
});

Deno.test("neither kind passes for the other, nor does a text of another form", () => {
  const session = newSessionToken();
  const program = newApiToken();
  assert.ok(!isSessionToken(program) && !isApiToken(session));
  for (const text of ["", session.slice(1), `${session}A`, `${session.slice(1)}'`, `${session}\n`]) {
    assert.ok(!isSessionToken(text), text);
    assert.ok(!isApiToken(`aristobot_${text}`), text);
  }
});

Deno.test("a token is read from the header that holds one of ours", () => {
  const token = newApiToken();
  for (const header of [`Bearer ${token}`, `bearer  ${token} `]) assert.equal(bearerToken(header), token);
  for (
    const header of [null, "", token, `Basic ${token}`, `Bearer ${token} x`, "Bearer", `Bearer ${newSessionToken()}`]
  ) {
    assert.equal(bearerToken(header), undefined, header ?? "none");
  }
});

Deno.test("what is stored of a token is its SHA-256", () => {
  assert.equal(hashOfToken("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const token = newApiToken();
  assert.ok(isSameHash(hashOfToken(token), hashOfToken(token)));
  assert.ok(!isSameHash(hashOfToken(token), hashOfToken(newApiToken())));
  for (const other of ["", hashOfToken(token).slice(1), `${hashOfToken(token)}0`]) {
    assert.ok(!isSameHash(hashOfToken(token), other));
  }
});

Deno.test("who may trade may look, who may look may not trade", () => {
  assert.deepEqual(
    [allows(["read"], "read"), allows(["read"], "trade"), allows(["trade"], "read"), allows(["trade"], "trade")],
    [true, false, true, true],
  );
  assert.ok(!allows([], "read"));
});
