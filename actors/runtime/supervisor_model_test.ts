import fc from "fast-check";
import { behavesLikeTheReference } from "./supervisor_histories.ts";
import { scale, seed } from "./test_scale.ts";
import { moduleOf, testKit } from "./testkit.ts";

const histories = scale(500, 10_000);

Deno.test(`a supervisor does what the reference does, in ${histories} random histories`, async () => {
  await fc.assert(behavesLikeTheReference({ moduleOf, testKit }), { numRuns: histories, seed });
});
