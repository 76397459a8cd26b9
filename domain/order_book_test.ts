import assert from "node:assert/strict";
import ccxt from "ccxt";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import type { BookLevel } from "./market_data.ts";
import { type BookChange, OrderBook } from "./order_book.ts";
import { madeBook } from "./order_book_fixture.ts";

function change(bids: BookLevel[], asks: BookLevel[], updateId = 1): BookChange {
  return { updateId, timeMs: 0, bids, asks };
}

Deno.test("a book orders its levels, best first, and keeps the exchange's spelling", () => {
  const book = new OrderBook("BTC/USDT");
  book.apply(change([["99.50", "1"], ["100.00", "2"], ["9.00", "3"]], [["101.0", "1"], ["100.5", "2"]], 7));
  assert.deepEqual(book.picture(2), {
    symbol: "BTC/USDT",
    updateId: 7,
    timeMs: 0,
    bids: [["100.00", "2"], ["99.50", "1"]],
    asks: [["100.5", "2"], ["101.0", "1"]],
  });
  assert.deepEqual(book.top().bid, ["100.00", "2"]);
  assert.equal(book.size, 5);
});

Deno.test("a quantity replaces the one before, and none removes the level, however the price is spelled", () => {
  const book = new OrderBook("BTC/USDT");
  book.apply(change([["100.00", "2"], ["99", "1"]], []));
  book.apply(change([["100", "5.0"], ["98", "0.00"]], []));
  assert.deepEqual(book.picture(9).bids, [["100", "5.0"], ["99", "1"]]);
  book.apply(change([["100.0", "0.00000000"]], []));
  assert.deepEqual(book.top(), { symbol: "BTC/USDT", updateId: 1, timeMs: 0, bid: ["99", "1"], ask: null });
});

Deno.test("prices that are equal as float64 are still two levels, and in their order", () => {
  const book = new OrderBook("A/B");
  const [low, high] = ["0.10000000000000000001", "0.10000000000000000002"];
  book.apply(change([[low, "1"], [high, "2"]], [[high, "3"], [low, "4"]]));
  assert.deepEqual(book.picture(9).bids, [[high, "2"], [low, "1"]]);
  assert.deepEqual(book.picture(9).asks, [[low, "4"], [high, "3"]]);
  book.apply(change([[high, "0"]], []));
  assert.deepEqual(book.picture(9).bids, [[low, "1"]]);
});

Deno.test("a book is crossed where a bid reaches an ask", () => {
  const book = new OrderBook("A/B");
  assert.equal(book.isCrossed, false);
  book.apply(change([["1.0", "1"]], [["1.1", "1"]]));
  assert.equal(book.isCrossed, false);
  book.apply(change([["1.10", "1"]], []));
  assert.equal(book.isCrossed, true);
});

Deno.test("beyond its bound the worst levels are let go, never the best", () => {
  const book = new OrderBook("A/B", 3);
  book.apply(change([["1", "1"], ["2", "1"], ["3", "1"], ["4", "1"], ["1.5", "1"]], []));
  assert.deepEqual(book.picture(9).bids.map(([price]) => price), ["4", "3", "2"]);
});

Deno.test("a book that is replaced knows nothing of before", () => {
  const book = new OrderBook("A/B");
  book.apply(change([["1", "1"]], [["2", "1"]], 4));
  book.replace(change([["3", "1"]], [], 9));
  assert.deepEqual([book.picture(9).bids, book.picture(9).asks, book.updateId], [[["3", "1"]], [], 9]);
});

Deno.test("after any changes a book holds the last quantity of each price that is not none, in order", () => {
  const price = fc.integer({ min: 1, max: 30 }).map((n) => (n / 4).toFixed(2));
  const quantity = fc.oneof(fc.constant("0.000"), fc.integer({ min: 1, max: 9 }).map((n) => `0.${n}`));
  const levels = fc.array(fc.tuple(price, quantity), { maxLength: 12 });
  fc.assert(fc.property(fc.array(fc.tuple(levels, levels), { maxLength: 20 }), (changes) => {
    const book = new OrderBook("A/B");
    const sides = [new Map<string, string>(), new Map<string, string>()];
    for (const [bids, asks] of changes) {
      book.apply(change(bids, asks));
      for (const [price, quantity] of bids) sides[0]!.set(price, quantity);
      for (const [price, quantity] of asks) sides[1]!.set(price, quantity);
    }
    const [bids, asks] = sides.map((side, i) =>
      [...side].filter(([, quantity]) => Number(quantity) > 0)
        .sort(([a], [b]) => new Decimal(a).cmp(b) * (i === 0 ? -1 : 1))
    );
    const picture = book.picture(100);
    assert.deepEqual([picture.bids, picture.asks], [bids, asks]);
    assert.equal(book.size, bids!.length + asks!.length);
  }));
});

Deno.test("after thousands of updates a book shows what ccxt's shows, and is never crossed on the way", () => {
  const { snapshot, updates } = madeBook(3_000);
  const exchange = new ccxt.pro.binance();
  const floats = (levels: readonly BookLevel[]) => levels.map((level) => level.map(Number));
  const theirs = exchange.orderBook({ bids: floats(snapshot.bids), asks: floats(snapshot.asks) });
  const ours = new OrderBook("BTC/USDT");
  ours.replace({ updateId: 0, timeMs: 0, bids: snapshot.bids, asks: snapshot.asks });
  for (const { lastId, bids, asks } of updates) {
    ours.apply({ updateId: lastId, timeMs: 0, bids, asks });
    assert.equal(ours.isCrossed, false);
    exchange.handleDeltas(theirs["bids"], bids);
    exchange.handleDeltas(theirs["asks"], asks);
  }
  const { bids, asks } = ours.picture(10_000);
  assert.deepEqual(floats(bids), Array.from(theirs["bids"]));
  assert.deepEqual(floats(asks), Array.from(theirs["asks"]));
});
