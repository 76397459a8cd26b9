import assert from "node:assert/strict";
import fc from "fast-check";
import { byChance, walk } from "./backtest_fixture.ts";
import { type CandleColumns, sliceColumns } from "./candle_columns.ts";
import { Backtest } from "./engine.ts";
import type { GivenOptions } from "./options.ts";
import type { BacktestFill } from "./trade.ts";

const options: fc.Arbitrary<GivenOptions> = fc.record({
  cash: fc.constantFrom(100, 1_000, 10_000),
  takerFee: fc.constantFrom(0, 0.001, 0.02),
  makerFee: fc.constantFrom(0, 0.0005),
  slippage: fc.constantFrom(0, 0.002),
  slippageOn: fc.constantFrom("entry", "every_fill"),
  fill: fc.constantFrom("next_open", "close"),
  finalize: fc.boolean(),
  canShort: fc.boolean(),
  maxEntries: fc.constantFrom(1, 3),
  quantityStep: fc.constantFrom(1, 0.01),
  sizing: fc.constantFrom(
    { by: "all" } as const,
    { by: "fraction", fraction: 0.3 } as const,
    { by: "units", units: 3 } as const,
    { by: "risk", share: 0.02 } as const,
    { by: "strategy" } as const,
  ),
});
const seeds = fc.integer({ min: 1, max: 1e9 });
const LENGTH = 300;
/** Fills of orders, whatever the candle reaches. */
const AT_ORDER_POINT = new Set(["entry", "signal", "end"]);

function run(candles: CandleColumns, given: GivenOptions, seed: number, cuts: readonly number[] = []) {
  const fills: BacktestFill[] = [];
  const backtest = new Backtest(given, { ...byChance(seed), onFill: (fill) => fills.push(fill) }, undefined, 10);
  const ends = [...cuts, candles.length].sort((a, b) => a - b);
  ends.forEach((end, at) => backtest.feed(sliceColumns(candles, ends[at - 1] ?? 0, end)));
  return { fills, ...backtest.finish() };
}

Deno.test("later candles never change what came before", () => {
  fc.assert(fc.property(options, seeds, seeds, fc.integer({ min: 1, max: LENGTH }), (given, seed, other, cut) => {
    const before = walk(LENGTH, seed);
    const after = walk(LENGTH, other);
    const changed = sliceColumns(before, 0);
    for (const name of ["open", "high", "low", "close", "volume"] as const) {
      Object.assign(changed, { [name]: Float64Array.from(before[name], (v, at) => at < cut ? v : after[name][at]!) });
    }
    const open = { ...given, finalize: false };
    const [first, second] = [run(before, open, seed), run(changed, open, seed)];
    assert.deepEqual(first.equity.slice(0, cut), second.equity.slice(0, cut));
    const until = ({ trades }: typeof first) => trades.filter(({ exitIndex }) => exitIndex < cut - 1);
    assert.deepEqual(until(first), until(second));
  }));
});

Deno.test("fed in any portions it gives the same", () => {
  fc.assert(fc.property(options, seeds, fc.array(fc.nat(LENGTH), { maxLength: 5 }), (given, seed, cuts) => {
    const candles = walk(LENGTH, seed);
    assert.deepEqual(run(candles, given, seed, cuts), run(candles, given, seed));
  }));
});

Deno.test("at every candle the equity is the cash plus the position at the market, counted from the fills alone", () => {
  fc.assert(fc.property(options, seeds, (given, seed) => {
    const candles = walk(LENGTH, seed);
    const { fills, equity, ruined, trades } = run(candles, given, seed);
    // what fills at a close was decided there: the account was valued just before
    const valuedAt = ({ index, reason }: BacktestFill) =>
      given.fill === "close" && AT_ORDER_POINT.has(reason) ? index + 1 : index;
    const isLeftOpen = trades.at(-1)?.exitReason !== "end";
    let [paid, held, next] = [given.cash!, 0, 0];
    for (let at = 0; at < candles.length && !(ruined && equity[at] === 0); at++) {
      for (; next < fills.length && valuedAt(fills[next]!) <= at; next++) {
        const { side, quantity, price, fee } = fills[next]!;
        const sign = side === "buy" ? 1 : -1;
        held += sign * quantity;
        paid -= sign * quantity * price + fee;
      }
      const value = paid + held * candles.close[at]!;
      assert.ok(Math.abs(value - equity[at]!) < 1e-6, `candle ${at}: ${value} is not ${equity[at]}`);
      assert.ok(at < LENGTH - 1 || isLeftOpen || Math.abs(held) < 1e-9);
    }
  }));
});

Deno.test("no fill exceeds its order, its money or its candle", () => {
  fc.assert(fc.property(options, seeds, (given, seed) => {
    const candles = walk(LENGTH, seed);
    const { fills, trades, open } = run(candles, { ...given, slippage: 0, fill: "next_open" }, seed);
    for (const { price, index, quantity } of fills) {
      assert.ok(price >= candles.low[index]! && price <= candles.high[index]!, `${price} in candle ${index}`);
      const cap = given.sizing?.by === "units" ? 3 : given.sizing?.by === "strategy" ? 5 : Infinity;
      assert.ok(quantity > 0 && quantity <= cap);
    }
    assert.equal(fills.length, 2 * trades.length + open.length);
    let [paid, held] = [given.cash!, 0];
    for (const { side, quantity, price, fee, reason } of fills) {
      const worth = paid + held * price;
      if (reason === "entry") assert.ok((Math.abs(held) + quantity) * price + fee <= worth + 1e-6, "on credit");
      const sign = side === "buy" ? 1 : -1;
      held += sign * quantity;
      paid -= sign * quantity * price + fee;
    }
  }));
});

Deno.test("where nothing can be sold short, nothing is", () => {
  fc.assert(fc.property(options, seeds, (given, seed) => {
    const { trades } = run(walk(LENGTH, seed), { ...given, canShort: false }, seed);
    assert.ok(trades.every(({ side }) => side === "long"));
  }));
});
