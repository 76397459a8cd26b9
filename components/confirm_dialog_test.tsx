import assert from "node:assert/strict";
import { type Asked, asOfNow } from "./confirm_dialog.tsx";

Deno.test("a question is about the strategy as it stands now, also where it has bought since", () => {
  const strategy = { activeStrategyId: "1", position: { quantity: "0" } } as unknown as Asked["strategy"];
  const bought = { ...strategy, position: { ...strategy.position, quantity: "0.5" } };
  const asked: Asked = { strategy, action: "stop" };
  assert.deepEqual(asOfNow(asked, new Map([["1", bought]])), { action: "stop", strategy: bought });
  assert.deepEqual(asOfNow(asked, new Map()), asked);
  assert.deepEqual(asOfNow(asked, null), asked);
  assert.equal(asOfNow(null, new Map([["1", bought]])), null);
});
