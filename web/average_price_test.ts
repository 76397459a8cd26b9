import assert from "node:assert/strict";
import { averagePrice } from "./average_price.ts";
import { price } from "./format.ts";

Deno.test("an average is exact to its eighth place, and a tiny one is not nothing", () => {
  assert.equal(averagePrice("200.05", "0.01"), "20005");
  assert.equal(averagePrice("10", "3"), "3.33333333");
  assert.equal(averagePrice("1", "600000000"), "0.0000000016666667");
  assert.equal(averagePrice("0", "0"), null);
});

Deno.test("a tiny average is written as its price", () => {
  assert.equal(price(averagePrice("1.2", "1000000000")!, "en"), "0.000000001200");
});
