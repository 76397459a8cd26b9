import assert from "node:assert/strict";
import { termsOn } from "./terms.ts";

const MARKET = {
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  priceStep: "0.01",
  quantityStep: "0.00001",
  minQuantity: "0.0001",
  maxQuantity: "9000",
  minNotional: "5",
};

Deno.test("where the user says nothing, the market's rules and the paper account's fee hold", () => {
  assert.deepEqual(termsOn(MARKET, { cash: 500, takerFee: undefined }), {
    cash: 500,
    takerFee: 0.001,
    makerFee: 0.001,
    canShort: false,
    quantityStep: 0.00001,
    priceStep: 0.01,
    minQuantity: 0.0001,
    maxQuantity: 9_000,
    minNotional: 5,
  });
});

Deno.test("what the user says stays, also where it is 0", () => {
  const said = { takerFee: 0, makerFee: 0, quantityStep: 1, priceStep: 0, minNotional: 0, canShort: true };
  assert.deepEqual(termsOn(MARKET, said), { minQuantity: 0.0001, maxQuantity: 9_000, ...said });
});

Deno.test("an exchange without steps and limits sets none; a derivative can be sold short", () => {
  const free = { ...MARKET, symbol: "BTC/USDT:USDT", quantityStep: "0", maxQuantity: null, minNotional: null };
  const { quantityStep, canShort, ...rest } = termsOn(free, {});
  assert.deepEqual([quantityStep, canShort], [1e-8, true]);
  assert.ok(!("maxQuantity" in rest) && !("minNotional" in rest));
});
