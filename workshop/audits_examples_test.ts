/** The audits of every example that comes with the platform; apart from the other tests, since each takes some seconds. */
import assert from "node:assert/strict";
import { examples } from "../strategies/examples.ts";
import { auditSource } from "./audits.ts";

for (const { name, timeframe, source } of examples) {
  Deno.test(`${name} passes both audits`, async () => {
    const { lookAhead, warmUp } = await auditSource(source, timeframe);
    assert.deepEqual([lookAhead.outcome, warmUp.outcome], ["passed", "passed"], JSON.stringify({ lookAhead, warmUp }));
  });
}
