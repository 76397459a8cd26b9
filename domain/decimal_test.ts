import assert from "node:assert/strict";
import { sumDecimal } from "./decimal.ts";

Deno.test("amounts are added up exactly, however many and however small", () => {
  assert.equal(sumDecimal(Array(1_000).fill("0.00000001")), "0.00001");
  assert.equal(sumDecimal(["0.1", "0.2", "-0.3"]), "0");
  assert.equal(sumDecimal(["900000000000000000.1", "0.000000000000000001"]), "900000000000000000.100000000000000001");
  assert.equal(sumDecimal([]), "0");
});
