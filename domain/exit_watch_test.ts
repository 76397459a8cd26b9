import assert from "node:assert/strict";
import { reachedExit } from "./exit_watch.ts";

Deno.test("who sells leaves at the stop or below, at the target or above; who buys back the other way round", () => {
  const sell = { stopLoss: "80", takeProfit: "200", side: "sell" } as const;
  const reached = ["80.01", "80", "79", "199.99", "200", "201"].map((price) => reachedExit(sell, price));
  assert.deepEqual(reached, [null, "stop", "stop", null, "target", "target"]);
  const buy = { stopLoss: "200", takeProfit: "80", side: "buy" } as const;
  assert.deepEqual(["199", "200", "81", "80"].map((price) => reachedExit(buy, price)), [null, "stop", null, "target"]);
});

Deno.test("what is not watched is never reached, and the stop comes before the target", () => {
  const none = { stopLoss: null, takeProfit: null, side: "sell" } as const;
  assert.equal(reachedExit(none, "1"), null);
  assert.equal(reachedExit({ ...none, takeProfit: "80" }, "1"), null);
  assert.equal(reachedExit({ stopLoss: "100", takeProfit: "90", side: "sell" }, "95"), "stop");
});
