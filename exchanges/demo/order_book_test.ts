import assert from "node:assert/strict";
import fc from "fast-check";
import { type BookChange, OrderBook } from "./order_book.ts";

Deno.test("levels stand best first on both sides", () => {
  const book = new OrderBook(0);
  for (const price of [98, 100, 99]) book.set("bid", price, price);
  for (const price of [103, 101, 102]) book.set("ask", price, price);
  assert.deepEqual(book.levels("bid").map((level) => level.price), [100, 99, 98]);
  assert.deepEqual(book.levels("ask", 2).map((level) => level.price), [101, 102]);
  assert.deepEqual([book.best("bid")?.price, book.worst("ask")?.price], [100, 103]);
  assert.deepEqual([book.steps("bid", 99), book.steps("bid", 97)], [99, 0]);
});

Deno.test("a quantity is absolute, 0 removes the level, and what changes nothing has no number", () => {
  const book = new OrderBook(7);
  const changes: BookChange[] = [];
  const stop = book.listen((change) => changes.push(change));
  book.set("bid", 100, 5);
  book.set("bid", 100, 5);
  book.set("bid", 100, 3);
  book.set("bid", 99, 0);
  book.set("bid", 100, 0);
  stop();
  book.set("bid", 100, 1);
  assert.deepEqual(changes.map(({ steps, updateId }) => [steps, updateId]), [[5, 8], [3, 9], [0, 10]]);
  assert.equal(book.updateId, 11);
});

Deno.test("a level that would cross the other side, or a negative quantity, is refused", () => {
  const book = new OrderBook(0);
  book.set("bid", 100, 1);
  assert.throws(() => book.set("ask", 100, 1), { message: "Cannot set ask 100: it would cross the best bid 100" });
  assert.throws(() => book.set("bid", 90, -1), { message: /to -1 steps: expected 0 or more/ });
});

Deno.test("whatever happens, the book equals its changes applied one by one", () => {
  const change = fc.tuple(fc.constantFrom("bid" as const, "ask" as const), fc.integer({ min: 1, max: 30 }), fc.nat(5));
  fc.assert(fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
    const book = new OrderBook(0);
    const copy = { bid: new Map<number, number>(), ask: new Map<number, number>() };
    book.listen(({ side, price, steps }) => steps === 0 ? copy[side].delete(price) : copy[side].set(price, steps));
    for (const [side, price, steps] of changes) book.set(side, side === "bid" ? price : price + 30, steps);
    for (const side of ["bid", "ask"] as const) {
      const expected = [...copy[side]].sort(([a], [b]) => side === "bid" ? b - a : a - b);
      assert.deepEqual(book.levels(side).map(({ price, steps }) => [price, steps]), expected);
    }
  }));
});
