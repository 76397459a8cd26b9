import assert from "node:assert/strict";
import fc from "fast-check";
import { cross } from "./cross.ts";
import { feed, isWarm, makeStrategy } from "./decide.ts";
import { atr, donchian, ema, type Indicator, rsi, sma } from "./api.ts";
import { Strategy } from "./strategy.ts";
import { candlesClosingAt, shown } from "./test_strategies.ts";

class Watcher extends Strategy {
  average = sma(this, 3);
  exponential = ema(this, 3);
  strength = rsi(this, 2);
  range = atr(this, 2);
  channel = donchian(this, 2);
  above = cross(this, this.exponential, this.average);
  shouldLong() {
    return false;
  }
}

const valuesOf = (closes: number[], pick: (watcher: Watcher) => Indicator) => {
  const strategy = makeStrategy(Watcher) as Watcher;
  return candlesClosingAt(closes).map((candle) => {
    feed(strategy, candle);
    return pick(strategy).value;
  });
};

Deno.test("the simple average of three closes", () => {
  assert.deepEqual(valuesOf([1, 2, 6, 7], (w) => w.average), [NaN, NaN, 3, 5]);
});

Deno.test("the exponential average begins with the first close and counts from its period on", () => {
  assert.deepEqual(valuesOf([2, 4, 6, 8], (w) => w.exponential), [NaN, NaN, 4.5, 6.25]);
});

Deno.test("the RSI is 100 while every close rises, and Wilder's afterwards", () => {
  // gains 1, 1 then loss 1: average gain (1 + 0) / 2 = 0.5, average loss (0 + 1) / 2 = 0.5
  assert.deepEqual(valuesOf([1, 2, 3, 2], (w) => w.strength), [NaN, NaN, 100, 50]);
});

Deno.test("the average true range smooths as Wilder did", () => {
  // true ranges 2, 4, 7: (2 + 4) / 2 = 3, then 3 + (7 − 3) / 2 = 5
  assert.deepEqual(valuesOf([10, 12, 17], (w) => w.range), [NaN, 3, 5]);
});

Deno.test("the channel holds the highest high and the lowest low", () => {
  assert.deepEqual(valuesOf([10, 20, 12], (w) => w.channel.upper), [NaN, 21, 21]);
  assert.deepEqual(valuesOf([10, 20, 12], (w) => w.channel.lower), [NaN, 9, 9]);
});

Deno.test("previous is the value one candle before", () => {
  const watcher = shown(Watcher, [1, 2, 6, 7]) as Watcher;
  assert.deepEqual([watcher.average.previous, watcher.average.value], [3, 5]);
});

Deno.test("a strategy is warm once every indicator has a value and its own warm-up has passed", () => {
  class Patient extends Watcher {
    override warmUp = 5;
  }
  const warmAfter = (from: new () => Strategy) =>
    [1, 2, 3, 4, 5, 6].find((count) => isWarm(shown(from, [1, 2, 1, 3, 2, 4].slice(0, count))));
  assert.deepEqual([warmAfter(Watcher), warmAfter(Patient)], [3, 5]);
});

Deno.test("a period that is no whole number is refused by name", () => {
  class Broken extends Watcher {
    wrong = sma(this, 2.5);
  }
  assert.throws(() => makeStrategy(Broken), /sma\(\) got the period 2.5; expected a whole number of at least 1/);
});

Deno.test("an indicator made while candles pass is refused: it would have missed some", () => {
  const watcher = shown(Watcher, [1, 2]);
  assert.throws(() => sma(watcher, 3), /Cannot add an indicator now/);
});

const sides = (first: number[], second: number[]) => {
  class Lines extends Strategy {
    high = sma(this, 1, "high");
    low = sma(this, 1, "low");
    crossing = cross(this, this.high, this.low);
    shouldLong() {
      return false;
    }
  }
  const strategy = makeStrategy(Lines) as Lines;
  return first.map((high, index) => {
    feed(strategy, { openMs: index, open: 0, high, low: second[index]!, close: 0, volume: 0 });
    return strategy.crossing.up ? "up" : strategy.crossing.down ? "down" : "-";
  }).join(" ");
};

Deno.test("lines cross on the candle where they part, whatever ties lie between", () => {
  assert.equal(sides([1, 3, 1], [2, 2, 2]), "- up down");
  assert.equal(sides([1, 2, 2, 3], [2, 2, 2, 2]), "- - - up");
  assert.equal(sides([1, 2, 1, 3], [2, 2, 2, 2]), "- - - up");
});

Deno.test("standing above from the first candle on is no crossing", () => {
  assert.equal(sides([3, 3], [2, 2]), "- -");
  assert.equal(sides([2, 3, 1], [2, 2, 2]), "- - down");
});

Deno.test("equal prices averaged over different lengths are a tie, not a crossing by the last bits", () => {
  assert.equal(sides([0.1, 0.1 + 0.2, 0.1], [0.3, 0.3, 0.3]), "- - -");
});

Deno.test("no indicator sees the future: what comes later never changes what was", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 40 }), fc.nat(40), (closes, cut) => {
      const pick = (w: Watcher) => [w.average, w.exponential, w.strength, w.range, w.channel.upper, w.above];
      for (let which = 0; which < 6; which++) {
        const whole = valuesOf(closes, (w) => pick(w)[which]!);
        assert.deepEqual(whole.slice(0, cut), valuesOf(closes.slice(0, cut), (w) => pick(w)[which]!));
      }
    }),
  );
});
