import assert from "node:assert/strict";
import { type CandleColumns, columnsOf } from "./candle_columns.ts";
import { drawdownCurve, drawdownOf } from "./drawdown.ts";
import { measuresOf } from "./measures.ts";
import { annualReturn, dailyReturns, downsideDeviation, mean, sampleDeviation, tradingDaysPerYear } from "./returns.ts";
import type { BacktestResult, BacktestTrade } from "./trade.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAY_MS = Date.UTC(2024, 0, 1);

const close = (actual: number | null, expected: number) =>
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );

Deno.test("returns go from the last candle of a day to that of the next day with candles", () => {
  const openMs = Float64Array.of(0, 23 * HOUR_MS, DAY_MS, DAY_MS + HOUR_MS, 4 * DAY_MS);
  const returns = dailyReturns(openMs, Float64Array.of(100, 200, 1, 100, 150));
  assert.deepEqual(returns, [-0.5, 0.5]);
  assert.deepEqual(dailyReturns(openMs.slice(0, 2), Float64Array.of(1, 2)), []);
});

Deno.test("a market with weekends has 365 days a year, one without has 252", () => {
  const days = Float64Array.from({ length: 28 }, (_, day) => MONDAY_MS + day * DAY_MS);
  assert.equal(tradingDaysPerYear(days), 365);
  assert.equal(tradingDaysPerYear(days.filter((_, day) => day % 7 < 5)), 252);
});

Deno.test("deviation divides by n − 1, downside by n and counts losses alone", () => {
  // 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14, 14 / 3
  close(sampleDeviation([1, 2, 3, 6]), Math.sqrt(14 / 3));
  close(mean([1, 2, 3, 6]), 3);
  close(downsideDeviation([0.1, -0.3, 0.2, -0.1]), Math.sqrt((0.09 + 0.01) / 4));
  assert.ok(Number.isNaN(sampleDeviation([1])));
});

Deno.test("the annual return compounds what there was", () => {
  close(annualReturn([0.1, 0.1], 4), 1.1 ** 4 - 1);
  assert.equal(annualReturn([0.5, -1], 365), -1);
});

Deno.test("the deepest and the longest drawdown need not be the same", () => {
  const openMs = Float64Array.from({ length: 9 }, (_, at) => at * DAY_MS);
  const equity = Float64Array.of(100, 50, 100, 120, 118, 119, 118, 120, 90);
  assert.deepEqual(drawdownOf(openMs, equity), { depth: 0.5, lengthMs: 4 * DAY_MS });
  assert.deepEqual([...drawdownCurve(Float64Array.of(100, 50, 200, 150))], [0, 0.5, 0, 0.25]);
});

Deno.test("a drawdown that has not ended counts up to the end", () => {
  const openMs = Float64Array.of(0, DAY_MS, 5 * DAY_MS);
  assert.equal(drawdownOf(openMs, Float64Array.of(100, 90, 99)).lengthMs, 5 * DAY_MS);
  assert.deepEqual(drawdownOf(openMs, Float64Array.of(1, 1, 2)), { depth: 0, lengthMs: 0 });
});

const trade = (profit: number, entryIndex: number, exitIndex: number): BacktestTrade => ({
  side: "long",
  quantity: 2,
  entryIndex,
  exitIndex,
  entryMs: 0,
  exitMs: 0,
  entryPrice: 50,
  exitPrice: 50 + profit / 2,
  fees: 1,
  profit,
  exitReason: "signal",
});

const days = (closes: readonly number[]): CandleColumns =>
  columnsOf(closes.map((price, at) => [MONDAY_MS + at * DAY_MS, price, price, price, price, 1]));

const result = (equity: readonly number[], trades: readonly BacktestTrade[]): BacktestResult => ({
  candles: equity.length,
  cash: equity.at(-1)!,
  trades,
  open: [],
  equity: Float64Array.from(equity),
  ambiguousCandles: 1,
  deniedOrders: 2,
  ruined: false,
});

Deno.test("every measure of a small run, counted by hand", () => {
  const equity = [1_000, 1_100, 990, 1_089];
  const trades = [trade(30, 0, 1), trade(-10, 1, 1), trade(0, 3, 3)];
  const measured = measuresOf(result(equity, trades), days([10, 12, 11, 15]), 1_000);
  close(measured.returnPercent, 8.9);
  close(measured.buyAndHoldReturnPercent, 50);
  close(measured.buyAndHoldFinalQuote, 1_500);
  close(measured.maxDrawdownPercent, 10);
  close(measured.maxDrawdownDays, 2);
  close(measured.exposurePercent, 75);
  assert.deepEqual([measured.trades, measured.winners, measured.losers], [3, 1, 1]);
  close(measured.winRatePercent, 100 / 3);
  close(measured.profitFactor, 3);
  close(measured.expectancyQuote, 20 / 3);
  close(measured.averageWinQuote, 30);
  close(measured.averageLossQuote, 10);
  close(measured.averageTradePercent, 20 / 3);
  assert.deepEqual([measured.bestTradePercent, measured.worstTradePercent], [30, -10]);
  close(measured.feesQuote, 3);
  // returns 0.1, −0.1, 0.1; mean 1/30; sample deviation √(4/300); four weekdays: 252 days a year
  const deviation = Math.sqrt(4 / 300);
  close(measured.sharpeRatio, 1 / 30 / deviation * Math.sqrt(252));
  close(measured.annualVolatilityPercent, deviation * Math.sqrt(252) * 100);
  close(measured.sortinoRatio, 1 / 30 / Math.sqrt(0.01 / 3) * Math.sqrt(252));
  close(measured.annualReturnPercent, (1.089 ** (252 / 3) - 1) * 100);
  close(measured.calmarRatio, (1.089 ** (252 / 3) - 1) / 0.1);
  assert.deepEqual([measured.ambiguousCandles, measured.deniedOrders], [1, 2]);
});

Deno.test("what is not defined is null, never NaN: no trade, no loss, a single day", () => {
  const measured = measuresOf(result([1_000], []), days([10]), 1_000);
  for (const [name, value] of Object.entries(measured)) {
    assert.ok(typeof value !== "number" || Number.isFinite(value), `${name} is ${value}`);
  }
  assert.deepEqual([measured.sharpeRatio, measured.winRatePercent, measured.profitFactor], [null, null, null]);
  assert.equal(measuresOf(result([1, 2], [trade(1, 0, 1)]), days([1, 2]), 1).profitFactor, null);
});

Deno.test("one change from day to day makes no year: a loss in the first day must not become a gain by the year", () => {
  const measured = measuresOf(result([900, 990], []), days([10, 9]), 1_000);
  const { annualReturnPercent, sharpeRatio, sortinoRatio, calmarRatio } = measured;
  assert.deepEqual({ annualReturnPercent, sharpeRatio, sortinoRatio, calmarRatio }, {
    annualReturnPercent: null,
    sharpeRatio: null,
    sortinoRatio: null,
    calmarRatio: null,
  });
});
