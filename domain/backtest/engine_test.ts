import assert from "node:assert/strict";
import { candlesOf, enter, EXIT, flatCandles, scripted } from "./backtest_fixture.ts";
import type { CandleColumns } from "./candle_columns.ts";
import { foldColumns, spacingMs } from "./candle_columns.ts";
import type { Signal } from "./decider.ts";
import { Backtest } from "./engine.ts";
import { FinerCandles } from "./finer.ts";
import type { GivenOptions } from "./options.ts";

function run(
  candles: CandleColumns,
  signals: Record<number, Signal>,
  options: GivenOptions = {},
  finer?: CandleColumns,
) {
  const backtest = new Backtest(
    { cash: 1_000, ...options },
    scripted(signals),
    finer && new FinerCandles(finer, spacingMs(candles)),
  );
  backtest.feed(candles);
  return backtest.finish();
}

/** `side quantity entryIndex@price → exitIndex@price reason`. */
function linesOf({ trades }: ReturnType<typeof run>): string[] {
  return trades.map((t) =>
    `${t.side} ${t.quantity} ${t.entryIndex}@${t.entryPrice} → ${t.exitIndex}@${t.exitPrice} ${t.exitReason}`
  );
}

const RISING = candlesOf([100, 105, 95, 102], [103, 110, 101, 108], [109, 120, 105, 118], [119, 125, 110, 112]);

Deno.test("what is decided at a close is filled at the next open, and left at the open after the exit", () => {
  const result = run(RISING, { 0: enter("long"), 2: EXIT });
  assert.deepEqual(linesOf(result), ["long 9 1@103 → 3@119 signal"]);
  assert.deepEqual([...result.equity], [1_000, 1_000 + 9 * 5, 1_000 + 9 * 15, 1_000 + 9 * 16]);
  assert.equal(result.cash, 1_144);
});

Deno.test("it can be filled at the very close on which it was decided", () => {
  const result = run(RISING, { 0: enter("long"), 2: EXIT }, { fill: "close" });
  assert.deepEqual(linesOf(result), ["long 9 0@102 → 2@118 signal"]);
});

Deno.test("the opposite signal turns the position round at one price", () => {
  const result = run(RISING, { 0: enter("long"), 1: enter("short") });
  assert.deepEqual(linesOf(result), ["long 9 1@103 → 2@109 signal", "short 9 2@109 → 3@119 end"]);
  assert.equal(result.cash, 1_000 + 9 * 6 - 9 * 10);
});

Deno.test("where nothing can be sold short, the opposite signal only closes", () => {
  const result = run(RISING, { 0: enter("long"), 1: enter("short") }, { canShort: false });
  assert.deepEqual(linesOf(result), ["long 9 1@103 → 2@109 signal"]);
});

Deno.test("the end closes by the rule of every other order, or leaves open what is open", () => {
  const closed = run(RISING, { 0: enter("long") });
  assert.deepEqual(linesOf(closed), ["long 9 1@103 → 3@119 end"]);
  assert.equal(closed.equity[3], closed.cash);
  assert.deepEqual(linesOf(run(RISING, { 0: enter("long") }, { fill: "close" })), ["long 9 0@102 → 2@118 end"]);
  const left = run(RISING, { 0: enter("long") }, { finalize: false });
  assert.deepEqual([left.trades.length, left.open.length, left.equity[3]], [0, 1, 1_000 + 9 * (112 - 103)]);
});

Deno.test("fees are paid on both sides' values, and the size leaves room for the first", () => {
  const result = run(RISING, { 0: enter("long"), 2: EXIT }, { takerFee: 0.1 });
  const [trade] = result.trades;
  assert.equal(trade!.quantity, 8); // 1000 / (103 × 1.1)
  assert.equal(trade!.fees.toFixed(6), (8 * 103 * 0.1 + 8 * 119 * 0.1).toFixed(6));
  assert.equal(result.cash.toFixed(6), (1_000 + 8 * 16 - trade!.fees).toFixed(6));
  assert.equal(trade!.profit.toFixed(6), (8 * 16 - trade!.fees).toFixed(6));
});

Deno.test("a take-profit pays the maker's fee", () => {
  const result = run(RISING, { 0: enter("long", { target: 115 }) }, { takerFee: 0.01, makerFee: 0 });
  assert.deepEqual(linesOf(result), ["long 9 1@103 → 2@115 take-profit"]);
  assert.equal(result.trades[0]!.fees.toFixed(6), (9 * 103 * 0.01).toFixed(6));
});

