import assert from "node:assert/strict";
import { PriceBook } from "./price_book.ts";

const FAILURE = { kind: "RequestTimeout", exchange: "Kraken", words: "too slow" } as const;
const SYMBOLS = ["BTC/USDT", "NO/PE"];

Deno.test("only what is not known is asked for, also a market that there is not", () => {
  const book = new PriceBook(5_000, 1_000);
  assert.deepEqual(book.missing(SYMBOLS, 0), SYMBOLS);
  book.take(SYMBOLS, { outcome: "told", prices: { "BTC/USDT": "68000" } }, 1_000);
  assert.deepEqual(book.missing([...SYMBOLS, "ETH/USDT"], 6_000), ["ETH/USDT"]);
  assert.deepEqual(book.pricesOf(SYMBOLS), { "BTC/USDT": "68000" });
  assert.deepEqual(book.missing(SYMBOLS, 6_001), SYMBOLS);
});

Deno.test("a failure is told for a moment, then the exchange is asked again; a success ends it", () => {
  const book = new PriceBook(5_000, 1_000);
  book.take(SYMBOLS, { outcome: "failed", failure: FAILURE }, 0);
  assert.deepEqual([book.failureAt(1_000), book.failureAt(1_001)], [FAILURE, null]);
  book.take(SYMBOLS, { outcome: "told", prices: {} }, 500);
  assert.equal(book.failureAt(500), null);
});

Deno.test("prices that are not fresh any more are forgotten", () => {
  const book = new PriceBook(5_000, 1_000);
  book.take(SYMBOLS, { outcome: "told", prices: { "BTC/USDT": "68000" } }, 0);
  book.tidy(5_000);
  assert.deepEqual(book.pricesOf(SYMBOLS), { "BTC/USDT": "68000" });
  book.tidy(5_001);
  assert.deepEqual(book.pricesOf(SYMBOLS), {});
});
