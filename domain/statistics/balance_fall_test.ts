import assert from "node:assert/strict";
import { deepestFall } from "./balance_fall.ts";

Deno.test("the deepest fall is that in percent of the height before it, not that of the largest amount", () => {
  assert.deepEqual(deepestFall(["100", "80", "1000", "850", "1100"]), { quote: "20", percent: 20 });
  assert.deepEqual(deepestFall(["100", "90", "150", "120.5"]), { quote: "29.5", percent: 100 * 29.5 / 150 });
});

Deno.test("what only rises fell by nothing; nothing has no fall", () => {
  assert.deepEqual(deepestFall(["1", "2", "2"]), { quote: "0", percent: 0 });
  assert.equal(deepestFall([]), null);
  assert.equal(deepestFall(["0", "0"]), null);
});