Deno.test("slippage worsens entries; exits and stops too where it is asked for, targets never", () => {
  const spread = run(RISING, { 0: enter("long"), 1: enter("short") }, { slippage: 0.1 });
  assert.deepEqual(linesOf(spread), [
    `long 8 1@${103 * 1.1} → 2@109 signal`,
    `short ${Math.floor((1_000 + 8 * (109 - 103 * 1.1)) / (109 * 0.9))} 2@${109 * 0.9} → 3@119 end`,
  ]);
  const every = run(RISING, { 0: enter("long"), 2: EXIT }, { slippage: 0.1, slippageOn: "every_fill" });
  assert.deepEqual(linesOf(every), [`long 8 1@${103 * 1.1} → 3@${119 * 0.9} signal`]);
  const target = run(RISING, { 0: enter("long", { target: 115 }) }, { slippage: 0.1, slippageOn: "every_fill" });
  assert.equal(target.trades[0]!.exitPrice, 115);
});

Deno.test("a stop fills at its price, in the candle of the entry too, and at the open behind a gap", () => {
  const stopped = run(RISING, { 0: enter("long", { stop: 101 }) });
  assert.deepEqual(linesOf(stopped), ["long 9 1@103 → 1@101 stop-loss"]);
  const falling = candlesOf([100, 101, 99, 100], [100, 101, 99, 100], [80, 99, 79, 98], [98, 99, 97, 98]);
  assert.deepEqual(linesOf(run(falling, { 0: enter("long", { stop: 90 }) })), ["long 9 1@100 → 2@80 stop-loss"]);
  assert.deepEqual(linesOf(run(RISING, { 0: enter("short", { stop: 118 }) })), ["short 9 1@103 → 2@118 stop-loss"]);
});

Deno.test("a target fills at its price, and better behind a gap", () => {
  assert.deepEqual(linesOf(run(RISING, { 0: enter("long", { target: 110 }) })), ["long 9 1@103 → 1@110 take-profit"]);
  const gap = candlesOf([100, 101, 99, 100], [100, 101, 99, 100], [130, 131, 99, 120], [98, 99, 97, 98]);
  assert.deepEqual(linesOf(run(gap, { 0: enter("long", { target: 120 }) })), ["long 9 1@100 → 2@130 take-profit"]);
});

const BOTH = candlesOf([100, 101, 99, 100], [100, 101, 99, 100], [100, 120, 80, 100], [100, 101, 99, 100]);

Deno.test("when one candle reaches stop and target, the stop counts, and the candle is counted as ambiguous", () => {
  const result = run(BOTH, { 0: enter("long", { stop: 90, target: 110 }) });
  assert.deepEqual(linesOf(result), ["long 9 1@100 → 2@90 stop-loss"]);
  assert.equal(result.ambiguousCandles, 1);
});

Deno.test("shorter candles tell what came first; where they do not, it stays ambiguous", () => {
  const shorter = candlesOf([100, 101, 99, 100], [100, 101, 99, 100], [100, 112, 100, 112], [112, 120, 80, 100]);
  const longer = foldColumns(shorter, 120_000);
  const signals = { 0: enter("long", { stop: 90, target: 110 }) };
  const told = run(longer, signals, {}, shorter);
  assert.deepEqual(linesOf(told), ["long 9 1@100 → 1@110 take-profit"]);
  assert.equal(told.ambiguousCandles, 0);
  assert.equal(run(longer, signals, {}, BOTH).ambiguousCandles, 1);
});

Deno.test("with fills at the close, stops count from the next candle on", () => {
  const wild = candlesOf([100, 120, 80, 100], [100, 101, 85, 100], [100, 101, 99, 100]);
  const result = run(wild, { 0: enter("long", { stop: 90 }) }, { fill: "close" });
  assert.deepEqual(linesOf(result), ["long 9 0@100 → 1@90 stop-loss"]);
});

Deno.test("an account that falls to nothing ends there", () => {
  const result = run(flatCandles(100, 100, 150, 250, 100), { 0: enter("short") });
  assert.deepEqual(linesOf(result), ["short 9 1@100 → 3@250 ruin"]);
  assert.deepEqual([...result.equity], [1_000, 1_000, 550, 0, 0]);
  assert.deepEqual([result.ruined, result.cash], [true, 0]);
});

Deno.test("further entries are taken while the position may have more, each with its own exits", () => {
  const result = run(RISING, { 0: enter("long"), 1: enter("long", { stop: 106 }), 2: enter("long") }, {
    sizing: { by: "units", units: 1 },
    maxEntries: 2,
    finalize: false,
  });
  assert.deepEqual(linesOf(result), ["long 1 2@109 → 2@106 stop-loss"]);
  assert.deepEqual(result.open.map(({ entryPrice }) => entryPrice), [103, 119]);
});

Deno.test("an option out of its range is refused", () => {
  assert.throws(() => run(RISING, {}, { cash: 0 }), /cash/);
  assert.throws(() => run(RISING, {}, { takerFee: 2 }), /takerFee/);
});
