import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { type Timeframe, timeframeMs } from "../domain/timeframe.ts";
import {
  candlesBetween,
  correctCandle,
  correctedBehind,
  countCandles,
  firstCandle,
  lastCandle,
  saveCandles,
  symbolsAndTimeframes,
} from "./candles.ts";
import { testDatabase } from "./test_database.ts";

const START_MS = Date.UTC(2026, 10, 1);

function candleAt(index: number, changes: Partial<Candle> = {}, timeframe: Timeframe = "1m"): Candle {
  const openMs = START_MS + index * timeframeMs(timeframe);
  return {
    symbol: "BTC/USDT",
    timeframe,
    openMs,
    closeMs: openMs + timeframeMs(timeframe) - 1,
    open: "28366.61000000",
    high: "28370.00000000",
    low: "28366.60",
    close: "28369.99999999",
    volume: "0.00000001",
    ...changes,
  };
}

Deno.test("a stored candle comes back as it was, digit for digit", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await lastCandle(db, "demo", "BTC/USDT", "1m"), undefined);
  assert.equal(await saveCandles(db, "demo", [candleAt(0)]), 1);
  assert.deepEqual(await lastCandle(db, "demo", "BTC/USDT", "1m"), candleAt(0));
});

Deno.test("a candle is stored once, and a second one of its time changes nothing", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await saveCandles(db, "demo", [candleAt(0), candleAt(1), candleAt(1)]), 2);
  assert.equal(await saveCandles(db, "demo", [candleAt(1, { close: "28367" }), candleAt(2)]), 1);
  assert.deepEqual(await candlesBetween(db, "demo", rangeOf({})), [candleAt(0), candleAt(1), candleAt(2)]);
  assert.equal(await saveCandles(db, "demo", []), 0);
});

Deno.test("a correction replaces a stored candle, and only says so where it changed something", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveCandles(db, "demo", [candleAt(0)]);
  const corrected = candleAt(0, { close: "28367", volume: "12" });
  assert.equal(await correctCandle(db, "demo", corrected), true);
  assert.deepEqual(await lastCandle(db, "demo", "BTC/USDT", "1m"), corrected);
  assert.equal(await correctCandle(db, "demo", corrected), false);
  assert.equal(await correctCandle(db, "demo", candleAt(1)), false);
  const [row] = await db`select corrected_at > recorded_at as later from candles`;
  assert.equal(row!.later, true);
});

Deno.test("a range includes its start, excludes its end, and is cut at the far end of its anchor", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await saveCandles(db, "demo", Array.from({ length: 10 }, (_, index) => candleAt(index)));
  const opens = async (range: Parameters<typeof rangeOf>[0]) =>
    (await candlesBetween(db, "demo", rangeOf(range))).map(({ openMs }) => (openMs - START_MS) / 60_000);
  const [second, fifth] = [candleAt(2).openMs, candleAt(5).openMs];
  assert.deepEqual(await opens({ fromMs: second, toMs: fifth }), [2, 3, 4]);
  assert.deepEqual(await opens({ fromMs: second, limit: 2 }), [2, 3]);
  assert.deepEqual(await opens({ toMs: fifth, limit: 2 }), [3, 4]);
  assert.deepEqual(await opens({ limit: 3 }), [7, 8, 9]);
  assert.deepEqual(await opens({ fromMs: fifth, toMs: second }), []);
});

Deno.test("markets and timeframes do not mix", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const ether = { symbol: "ETH/USDT" };
  await saveCandles(db, "demo", [
    candleAt(0),
    candleAt(1),
    candleAt(0, {}, "5m"),
    candleAt(0, ether),
    candleAt(1, ether, "4h"),
  ]);
  assert.equal(await countCandles(db, "demo", "BTC/USDT", "1m"), 2);
  assert.equal(await countCandles(db, "demo", "ETH/USDT", "5m"), 0);
  assert.equal((await lastCandle(db, "demo", "ETH/USDT", "4h"))?.openMs, candleAt(1, {}, "4h").openMs);
  assert.deepEqual(await symbolsAndTimeframes(db, "demo"), [
    { symbol: "BTC/USDT", timeframe: "1m" },
    { symbol: "BTC/USDT", timeframe: "5m" },
    { symbol: "ETH/USDT", timeframe: "1m" },
    { symbol: "ETH/USDT", timeframe: "4h" },
  ]);
});

