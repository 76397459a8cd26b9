import assert from "node:assert/strict";
import { passedReason, wasPassed } from "./passed_price.ts";

Deno.test("a refusal for a price that was passed is told apart, and keeps the venue's words", () => {
  const reason = passedReason("Demo exchange: Order would trigger immediately.");
  assert.match(reason, /Order would trigger immediately/);
  assert.equal(wasPassed(reason), true);
  for (const other of [null, "", "insufficient funds", "Order would trigger immediately."]) {
    assert.equal(wasPassed(other), false);
  }
});
