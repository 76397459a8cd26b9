import assert from "node:assert/strict";
import { withParameter } from "./chosen_parameters.ts";

Deno.test("a value is chosen, chosen anew, and given back to its default; what was chosen before is not changed", () => {
  const chosen = { fast: 5 };
  assert.deepEqual(withParameter(chosen, "slow", 20), { fast: 5, slow: 20 });
  assert.deepEqual(withParameter(chosen, "fast", 7), { fast: 7 });
  assert.deepEqual(withParameter(chosen, "fast", undefined), {});
  assert.deepEqual(chosen, { fast: 5 });
});
