import assert from "node:assert/strict";
import fc from "fast-check";
import { SlidingCache } from "./caches.ts";

interface Print {
  readonly symbol: string;
  readonly id: number;
  readonly price: string;
}
const print = (id: number, symbol = "BTC/USDT", price = "1"): Print => ({ symbol, id, price });
const rules = { keyOf: ({ id }: Print) => String(id), groupOf: ({ symbol }: Print) => symbol };

Deno.test("of each symbol the newest prints are kept, and others do not crowd them out", () => {
  const cache = new SlidingCache({ ...rules, limit: 2 });
  cache.add([print(1), print(2), print(3), print(1, "ETH/USDT")]);
  assert.deepEqual(cache.items(), [print(2), print(3), print(1, "ETH/USDT")]);
  assert.equal(cache.size, 3);
});

Deno.test("what is heard again is not new, unless it changed; then it takes the place of its older form", () => {
  const cache = new SlidingCache({ ...rules, limit: 3 });
  cache.add([print(1), print(2)]);
  assert.deepEqual(cache.add([print(1), print(2, "BTC/USDT", "2"), print(3)]), [
    print(2, "BTC/USDT", "2"),
    print(3),
  ]);
  assert.deepEqual(cache.items().map(({ id, price }) => [id, price]), [[1, "1"], [2, "2"], [3, "1"]]);
});

Deno.test("more may be remembered than is shown, so that a list that is polled again brings nothing new", () => {
  const cache = new SlidingCache({ ...rules, limit: 2, memory: 10 });
  const page = [1, 2, 3, 4, 5].map((id) => print(id));
  assert.equal(cache.add(page).length, 5);
  assert.equal(cache.add(page).length, 0);
  assert.deepEqual(cache.items(), [print(4), print(5)]);
});

Deno.test("what is taken is forgotten", () => {
  const cache = new SlidingCache({ ...rules, limit: 2 });
  cache.add([print(1)]);
  assert.deepEqual(cache.take(), [print(1)]);
  assert.deepEqual([cache.take(), cache.size], [[], 0]);
});

Deno.test("a cache of nothing is refused", () => {
  assert.throws(() => new SlidingCache({ ...rules, limit: 0 }), /Cannot keep 0 items: expected at least 1/);
});

Deno.test("whatever is heard, the newest of each symbol are kept in the order of their first coming, and never more than the limit", () => {
  const shape = { symbol: fc.constantFrom("A/B", "C/D"), id: fc.nat(12), price: fc.constantFrom("1", "2") };
  const prints = fc.array(fc.record(shape, { noNullPrototype: true }), { maxLength: 60 });
  fc.assert(fc.property(prints, fc.integer({ min: 1, max: 5 }), (heard, limit) => {
    const cache = new SlidingCache({ ...rules, limit, memory: 100 });
    for (const item of heard) cache.add([item]);
    const expected = ["A/B", "C/D"].flatMap((symbol) => {
      const forms = new Map<number, Print>();
      for (const item of heard) if (item.symbol === symbol) forms.set(item.id, item);
      return [...forms.values()].slice(-limit);
    });
    const bySymbol = cache.items().toSorted((a, b) => a.symbol.localeCompare(b.symbol));
    assert.deepEqual(bySymbol, expected);
  }));
});
