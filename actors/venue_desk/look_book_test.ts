import assert from "node:assert/strict";
import type { Venue } from "../../domain/venue.ts";
import { LookBook } from "./look_book.ts";

const DEMO: Venue = { exchange: "demo", environment: "demo" };
const PAPER: Venue = { exchange: "paper", environment: "demo" };
const TESTNET: Venue = { exchange: "binance", environment: "testnet" };
const sourceOf = (venue: Venue) => venue.exchange === "paper" ? DEMO : venue;
const on = (venue: Venue, symbol = "BTC/USDT") => ({ venue, symbol });

Deno.test("a market is wanted once, whoever looks at it and under whatever name", () => {
  const book = new LookBook(sourceOf, 10);
  book.say("ana", [on(DEMO), on(TESTNET)]);
  book.say("bo", [on(PAPER), on(DEMO, "ETH/USDT")]);
  const wanted = book.wanted();
  assert.deepEqual([...wanted.keys()], ["demo BTC/USDT", "binance-testnet BTC/USDT", "demo ETH/USDT"]);
  assert.deepEqual([...wanted.get("demo BTC/USDT")!.askedAs], ["demo", "paper"]);
});

Deno.test("what one says replaces what he said before, and nothing ends it", () => {
  const book = new LookBook(sourceOf, 10);
  book.say("ana", [on(DEMO), on(TESTNET)]);
  book.say("ana", [on(TESTNET)]);
  assert.deepEqual([...book.wanted().keys()], ["binance-testnet BTC/USDT"]);
  book.say("ana", []);
  assert.deepEqual([book.wanted().size, book.has("ana")], [0, false]);
});

Deno.test("no more markets are followed than there may be; those that were asked for first stay", () => {
  const book = new LookBook(sourceOf, 2);
  book.say("ana", [on(DEMO), on(DEMO, "ETH/USDT"), on(DEMO, "XRP/USDT")]);
  book.say("bo", [on(PAPER)]);
  const wanted = book.wanted();
  assert.deepEqual([...wanted.keys()], ["demo BTC/USDT", "demo ETH/USDT"]);
  assert.deepEqual([...wanted.get("demo BTC/USDT")!.askedAs], ["demo", "paper"]);
});
