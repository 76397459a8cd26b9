import assert from "node:assert/strict";
import * as errors from "ccxt/base/errors.js";
import { FAILURE_KINDS } from "../domain/exchange_failure.ts";
import { failureTextOf } from "./failure_text.ts";
import { textsOf } from "./i18n/mod.ts";

const texts = { fr: textsOf("fr"), en: textsOf("en") };

Deno.test("a failure names the exchange and gives its own words, in both languages", () => {
  const failure = { kind: "AuthenticationError", exchange: "Binance", words: "Invalid API-key, IP." } as const;
  assert.equal(failureTextOf(texts.fr, failure), "Erreur d’authentification à Binance : Invalid API-key, IP.");
  assert.equal(failureTextOf(texts.en, failure), "Authentication failed at Binance: Invalid API-key, IP.");
  assert.equal(failureTextOf(texts.fr, { ...failure, words: "" }), "Erreur d’authentification à Binance");
  assert.equal(
    failureTextOf(texts.en, { ...failure, words: "{exchange}" }),
    "Authentication failed at Binance: {exchange}",
  );
});

Deno.test("every class of error that ccxt has is a kind with a text of its own in each language", () => {
  const classes = Object.keys(errors).filter((name) => name !== "BaseError" && name !== "default");
  assert.deepEqual([...FAILURE_KINDS].sort(), classes.sort());
  for (const { failures } of Object.values(texts)) {
    const all = FAILURE_KINDS.map((kind) => failures[kind]);
    assert.equal(new Set(all).size, FAILURE_KINDS.length);
    for (const text of all) assert.match(text, /\{exchange\}.*: \{words\}$/);
  }
});
