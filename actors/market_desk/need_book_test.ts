import assert from "node:assert/strict";
import type { Need } from "../market_desk_protocol.ts";
import { NeedBook } from "./need_book.ts";

const LINGER_MS = 300_000;

function need(of: Partial<Need> = {}): Need {
  return { symbol: "ADA/BTC", timeframe: "1m", fromMs: null, by: "/root/a", forMs: null, ...of };
}

const book = () => new NeedBook(["BTC/USDT"], LINGER_MS);

Deno.test("a market is wanted while somebody needs it, and for a while afterwards", () => {
  const needs = book();
  assert.deepEqual(needs.wanted(), ["BTC/USDT"]);
  needs.add(need(), 0);
  needs.add(need({ by: "/root/b" }), 0);
  needs.add(need(), 10);
  assert.equal(needs.needs().length, 2);
  needs.release(need(), 1_000);
  needs.tidy(1_000 + LINGER_MS);
  assert.deepEqual(needs.wanted(), ["BTC/USDT", "ADA/BTC"]);
  needs.release(need({ by: "/root/b" }), 2_000_000);
  needs.release(need({ by: "/root/c" }), 2_000_000);
  needs.tidy(2_000_000 + LINGER_MS - 1);
  assert.deepEqual(needs.wanted(), ["BTC/USDT", "ADA/BTC"]);
  needs.tidy(2_000_000 + LINGER_MS);
  assert.deepEqual(needs.wanted(), ["BTC/USDT"]);
});

Deno.test("whoever needs it again in time finds it still followed", () => {
  const needs = book();
  needs.add(need(), 0);
  needs.holderEnded("/root/a", 1_000);
  assert.ok(!needs.isHolder("/root/a"));
  needs.add(need(), 2_000);
  needs.tidy(10 * LINGER_MS);
  assert.deepEqual(needs.wanted(), ["BTC/USDT", "ADA/BTC"]);
});

Deno.test("a need for a while ends by itself unless it is told again", () => {
  const needs = book();
  needs.add(need({ forMs: 60_000 }), 0);
  needs.add(need({ forMs: 60_000 }), 30_000);
  needs.tidy(89_999);
  assert.ok(needs.isHolder("/root/a"));
  needs.tidy(90_000);
  assert.ok(!needs.isHolder("/root/a"));
  assert.deepEqual(needs.wanted(), ["BTC/USDT", "ADA/BTC"]);
});

Deno.test("candles are wanted from the earliest time that anybody says", () => {
  const needs = book();
  assert.equal(needs.wantedMs("BTC/USDT"), null);
  needs.add(need({ symbol: "BTC/USDT" }), 0);
  assert.equal(needs.wantedMs("BTC/USDT"), null);
  needs.add(need({ symbol: "BTC/USDT", timeframe: "4h", fromMs: 7_000 }), 0);
  needs.add(need({ symbol: "BTC/USDT", by: "/root/b", fromMs: 5_000 }), 0);
  assert.equal(needs.wantedMs("BTC/USDT"), 5_000);
  needs.holderEnded("/root/b", 0);
  assert.equal(needs.wantedMs("BTC/USDT"), 7_000);
});
