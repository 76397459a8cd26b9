import assert from "node:assert/strict";
import { queryText, signatureOf, signedParameters, signedQuery } from "./signature.ts";

interface Vectors {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly vectors: readonly { readonly payload: string; readonly hmac_sha256_hex: string }[];
}

const file = new URL("fixtures/signature_vectors.json", import.meta.url);
const { apiKey, secretKey: secret, vectors }: Vectors = JSON.parse(Deno.readTextFileSync(file));
const order = {
  symbol: "LTCBTC",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: 1,
  price: "0.1",
  recvWindow: 5000,
  timestamp: 1499827319559,
};

Deno.test("the signatures are those that Binance's documentation prints, foreign letters percent-encoded first", () => {
  for (const { payload, hmac_sha256_hex } of vectors) assert.equal(signatureOf(payload, secret), hmac_sha256_hex);
  assert.deepEqual(
    [queryText(order), queryText({ ...order, symbol: "１２３４５６" })],
    vectors.map(({ payload }) => payload),
  );
  assert.equal(signedQuery(order, secret), `${vectors[0]!.payload}&signature=${vectors[0]!.hmac_sha256_hex}`);
});

Deno.test("WS-API signs all parameters ordered by their names, the key among them", () => {
  const signed = signedParameters({ timestamp: 1, recvWindow: 5000 }, { apiKey, secret });
  assert.deepEqual(signed, {
    timestamp: 1,
    recvWindow: 5000,
    apiKey,
    signature: signatureOf(`apiKey=${apiKey}&recvWindow=5000&timestamp=1`, secret),
  });
});
