import assert from "node:assert/strict";
import { NO_LIMITS } from "../../domain/risk/limits.ts";
import { draftOf, limitsOf } from "./risk_form.ts";

const EMPTY = draftOf(NO_LIMITS, "en");

Deno.test("an empty form limits nothing", () => {
  assert.deepEqual(limitsOf(EMPTY, "en"), { limits: NO_LIMITS });
});

Deno.test("limits come back from their own form, in both languages", () => {
  const limits = {
    quote: "USDT",
    maxPosition: "1500.5",
    maxDailyLoss: "20",
    maxDrawdown: null,
    ordersPerMinute: 10,
    lossesInARow: 3,
    coolDownMinutes: 60,
    symbols: ["BTC/USDT", "ETH/USDT"],
  };
  for (const language of ["en", "fr"] as const) {
    assert.deepEqual(limitsOf(draftOf(limits, language), language), { limits });
  }
  assert.equal(draftOf(limits, "fr").maxPosition, "1500,5");
});

Deno.test("what is wrong is said at its field", () => {
  const faultsOf = (changes: Partial<typeof EMPTY>) => limitsOf({ ...EMPTY, ...changes }, "en");
  assert.deepEqual(faultsOf({ quote: "USDT", maxPosition: "0" }), { faults: { maxPosition: "invalid" } });
  assert.deepEqual(faultsOf({ quote: "USDT", maxDailyLoss: "much" }), { faults: { maxDailyLoss: "invalid" } });
  assert.deepEqual(faultsOf({ maxDrawdown: "5" }), { faults: { quote: "invalidQuote" } });
  assert.deepEqual(faultsOf({ ordersPerMinute: "1.5" }), { faults: { ordersPerMinute: "invalid" } });
  assert.deepEqual(faultsOf({ lossesInARow: "3" }), { faults: { coolDownMinutes: "invalidPair" } });
  assert.deepEqual(faultsOf({ symbols: "BTC" }), { faults: { symbols: "invalid" } });
});
