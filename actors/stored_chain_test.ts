import assert from "node:assert/strict";
import type { CandleClosed } from "../domain/candle.ts";
import { minuteCandle, minuteMs } from "./scripted_exchange.ts";
import { continueChains } from "./stored_chain.ts";

const KEY = "BTC/USDT@1m";
const told = (n: number, after: number | null | undefined): CandleClosed => ({
  candle: minuteCandle(n),
  ...(after === undefined ? {} : { afterMs: after === null ? null : minuteMs(after) }),
});
const stored = (n: number | null) => new Map([[KEY, n === null ? null : minuteMs(n)]]);

Deno.test("candles that follow what is stored are taken, repeated ones are not", () => {
  const { candles, lasts } = continueChains(stored(3), [told(3, 2), told(4, 3), told(4, 3), told(5, 4)]);
  assert.deepEqual(candles, [4, 5].map(minuteCandle));
  assert.equal(lasts.get(KEY), minuteMs(5));
});

Deno.test("a halt of the exchange is no hole", () => {
  assert.deepEqual(continueChains(stored(3), [told(90, 3)]).candles, [minuteCandle(90)]);
});

Deno.test("a candle that follows one which was never heard is refused", () => {
  const words =
    /Cannot store candle BTC\/USDT@1m .*: it follows that of (\d+|null), the last one stored is of (\d+|null)/;
  assert.throws(() => continueChains(stored(3), [told(5, 4)]), words);
  assert.throws(() => continueChains(stored(null), [told(5, 4)]), words);
  assert.throws(() => continueChains(stored(3), [told(4, null)]), words);
});

Deno.test("the first candle of a market, and one that does not say what it follows, are taken", () => {
  assert.deepEqual(continueChains(stored(null), [told(0, null)]).candles, [minuteCandle(0)]);
  assert.deepEqual(continueChains(stored(3), [told(7, undefined)]).candles, [minuteCandle(7)]);
});

Deno.test("a longer candle that its maker made first follows those of the past that were stored meanwhile", () => {
  const first: CandleClosed = { candle: { ...minuteCandle(5), timeframe: "5m" }, afterMs: null };
  const past = (n: number) => new Map([["BTC/USDT@5m", minuteMs(n)]]);
  assert.deepEqual(continueChains(past(0), [first]).candles, [first.candle]);
  assert.throws(() => continueChains(past(-5), [first]), /it follows that of null/, "a hole stays one");
});
