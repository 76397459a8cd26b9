import assert from "node:assert/strict";
import fc from "fast-check";
import { fromUnits, placesOf, product, toUnits } from "./units.ts";

Deno.test("a price is counted in ticks and printed with eight decimals", () => {
  assert.equal(toUnits("28366.61", 2), 2836661);
  assert.equal(toUnits("28366.61000000", 2), 2836661);
  assert.equal(fromUnits(2836661, 2), "28366.61000000");
  assert.equal(fromUnits(-5, 2), "-0.05000000");
});

Deno.test("what does not fit the grid, or is no plain decimal, is no number of units", () => {
  for (const text of ["28366.615", "-1", "1e5", "", "abc", "1.", ".5", "90071992547409.93"]) {
    assert.equal(toUnits(text, 2), null);
  }
});

Deno.test("decimals are counted without trailing zeros", () => {
  assert.deepEqual(["1.500", "1.", "12", "0.00001000"].map(placesOf), [1, 0, 0, 5]);
});

Deno.test("every number of units survives the way to text and back", () => {
  fc.assert(fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 8 }), (units, places) => {
    assert.equal(toUnits(fromUnits(units, places), places), units);
  }));
});

Deno.test("products are exact beyond 2^53", () => {
  assert.equal(product(2 ** 52 - 1, 2 ** 40 - 1), BigInt(2 ** 52 - 1) * BigInt(2 ** 40 - 1));
});
