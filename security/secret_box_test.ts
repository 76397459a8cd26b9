import assert from "node:assert/strict";
import fc from "fast-check";
import { type SealedPlace, SecretBox, SecretUnreadable } from "./secret_box.ts";
import { newKeyText, parseSecretKeys } from "./secret_key.ts";

const oldText = newKeyText();
const newText = newKeyText();
const oldKeys = parseSecretKeys(oldText, "test");
const bothKeys = parseSecretKeys(`${newText},${oldText}`, "test");
const box = new SecretBox(oldKeys, "broker credentials");
const place: SealedPlace = { table: "brokers", column: "sealed", rowId: "row-1", userId: "user-1" };

function assertUnreadable(open: () => string | undefined, reason: SecretUnreadable["reason"], hidden: string) {
  assert.throws(open, (error) => {
    assert.ok(error instanceof SecretUnreadable);
    assert.equal(error.reason, reason);
    assert.match(error.message, /^Cannot open \w+\.\w+ of row /);
    assert.ok(!Deno.inspect(error, { depth: 9, showHidden: true }).includes(hidden));
    assert.equal(error.cause, undefined);
    return true;
  });
}

Deno.test("any text opens where it was sealed, and reads differently each time it is sealed", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
    const sealed = box.seal(text, place);
    assert.equal(box.open(sealed, place), text);
    assert.notEqual(box.seal(text, place), sealed);
    assert.match(sealed, /^v1\.[0-9a-f]{12}\.[\w-]{16}\.[\w-]{22,}$/);
  }));
});

Deno.test("a sealed text that was copied to another row, column, table or user does not open", () => {
  const secret = "api-secret-of-user-1";
  const sealed = box.seal(secret, place);
  const others: Partial<SealedPlace>[] = [
    { table: "users" },
    { column: "other" },
    { rowId: "row-2" },
    { userId: "user-2" },
    { rowId: "user-1", userId: "row-1" },
    { rowId: 'row-1","user-1', userId: "" },
  ];
  for (const other of others) assertUnreadable(() => box.open(sealed, { ...place, ...other }), "damaged", secret);
});

Deno.test("a box of another purpose does not open it", () => {
  const sealed = box.seal("api-secret", place);
  assertUnreadable(() => new SecretBox(oldKeys, "assistant").open(sealed, place), "damaged", "api-secret");
});

Deno.test("no letter of a sealed text can be changed, taken out or added", () => {
  const sealed = box.seal("api-secret", place);
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed[at] === "A" ? "B" : "A";
    for (
      const text of [sealed.slice(0, at) + changed + sealed.slice(at + 1), sealed.slice(0, at) + sealed.slice(at + 1)]
    ) {
      // The last letter of base64 holds bits that no byte takes.
      if (at === sealed.length - 1 && sameBytes(text, sealed)) continue;
      assert.throws(() => box.open(text, place), SecretUnreadable);
    }
  }
  for (const text of ["", "v1", `${sealed}AAAA`, ` ${sealed}`, sealed.replace("v1", "v2"), "v1...."]) {
    assertUnreadable(() => box.open(text, place), "damaged", "api-secret");
  }
});

function sameBytes(one: string, other: string): boolean {
  const dataOf = (text: string) => Buffer.from(text.split(".")[3]!, "base64url");
  return dataOf(one).equals(dataOf(other));
}

Deno.test("after a rotation the old opens, is sealed anew once, and then needs the old key no more", () => {
  const sealed = box.seal("api-secret", place);
  const rotated = new SecretBox(bothKeys, "broker credentials");
  assert.equal(rotated.open(sealed, place), "api-secret");
  const anew = rotated.rotate(sealed, place)!;
  assert.ok(anew.startsWith(`v1.${bothKeys[0].id}.`));
  assert.equal(rotated.rotate(anew, place), undefined);
  const later = new SecretBox(parseSecretKeys(newText, "test"), "broker credentials");
  assert.equal(later.open(anew, place), "api-secret");
  assertUnreadable(() => later.open(sealed, place), "unknown_key", "api-secret");
  assertUnreadable(() => later.rotate(sealed, place), "unknown_key", "api-secret");
  assertUnreadable(() => rotated.rotate(sealed, { ...place, userId: "user-2" }), "damaged", "api-secret");
});

Deno.test("the cipher is AES-256-GCM as others write it", async () => {
  const sealed = box.seal("api-secret", place);
  const [form, id, nonce, data] = sealed.split(".");
  const key = await crypto.subtle.importKey(
    "raw",
    new Uint8Array(oldKeys[0].derive("broker credentials")),
    "AES-GCM",
    false,
    ["decrypt"],
  );
  const additionalData = new TextEncoder().encode(JSON.stringify([form, id, "brokers", "sealed", "row-1", "user-1"]));
  const iv = new Uint8Array(Buffer.from(nonce!, "base64url"));
  const text = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData },
    key,
    new Uint8Array(Buffer.from(data!, "base64url")),
  );
  assert.equal(new TextDecoder().decode(text), "api-secret");
});
