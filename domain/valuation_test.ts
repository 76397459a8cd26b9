import assert from "node:assert/strict";
import fc from "fast-check";
import { Decimal } from "./decimal.ts";
import { bridgeSymbols, directSymbols, priceIn, rowsOf, totalOf } from "./valuation.ts";

Deno.test("a currency is priced by its market, by the market the other way round, or through one between both", () => {
  const prices = { "BTC/USDT": "20000", "USDT/TRY": "40", "ODD/BTC": "0.001", "EUR/USDT": "1.25" };
  assert.equal(priceIn("USDT", "USDT", {}), "1");
  assert.equal(priceIn("BTC", "USDT", prices), "20000");
  assert.equal(priceIn("TRY", "USDT", prices), "0.025");
  assert.equal(priceIn("ODD", "USDT", prices), "20");
  assert.equal(priceIn("BTC", "EUR", prices), "16000");
  assert.equal(priceIn("NONE", "USDT", prices), null);
  assert.equal(priceIn("ZERO", "USDT", { "USDT/ZERO": "0", "ZERO/USDT": "0.000" }), null);
});

Deno.test("the symbols that are asked for are those that a price may come from", () => {
  assert.deepEqual(directSymbols(["BTC", "USDT"], "USDT"), ["BTC/USDT", "USDT/BTC"]);
  const bridges = bridgeSymbols(["ODD"], "EUR");
  assert.ok(bridges.includes("ODD/BTC") && bridges.includes("BTC/EUR") && bridges.includes("EUR/BTC"));
  assert.ok(!bridges.some((symbol) => symbol === "BTC/BTC" || symbol === "EUR/EUR"));
});

Deno.test("rows stand by their value, those without a price last, and what is nothing is left out", () => {
  const rows = rowsOf(
    [
      { currency: "ODD", free: "7", used: "0" },
      { currency: "USDT", free: "10.5", used: "0.5" },
      { currency: "ETH", free: "0", used: "0.00" },
      { currency: "BTC", free: "0.1", used: "0.2" },
    ],
    "USDT",
    { "BTC/USDT": "100" },
  );
  assert.deepEqual(rows.map(({ currency, total, value }) => [currency, total, value]), [
    ["BTC", "0.3", "30"],
    ["USDT", "11", "11"],
    ["ODD", "7", null],
  ]);
  assert.equal(totalOf(rows), "41");
});

Deno.test("the total is the exact sum of exact values", () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 20n }).map((digits) =>
    new Decimal(digits.toString()).div(1e8).toFixed()
  );
  const holding = fc.record({ currency: fc.constantFrom("A", "B", "C", "USDT"), free: amount, used: amount });
  const holdings = fc.uniqueArray(holding, { selector: ({ currency }) => currency });
  fc.assert(fc.property(holdings, amount, (held, price) => {
    const prices = { "A/USDT": price, "B/USDT": "0.00000001" };
    const expected = held.reduce((sum, { currency, free, used }) => {
      const each = { A: price, B: "0.00000001", C: "0", USDT: "1" }[currency]!;
      return sum.plus(new Decimal(free).plus(used).times(each));
    }, new Decimal(0));
    assert.equal(totalOf(rowsOf(held, "USDT", prices)), expected.toFixed());
  }));
});

Deno.test("there and back through the other way round is the same value, to sixteen digits", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (price) => {
    const back = new Decimal(priceIn("TRY", "USDT", { "USDT/TRY": String(price) })!).times(price);
    assert.ok(back.minus(1).abs().lt("1e-16"));
  }));
});