Deno.test("exchanges do not mix", async () => {
  await using database = await testDatabase();
  const { db } = database;
  assert.equal(await saveCandles(db, "demo", [candleAt(0), candleAt(1)]), 2);
  const elsewhere = candleAt(0, { close: "28367" });
  assert.equal(await saveCandles(db, "binance", [elsewhere]), 1);
  assert.equal(await correctCandle(db, "binance", candleAt(1, { close: "28367" })), false);
  assert.deepEqual(await firstCandle(db, "demo", "BTC/USDT", "1m"), candleAt(0));
  assert.deepEqual(await lastCandle(db, "demo", "BTC/USDT", "1m"), candleAt(1));
  assert.deepEqual(await lastCandle(db, "binance", "BTC/USDT", "1m"), elsewhere);
  assert.equal(await firstCandle(db, "kraken", "BTC/USDT", "1m"), undefined);
  assert.deepEqual(await symbolsAndTimeframes(db, "binance"), [{ symbol: "BTC/USDT", timeframe: "1m" }]);
  assert.deepEqual(await symbolsAndTimeframes(db, "kraken"), []);
});

Deno.test("a correction is behind until the longer candle was corrected too", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const of = { symbol: "BTC/USDT", timeframe: "1m", longer: "5m" } as const;
  await saveCandles(db, "demo", [3, 4, 5, 10].map((index) => candleAt(index)));
  await saveCandles(db, "demo", [candleAt(0, {}, "5m"), candleAt(1, {}, "5m")]);
  const corrected = [4, 5, 10].map((index) => candleAt(index, { volume: "9" }));
  for (const one of corrected) assert.ok(await correctCandle(db, "demo", one));
  assert.deepEqual(await correctedBehind(db, "demo", of), corrected.slice(0, 2));
  assert.ok(await correctCandle(db, "demo", candleAt(0, { volume: "9" }, "5m")));
  assert.deepEqual(await correctedBehind(db, "demo", of), [corrected[1]]);
  assert.deepEqual(await correctedBehind(db, "binance", of), []);
});

Deno.test("candles that cannot be are refused: off the grid, or with a high below its close", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await assert.rejects(
    saveCandles(db, "demo", [candleAt(0, { openMs: START_MS + 1 })]),
    /BTC\/USDT@1m .* whole multiple of 1m/,
  );
  await assert.rejects(
    saveCandles(db, "demo", [candleAt(0, { closeMs: START_MS + 60_000 })]),
    /closes at \d+, expected \d+/,
  );
  for (const wrong of [{ high: "1" }, { low: "28367" }, { low: "-1" }, { volume: "-1" }]) {
    await assert.rejects(saveCandles(db, "demo", [candleAt(0, wrong)]), { code: "23514" });
  }
  assert.equal(await countCandles(db, "demo", "BTC/USDT", "1m"), 0);
});

Deno.test("many candles are stored in several statements", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const candles = Array.from({ length: 12_001 }, (_, index) => candleAt(index));
  assert.equal(await saveCandles(db, "demo", candles), 12_001);
  assert.equal(await saveCandles(db, "demo", candles), 0);
  assert.equal(await countCandles(db, "demo", "BTC/USDT", "1m"), 12_001);
});

function rangeOf(range: { fromMs?: number; toMs?: number; limit?: number }) {
  return { symbol: "BTC/USDT", timeframe: "1m" as const, fromMs: null, toMs: null, limit: 1_000, ...range };
}
