import assert from "node:assert/strict";
import { newKeyText, parseSecretKeys, SecretKey } from "./secret_key.ts";

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const base64 = Buffer.from(bytes).toString("base64");

Deno.test("a key is the same in base64, base64url without its end, and hexadecimal of any case", () => {
  const url = Buffer.from(bytes).toString("base64url");
  const hex = Buffer.from(bytes).toString("hex");
  const [{ id }] = parseSecretKeys(base64, "SECRET_KEY");
  for (const text of [url, hex, hex.toUpperCase(), ` ${base64}\n`]) {
    assert.equal(parseSecretKeys(text, "SECRET_KEY")[0].id, id);
  }
  assert.equal(new SecretKey(bytes).id, id);
});

Deno.test("several keys keep their order", () => {
  const texts = [newKeyText(), newKeyText(), newKeyText()];
  const ids = texts.map((text) => parseSecretKeys(text, "SECRET_KEY")[0].id);
  assert.equal(new Set(ids).size, 3);
  assert.deepEqual(parseSecretKeys(texts.join(","), "SECRET_KEY").map(({ id }) => id), ids);
  assert.deepEqual(parseSecretKeys(texts.join("\n"), "SECRET_KEY").map(({ id }) => id), ids);
});

Deno.test("what is no random key of 32 bytes is refused without being repeated", () => {
  const short = Buffer.from(bytes.subarray(0, 31));
  const table: [string, RegExp][] = [
    ["", /SECRET_KEY: it is empty, expected at least 32 random bytes/],
    [short.toString("base64"), /key 1 has 31 bytes/],
    [short.toString("hex"), /key 1 has 31 bytes/],
    [`${short.toString("hex")}0`, /key 1 is neither base64 nor hexadecimal/],
    ["correct horse battery staple", /key 1 has 5 bytes|key 1 is neither/],
    [`${base64}!`, /key 1 is neither/],
    [`${base64.slice(0, -2)}B=`, /key 1 is neither/],
    ["0".repeat(64), /key 1 repeats itself/],
    [Buffer.from("changeme".repeat(8)).toString("base64"), /key 1 repeats itself/],
    [`${base64},${short.toString("hex")}`, /key 2 has 31 bytes/],
  ];
  for (const [text, expected] of table) {
    assert.throws(() => parseSecretKeys(text, "SECRET_KEY"), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, expected);
      for (const part of text.split(/[\s,]+/).filter((part) => part !== "")) assert.ok(!error.message.includes(part));
      return true;
    });
  }
});

Deno.test("each purpose has a key of its own, always the same, told by neither the id nor the other purposes", () => {
  const key = new SecretKey(bytes);
  const hex = (purpose: string, of = key) => Buffer.from(of.derive(purpose)).toString("hex");
  assert.equal(hex("brokers").length, 64);
  assert.equal(hex("brokers"), hex("brokers", new SecretKey(bytes)));
  assert.notEqual(hex("brokers"), hex("assistant"));
  assert.notEqual(hex("brokers"), hex("brokers", new SecretKey(bytes.toReversed())));
  for (const purpose of ["brokers", "assistant", "id"]) assert.ok(!hex(purpose).startsWith(key.id));
});

Deno.test("HKDF is RFC 5869's: what is derived stays readable for any later version of the program", () => {
  const key = new SecretKey(bytes);
  assert.equal(key.id, "38f1c0f31805");
  assert.equal(
    Buffer.from(key.derive("brokers")).toString("hex"),
    "304bbb609bb65cb192e5c70615d06628240a829a5ebd750cacf90209db844ae4",
  );
});

Deno.test("a key shows its id and nothing else", () => {
  const key = new SecretKey(bytes);
  const shown = [JSON.stringify(key), Deno.inspect(key, { depth: 9, showHidden: true }), String(key)].join();
  for (const text of [base64, Buffer.from(bytes).toString("hex"), "7, 14, 21"]) assert.ok(!shown.includes(text));
  assert.equal(JSON.stringify(key), JSON.stringify({ id: key.id }));
});
