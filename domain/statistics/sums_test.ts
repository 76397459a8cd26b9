import assert from "node:assert/strict";
import { Books } from "./books.ts";
import { byPeriod, executionOf, profitCurve, START_MS, sumsOf } from "./execution_fixture.ts";
import { periodsBy } from "./periods.ts";
import { thinned } from "./profit_curve.ts";

/** Buys at 100 and sells at each price in turn, one BTC each; an order's fills share its name. */
function roundTrips(prices: readonly (readonly [order: string, price: string])[]) {
  const books = new Books();
  return prices.flatMap(([order, price], at) => {
    const timeMs = START_MS + at * 3_600_000;
    const bought = executionOf({ clientOrderId: `b-${at}`, price: "100", quantity: "1", timeMs });
    const sold = { ...bought, clientOrderId: order, side: "sell" as const, price, fee: "1", timeMs: timeMs + 1 };
    return [books.enter(bought), books.enter(sold)];
  });
}

Deno.test("an order is one closing however many fills it had, and its fills count together", () => {
  const sums = sumsOf(roundTrips([["s-1", "111"], ["s-1", "91"], ["s-2", "81"], ["s-3", "141"]]));
  assert.deepEqual(sums, {
    profitQuote: "20",
    feeQuote: "4",
    valueQuote: "824",
    slippageQuote: null,
    slippagePercent: null,
    executions: 8,
    closings: 3,
    wins: 1,
    losses: 1,
    winPercent: 100 / 3,
    profitFactor: 2,
    bestQuote: "40",
    worstQuote: "-20",
    averageWinQuote: "40",
    averageLossQuote: "-20",
    drawdownQuote: "30",
  });
});

Deno.test("nothing comes to nothing, and without a closing there is no rate", () => {
  const { profitQuote, drawdownQuote, winPercent, profitFactor, bestQuote, averageLossQuote } = sumsOf([]);
  assert.deepEqual([profitQuote, drawdownQuote], ["0", "0"]);
  assert.deepEqual([winPercent, profitFactor, bestQuote, averageLossQuote], [null, null, null, null]);
});

Deno.test("days and hours are those of the zone, also on the day when its clocks change", () => {
  const all = roundTrips([["s-1", "101"], ["s-2", "102"]]);
  const changeMs = Date.UTC(2026, 2, 29, 1); // 02:00 becomes 03:00 in Paris
  const paris = periodsBy((ms) => ms + (ms < changeMs ? 1 : 2) * 3_600_000);
  assert.deepEqual([...byPeriod(all, "hour", paris).keys()], ["01", "02"]);
  assert.deepEqual(["hour", "day", "month"].map((period) => paris(period as "day", changeMs - 1)), [
    "01",
    "2026-03-29",
    "2026-03",
  ]);
  assert.equal(paris("hour", changeMs), "03");
  assert.equal(paris("day", Date.UTC(2026, 2, 29, 21, 59)), "2026-03-29");
  assert.equal(paris("day", Date.UTC(2026, 2, 29, 22)), "2026-03-30");
});

Deno.test("the curve adds up closing by closing, and ends where the sum does when it is thinned", () => {
  const all = roundTrips([["s-1", "111"], ["s-2", "91"], ["s-3", "106"]]);
  assert.deepEqual(profitCurve(all, 100).map(({ quote }) => quote), ["10", "0", "5"]);
  assert.deepEqual(profitCurve(all, 2).map(({ quote }) => quote), ["10", "5"]);
  assert.deepEqual(thinned([1, 2, 3, 4, 5, 6, 7], 3), [1, 4, 7]);
  assert.deepEqual(thinned([1], 3), [1]);
});

Deno.test("slippage is what an execution cost more than its signal said, of those that carry one out", () => {
  const books = new Books();
  const of = { quantity: "2", signalPrice: "100" };
  const bought = books.enter(executionOf({ ...of, price: "101" }));
  const sold = books.enter(executionOf({ ...of, price: "99.5", side: "sell" }));
  const better = books.enter(executionOf({ ...of, price: "99" }));
  const stop = books.enter(executionOf({ quantity: "2", price: "50", side: "sell" }));
  assert.deepEqual([bought, sold, better, stop].map(({ slippageQuote }) => slippageQuote), ["2", "1", "-2", null]);
  const { slippageQuote, slippagePercent } = sumsOf([bought, sold, better, stop]);
  assert.deepEqual([slippageQuote, slippagePercent], ["1", 100 / 599]);
});
