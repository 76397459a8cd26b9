import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { BTC_USDT as BTC } from "./market_fixture.ts";
import { requestOf } from "./order_arbitraries.ts";
import { applyMarketRules, cutToStep, isSellable } from "./order_rules.ts";

const reasonOf = (verdict: ReturnType<typeof applyMarketRules>) => verdict.verdict === "denied" ? verdict.reason : "";

Deno.test("quantity and prices are cut to the steps, and each change is told", () => {
  const asked = requestOf({ type: "limit", quantity: "0.123456789", price: "30000.129" });
  const verdict = applyMarketRules(asked, BTC);
  assert.ok(verdict.verdict === "ok");
  assert.deepEqual([verdict.request.quantity, verdict.request.price], ["0.12345", "30000.12"]);
  assert.deepEqual(verdict.changes, [
    { field: "quantity", from: "0.123456789", to: "0.12345" },
    { field: "price", from: "30000.129", to: "30000.12" },
  ]);
});

Deno.test("an order that fits is left as it is", () => {
  const asked = requestOf({ quantity: "0.5000" });
  const verdict = applyMarketRules(asked, BTC, "30000");
  assert.deepEqual(verdict, { verdict: "ok", request: { ...asked, quantity: "0.5" }, changes: [] });
});

Deno.test("denials name the value and the limit", () => {
  const denials: [Parameters<typeof requestOf>[0], RegExp][] = [
    [{ quantity: "0.000009" }, /Cannot place order "a1-.*-entry": quantity 0 BTC is not above 0/],
    [{ quantity: "-1" }, /quantity -1 BTC is not above 0/],
    [{ quantity: "9001" }, /quantity 9001 BTC is above the maximum 9000 BTC/],
    [{ quantity: "0.0001" }, /value 3 USDT is below the minimum 5 USDT/],
    [{ type: "limit" }, /a limit order needs a price above 0, not null/],
    [{ type: "limit", price: "0.001" }, /a limit order needs a price above 0, not 0/],
    [{ type: "stop_loss" }, /a stop_loss order needs a stop price above 0, not null/],
  ];
  for (const [different, reason] of denials) {
    assert.match(reasonOf(applyMarketRules(requestOf(different), BTC, "30000")), reason);
  }
  assert.match(
    reasonOf(applyMarketRules(requestOf({ quantity: "0.05" }), { ...BTC, minQuantity: "0.1" })),
    /quantity 0.05 BTC is below the minimum 0.1 BTC/,
  );
});

Deno.test("an order that only cutting brings below the minimum value is denied", () => {
  const verdict = applyMarketRules(requestOf({ quantity: "0.000169" }), BTC, "30000");
  assert.match(reasonOf(verdict), /value 4.8 USDT is below the minimum 5 USDT/);
});

Deno.test("without any price the value of a market order is left to the venue", () => {
  assert.equal(applyMarketRules(requestOf({ quantity: "0.0001" }), BTC).verdict, "ok");
});

Deno.test("cutting never goes up, never loses a whole step, and leaves a multiple of the step", () => {
  const decimal = fc.tuple(fc.nat(1_000_000_000), fc.integer({ min: 0, max: 8 })).map(([units, places]) =>
    new Decimal(units).div(new Decimal(10).pow(places))
  );
  fc.assert(fc.property(decimal, decimal.filter((step) => step.gt(0)), (value, step) => {
    const cut = new Decimal(cutToStep(value.toFixed(), step.toFixed()));
    assert.ok(cut.lte(value) && value.minus(cut).lt(step));
    assert.ok(cut.mod(step).isZero());
  }));
  assert.equal(cutToStep("1.23", "0"), "1.23");
});

Deno.test("a rest is sold only where its market takes so little, in steps and in value, long or short", () => {
  const limits = { quantityStep: "0.001", minQuantity: "0.002", minNotional: "5" };
  const cases: [quantity: string, price: string | null, sellable: boolean][] = [
    ["0.002", "2500", true],
    ["-0.002", "2500", true],
    ["0.0029", "2499", false], // 0.002 of it are worth 4.998
    ["0.0019", "1000000", false],
    ["0.002", null, true],
    ["0", "1000000", false],
  ];
  for (const [quantity, price, sellable] of cases) {
    assert.equal(isSellable(quantity, limits, price), sellable, `${quantity} at ${price}`);
  }
  assert.equal(isSellable("0.002", { ...limits, minNotional: null }, "1"), true);
});
