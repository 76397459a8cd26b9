import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "./candle.ts";
import { minuteCandles } from "./candle_arbitraries.ts";
import { candleMaker, hearClosed, openCandle } from "./candle_maker.ts";
import { sourceOf, type Timeframe, TIMEFRAMES } from "./timeframe.ts";

/** What a maker closes when it hears these candles one by one. */
function made(timeframe: Timeframe, heard: readonly Candle[], lastMs: number | null = null): Candle[] {
  let maker = candleMaker(timeframe, lastMs);
  return heard.flatMap((candle) => {
    const step = hearClosed(maker, candle);
    maker = step.maker;
    return step.closed;
  });
}

/** The chain of makers, as the platform runs it. */
function chained(timeframe: Timeframe, minutes: readonly Candle[]): Candle[] {
  const source = sourceOf(timeframe);
  return source ? made(timeframe, chained(source, minutes)) : [...minutes];
}

/** A trade in a later minute ends every bucket before it. */
function withLaterMinute(minutes: readonly Candle[]): Candle[] {
  const openMs = Date.UTC(2023, 3, 20);
  return [...minutes, { ...minutes[0]!, openMs, closeMs: openMs + 59_999 }];
}

Deno.test("a candle made by way of the timeframes between equals the one made of minutes", () => {
  fc.assert(
    fc.property(minuteCandles(600), fc.constantFrom(...TIMEFRAMES.slice(1)), (minutes, timeframe) => {
      fc.pre(minutes.length > 0);
      const heard = withLaterMinute(minutes);
      const direct = made(timeframe, heard);
      // A longer chain may still wait for its source's close at the end; what it has closed is the same.
      const viaChain = chained(timeframe, heard);
      assert.deepEqual(viaChain, direct.slice(0, viaChain.length));
      assert.ok(direct.length - viaChain.length <= 1);
    }),
    { numRuns: 60 },
  );
});

Deno.test("hearing candles twice or again out of order changes nothing", () => {
  const noisy = minuteCandles(120).chain((minutes) =>
    fc.array(fc.nat(200), { maxLength: 60 }).map((picks) => {
      const heard = [...minutes];
      for (const pick of picks) {
        const at = pick % (heard.length + 1);
        if (at > 0) heard.splice(at, 0, heard[pick % at]!); // something heard before comes again
      }
      return { minutes, heard };
    })
  );
  fc.assert(
    fc.property(noisy, ({ minutes, heard }) => {
      assert.deepEqual(made("15m", heard), made("15m", minutes));
    }),
    { numRuns: 100 },
  );
});

Deno.test("stopping after any candle and going on from the last one made loses and repeats nothing", () => {
  fc.assert(fc.property(minuteCandles(120), fc.nat(120), (minutes, cut) => {
    const before = made("5m", minutes.slice(0, cut));
    const lastMs = before.at(-1)?.openMs ?? null;
    assert.deepEqual([...before, ...made("5m", minutes, lastMs)], made("5m", minutes));
  }));
});

Deno.test("low is never above open and close, high never below them", () => {
  fc.assert(fc.property(minuteCandles(300), fc.constantFrom(...TIMEFRAMES.slice(1)), (minutes, timeframe) => {
    for (const { open, high, low, close, volume } of made(timeframe, minutes)) {
      const [o, h, l, c] = [open, high, low, close].map(Number) as [number, number, number, number];
      assert.ok(l <= o && l <= c && o <= h && c <= h);
      if (Number(volume) === 0) assert.deepEqual([o, h, l], [c, c, c]);
    }
  }));
});

Deno.test("a bucket closes with its last minute, not later", () => {
  const [minutes] = fc.sample(minuteCandles(1).filter((all) => all.length === 1), { numRuns: 1, seed: 1 });
  const five = Array.from({ length: 5 }, (_, i) => later(minutes![0]!, i));
  assert.equal(made("5m", five.slice(0, 4)).length, 0);
  assert.equal(made("5m", five).length, 1);
});

Deno.test("after a halt a bucket is made of the minutes that exist, and a bucket without any is not made", () => {
  const [minutes] = fc.sample(minuteCandles(1).filter((all) => all.length === 1), { numRuns: 1, seed: 1 });
  const heard = [0, 1, 17].map((i) => later(minutes![0]!, i));
  const closed = made("5m", heard);
  assert.deepEqual(closed.map(({ openMs }) => (openMs - heard[0]!.openMs) / 60_000), [0]);
});

Deno.test("the open candle is what closed of its bucket and the open minute", () => {
  const [minutes] = fc.sample(minuteCandles(1).filter((all) => all[0]?.volume !== "0.00000000" && all.length === 1), {
    numRuns: 1,
    seed: 1,
  });
  const first = { ...minutes![0]!, open: "10", high: "12", low: "9", close: "11", volume: "1.5" };
  const { maker } = hearClosed(candleMaker("5m", null), first);
  const open = openCandle(maker, {
    ...later(first, 1),
    open: "11",
    high: "13",
    low: "11",
    close: "13",
    volume: "0.25",
  });
  assert.deepEqual(
    [open?.open, open?.high, open?.low, open?.close, open?.volume, open?.timeframe],
    ["10", "13", "9", "13", "1.75", "5m"],
  );
  assert.equal(openCandle(maker, first), null);
});

function later(candle: Candle, minutes: number): Candle {
  return { ...candle, openMs: candle.openMs + minutes * 60_000, closeMs: candle.closeMs + minutes * 60_000 };
}
