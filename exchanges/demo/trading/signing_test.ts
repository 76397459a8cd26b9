import assert from "node:assert/strict";
import { Params } from "../rest/params.ts";
// Source: Binance's documentation of signed endpoints (rest-api.md), published for illustration.
import golden from "./fixtures/signature_vectors.json" with { type: "json" };
import { checkKeyFormat, checkSignature, checkTimestamp, sign, sortedPayload, withoutSignature } from "./signing.ts";

const NOW_MS = 1_700_000_000_000;

function paramsOf(fields: Record<string, string>): Params {
  return new Params(Object.entries(fields));
}

function codeOf(run: () => unknown): number {
  try {
    run();
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

Deno.test("signatures are those of Binance's documentation", () => {
  for (const { payload, hmac_sha256_hex } of golden.vectors) {
    assert.equal(sign(payload, golden.secretKey), hmac_sha256_hex);
    assert.equal(withoutSignature(`${payload}&signature=${hmac_sha256_hex}`), payload);
    const check = (signature: string) => checkSignature(paramsOf({ signature }), payload, golden.secretKey);
    check(hmac_sha256_hex);
    check(hmac_sha256_hex.toUpperCase());
    assert.equal(codeOf(() => check(hmac_sha256_hex.replace(/^./, "0"))), -1022);
    assert.equal(codeOf(() => check("short")), -1022);
  }
  assert.equal(codeOf(() => checkSignature(paramsOf({}), "", "secret")), -1102);
  assert.equal(sortedPayload({ b: 2, signature: "x", a: "1" }), "a=1&b=2");
});

Deno.test("a timestamp must be of this moment, by the window that the request allows", () => {
  const check = (timestamp: number, recvWindow?: string) =>
    codeOf(() =>
      checkTimestamp(paramsOf({ timestamp: String(timestamp), ...(recvWindow && { recvWindow }) }), [NOW_MS])
    );
  assert.deepEqual([NOW_MS, NOW_MS + 999, NOW_MS - 5_000, NOW_MS * 1_000].map((at) => check(at)), [0, 0, 0, 0]);
  assert.deepEqual([NOW_MS + 1_000, NOW_MS - 5_001].map((at) => check(at)), [-1021, -1021]);
  assert.equal(check(NOW_MS - 6_000, "6000.5"), 0);
  assert.deepEqual(["60001", "x", "-1", "1.2345"].map((window) => check(NOW_MS, window)), [-1131, -1131, -1131, -1131]);
  assert.equal(codeOf(() => checkTimestamp(paramsOf({}), [NOW_MS])), -1102);
});

Deno.test("an exchange whose time runs at another speed also takes the machine's", () => {
  const params = paramsOf({ timestamp: String(NOW_MS) });
  assert.equal(codeOf(() => checkTimestamp(params, [NOW_MS + 9e6, NOW_MS])), 0);
});

Deno.test("what cannot be a key is refused before it is looked for", () => {
  assert.equal(checkKeyFormat("a".repeat(64)), "a".repeat(64));
  for (const key of [undefined, "", "short", "ä".repeat(64)]) assert.equal(codeOf(() => checkKeyFormat(key)), -2014);
});
