import assert from "node:assert/strict";
import fc from "fast-check";
import type { SearchRange } from "./request.ts";
import { MOST_SETS, type ParameterSet, setsIn, setsToTry, valuesIn } from "./search.ts";

const stepped: fc.Arbitrary<SearchRange> = fc.record({
  from: fc.integer({ min: -50, max: 50 }),
  more: fc.integer({ min: 0, max: 12 }),
  step: fc.constantFrom(1, 0.1, 2.5),
}).map(({ from, more, step }) => ({ from, to: from + more * step, step }));
const listed: fc.Arbitrary<SearchRange> = fc.oneof(
  fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
  fc.array(fc.constantFrom("ema", "sma", "wma"), { minLength: 1, maxLength: 3 }),
).map((values) => ({ values }));
const ranges = fc.dictionary(fc.constantFrom("fast", "slow", "kind"), fc.oneof(stepped, listed), {
  noNullPrototype: true,
});
const keyOf = (set: ParameterSet) => JSON.stringify(Object.entries(set));

Deno.test("a range holds its ends and what lies a step apart, without the dust of float64", () => {
  assert.deepEqual(valuesIn("x", { from: 0.1, to: 0.5, step: 0.1 }), [0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(valuesIn("x", { from: 5, to: 11, step: 4 }), [5, 9]);
  assert.deepEqual(valuesIn("x", { values: [true, false, true] }), [true, false]);
  assert.throws(() => valuesIn("fast", { from: 9, to: 2, step: 1 }), /Cannot search fast from 9 to 2/);
  assert.throws(() => valuesIn("fast", { from: 0, to: 1, step: 1e-9 }), /values of fast: expected at most 10000/);
});

Deno.test("a grid tries every set of its ranges once", () => {
  const sets = setsToTry({
    ranges: { fast: { from: 1, to: 2, step: 1 }, long: { values: [true, false] } },
    search: { by: "grid" },
  });
  assert.deepEqual(sets, [
    { fast: 1, long: true },
    { fast: 1, long: false },
    { fast: 2, long: true },
    { fast: 2, long: false },
  ]);
  assert.deepEqual(setsToTry({ ranges: {}, search: { by: "grid" } }), [{}]);
  fc.assert(fc.property(ranges, (given) => {
    const tried = setsToTry({ ranges: given, search: { by: "grid" } });
    assert.equal(tried.length, setsIn(given));
    assert.equal(new Set(tried.map(keyOf)).size, tried.length);
    for (const set of tried) {
      for (const [name, range] of Object.entries(given)) assert.ok(valuesIn(name, range).includes(set[name]!));
    }
  }));
});

Deno.test("a random search tries as many sets as there are or are asked for, none twice, the same for the same seed", () => {
  fc.assert(fc.property(ranges, fc.integer({ min: 1, max: 60 }), fc.nat(), (given, tries, seed) => {
    const search = { by: "random", tries, seed } as const;
    const tried = setsToTry({ ranges: given, search });
    assert.equal(tried.length, Math.min(tries, setsIn(given)));
    assert.equal(new Set(tried.map(keyOf)).size, tried.length);
    const grid = new Set(setsToTry({ ranges: given, search: { by: "grid" } }).map(keyOf));
    assert.ok(tried.every((set) => grid.has(keyOf(set))));
    assert.deepEqual(setsToTry({ ranges: given, search }), tried);
  }));
});

Deno.test("a random search reaches all of a space that no grid could", () => {
  const axis = { from: 1, to: 1_000, step: 1 };
  const huge = { a: axis, b: axis, c: axis, d: axis, e: axis, f: axis };
  const tried = setsToTry({ ranges: huge, search: { by: "random", tries: MOST_SETS, seed: 3 } });
  assert.equal(new Set(tried.map(keyOf)).size, MOST_SETS);
  const quarters = new Set(tried.map(({ f }) => Math.ceil(Number(f) / 250)));
  assert.deepEqual([...quarters].sort(), [1, 2, 3, 4]);
  assert.throws(() => setsToTry({ ranges: huge, search: { by: "grid" } }), /expected at most 10000, take longer steps/);
});
