import assert from "node:assert/strict";
import fc from "fast-check";
import { backoffMs, DEFAULT_BACKOFF } from "./backoff.ts";

Deno.test("the wait doubles up to its bound and is spread over its upper half", () => {
  fc.assert(fc.property(fc.nat(1_000), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (attempt, chance) => {
    const fullMs = Math.min(DEFAULT_BACKOFF.maxMs, 250 * 2 ** attempt);
    const waitMs = backoffMs(attempt, chance);
    assert.ok(waitMs >= fullMs / 2 && waitMs <= fullMs);
  }));
});
