import assert from "node:assert/strict";
import fc from "fast-check";
import { monteCarloOf, sharesOf } from "./monte_carlo.ts";

const profits = (...given: number[]) => given.map((profit) => ({ profit }));
const someProfits = fc.array(fc.double({ min: -900, max: 2_000, noNaN: true }), { minLength: 1, maxLength: 30 });

Deno.test("a trade counts as its share of the equity before it", () => {
  assert.deepEqual([...sharesOf(profits(100, -110, 495), 1_000)], [0.1, -0.1, 0.5]);
  assert.deepEqual([...sharesOf(profits(-2_000, 100), 1_000)], [-1, 0]);
});

Deno.test("without trades there is nothing to shuffle", () => assert.equal(monteCarloOf([], 1_000, 1), null));

Deno.test("a single trade has one way and one end", () => {
  assert.deepEqual(monteCarloOf(profits(-600), 1_000, 7, 50), {
    shuffles: 50,
    maxDrawdownPercent: [60, 60, 60, 60, 60],
    finalEquityQuote: [400, 400, 400, 400, 400],
    halvedShare: 1,
  });
});

Deno.test("a loss and a gain: a fifth is lost in either order, and the ends are those of two draws", () => {
  const { maxDrawdownPercent, finalEquityQuote, halvedShare } = monteCarloOf(profits(-200, 800), 1_000, 1, 4_000)!;
  assert.ok(maxDrawdownPercent.every((percent) => Math.abs(percent - 20) < 1e-9));
  const [worst, , middle, , best] = finalEquityQuote.map(Math.round); // −20 % twice, once each, +100 % twice
  assert.deepEqual([worst, middle, best], [640, 1_600, 4_000]);
  assert.equal(halvedShare, 0);
});

Deno.test("percentiles rise, falls lie between 0 and all, and the same seed plays the same", () => {
  fc.assert(fc.property(someProfits, fc.nat(), (given, seed) => {
    const found = monteCarloOf(profits(...given), 10_000, seed, 60)!;
    for (const percentiles of [found.maxDrawdownPercent, found.finalEquityQuote]) {
      assert.deepEqual(percentiles.toSorted((a, b) => a - b), percentiles);
      assert.ok(percentiles.every((value) => value >= 0 && Number.isFinite(value)));
    }
    assert.ok(found.maxDrawdownPercent.every((percent) => percent <= 100));
    assert.deepEqual(monteCarloOf(profits(...given), 10_000, seed, 60), found);
  }));
});

Deno.test("the order of the trades that came makes no difference, as far as shares of the equity go", () => {
  const shares = [0.1, -0.3, 0.2, -0.05, 0.4];
  const inOrder = (order: readonly number[]) => {
    let equity = 1_000;
    return order.map((share) => {
      const profit = equity * share;
      equity += profit;
      return { profit };
    });
  };
  const [first, second] = [inOrder(shares), inOrder(shares.toReversed())].map((given) =>
    monteCarloOf(given, 1_000, 5, 5_000)!
  );
  first!.maxDrawdownPercent.forEach((percent, at) =>
    assert.ok(Math.abs(percent - second!.maxDrawdownPercent[at]!) < 3)
  );
});
