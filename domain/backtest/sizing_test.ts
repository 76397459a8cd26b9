import assert from "node:assert/strict";
import fc from "fast-check";
import { backtestOptions, type GivenOptions } from "./options.ts";
import { cutQuantity, entryQuantity } from "./sizing.ts";

const terms = { free: 1_000, equity: 1_000, price: 100, unitCost: 101, stopLoss: 95, asked: 3.7 };
const sized = (options: GivenOptions, more: Partial<typeof terms> = {}) =>
  entryQuantity({ ...terms, ...more }, backtestOptions.parse(options));

Deno.test("each way of sizing has its quantity, cut to the market's step", () => {
  const table: [number, GivenOptions][] = [
    [9, { sizing: { by: "all" } }],
    [9.9, { sizing: { by: "all" }, quantityStep: 0.1 }],
    [9.90099, { sizing: { by: "all" }, quantityStep: 0.00001 }],
    [4, { sizing: { by: "fraction", fraction: 0.5 } }],
    [3, { sizing: { by: "units", units: 3 } }],
    [5, { sizing: { by: "amount", quote: 555 } }],
    [2, { sizing: { by: "risk", share: 0.01 } }],
    [3, { sizing: { by: "strategy" } }],
    [3.7, { sizing: { by: "strategy" }, quantityStep: 0.1 }],
  ];
  for (const [expected, options] of table) assert.equal(sized(options), expected, JSON.stringify(options));
});

Deno.test("what the money cannot pay is no order; risk and the strategy's own wish are cut to what it can", () => {
  assert.equal(sized({ sizing: { by: "units", units: 10 } }), 0);
  assert.equal(sized({ sizing: { by: "amount", quote: 5_000 } }), 0);
  assert.equal(sized({ sizing: { by: "risk", share: 1 } }), 9);
  assert.equal(sized({ sizing: { by: "strategy" } }, { asked: 500 }), 9);
  assert.equal(sized({}, { free: 100 }), 0);
});

Deno.test("risk without a stop-loss enters with nothing", () => {
  assert.equal(sized({ sizing: { by: "risk", share: 0.01 } }, { stopLoss: NaN }), 0);
});

Deno.test("the market's limits hold", () => {
  assert.equal(sized({ minQuantity: 10 }), 0);
  assert.equal(sized({ maxQuantity: 4.5 }), 4);
  assert.equal(sized({ minNotional: 901 }), 0);
  assert.equal(sized({ minNotional: 900 }), 9);
});

Deno.test("money that buys exactly so many units buys one less with all of it: rounding may not overdraw", () => {
  assert.equal(sized({}, { free: 1_000, unitCost: 100 }), 9);
  assert.equal(sized({ sizing: { by: "units", units: 10 } }, { free: 1_000, unitCost: 100 }), 10);
});

Deno.test("a cut quantity is a multiple of the step, never more, and less by no whole step", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.constantFrom(1, 0.1, 0.001, 1e-5), (q, step) => {
      const cut = cutQuantity(q, step);
      assert.ok(cut <= q && q - cut < step * (1 + 1e-6), `${cut} of ${q}`);
      assert.ok(Math.abs(cut / step - Math.round(cut / step)) < 1e-4, `${cut} is no multiple of ${step}`);
    }),
  );
});
