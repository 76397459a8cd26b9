import assert from "node:assert/strict";
import type { Exchange, OHLCV } from "ccxt";
import { actBitstamp, bitstampSettings } from "./fake_bitstamp.ts";
import { FakeWire } from "./fake_wire.ts";
import { openExchange } from "./open.ts";
import { recentCandles } from "./recent_candles.ts";

const MINUTE_MS = 60_000;
/** A whole hour, UTC ms. */
const NOON_MS = Date.UTC(2026, 10, 21, 12);

interface Asked {
  readonly timeframe: string;
  readonly since: number | undefined;
  readonly limit: number;
}

/** An exchange that has minutes up to noon, and gives so many at once. */
function exchangeOf(rows: readonly OHLCV[], { most = 3, timeframes = ["1m", "5m", "1h"], has = true } = {}) {
  const asked: Asked[] = [];
  const exchange = {
    name: "Scripted",
    has: { fetchOHLCV: has },
    timeframes: Object.fromEntries(timeframes.map((timeframe) => [timeframe, timeframe])),
    features: { spot: { fetchOHLCV: { limit: most } } },
    loadMarkets: () => Promise.resolve({}),
    market: () => ({}),
    fetchOHLCV: (_: string, timeframe: string, since: number | undefined, limit: number) => {
      asked.push({ timeframe, since, limit });
      const fit = rows.filter(([time]) => since === undefined || time! >= since);
      return Promise.resolve(
        since === undefined ? fit.slice(-Math.min(limit, most)) : fit.slice(0, Math.min(limit, most)),
      );
    },
  };
  return { exchange: exchange as unknown as Exchange, asked };
}

/** The last `count` minutes before noon, each one dearer. */
function minutes(count: number): OHLCV[] {
  return Array.from({ length: count }, (_, n) => [NOON_MS - (count - n) * MINUTE_MS, n, n + 1, n, n + 0.5, 2]);
}

const wanted = (timeframe: "1m" | "3m" | "10m" | "2h", limit: number) => ({ symbol: "BTC/USDT", timeframe, limit });

Deno.test("more candles than an exchange gives at once are fetched page by page, back in time", async () => {
  const { exchange, asked } = exchangeOf(minutes(10));
  const candles = await recentCandles(exchange, wanted("1m", 8));
  assert.deepEqual(candles.map(({ openMs }) => (openMs - NOON_MS) / MINUTE_MS), [-8, -7, -6, -5, -4, -3, -2, -1]);
  assert.deepEqual(candles[7], {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs: NOON_MS - MINUTE_MS,
    closeMs: NOON_MS - 1,
    open: "9",
    high: "10",
    low: "9",
    close: "9.5",
    volume: "2",
  });
  assert.deepEqual(
    asked.map(({ since, limit }) => [since === undefined ? null : (since - NOON_MS) / MINUTE_MS, limit]),
    [
      [null, 3],
      [-6, 3],
      [-8, 2],
    ],
  );
});

Deno.test("a young market gives what it has, and an exchange that tells no more is not asked for ever", async () => {
  const { exchange, asked } = exchangeOf(minutes(2), { most: 500 });
  assert.equal((await recentCandles(exchange, wanted("1m", 100))).length, 2);
  assert.equal(asked.length, 2);
  assert.deepEqual(await recentCandles(exchangeOf([]).exchange, wanted("1m", 5)), []);
});

Deno.test("a length that the exchange lacks is folded from the longest of its own that divides it", async () => {
  const { exchange, asked } = exchangeOf(minutes(20), { most: 500 });
  const candles = await recentCandles(exchange, wanted("3m", 3));
  assert.deepEqual(asked.map(({ timeframe, limit }) => [timeframe, limit]), [["1m", 12]]);
  assert.deepEqual(candles.map(({ openMs, open, close, high, volume }) => [openMs, open, high, close, volume]), [
    [NOON_MS - 9 * MINUTE_MS, "11", "14", "13.5", "6"],
    [NOON_MS - 6 * MINUTE_MS, "14", "17", "16.5", "6"],
    [NOON_MS - 3 * MINUTE_MS, "17", "20", "19.5", "6"],
  ]);
  const fives = exchangeOf([[NOON_MS - 600_000, 1, 1, 1, 1, 1], [NOON_MS - 300_000, 2, 2, 2, 2, 1]]);
  assert.deepEqual((await recentCandles(fives.exchange, wanted("10m", 1))).map(({ close }) => close), ["2"]);
  assert.equal(fives.asked[0]!.timeframe, "5m");
});

Deno.test("a bucket of which the beginning is missing is no candle", async () => {
  const { exchange } = exchangeOf(minutes(11), { most: 11, timeframes: ["1m"] });
  const candles = await recentCandles(exchange, wanted("10m", 5));
  assert.deepEqual(candles.map(({ openMs }) => openMs), [NOON_MS - 10 * MINUTE_MS]);
});

Deno.test("a length that cannot be made is refused with what there is", async () => {
  await assert.rejects(recentCandles(exchangeOf([], { timeframes: ["5m"] }).exchange, wanted("3m", 1)), {
    name: "ExchangeRefused",
    message: "Scripted: it has no candles of 3m, only those of 5m",
  });
  await assert.rejects(recentCandles(exchangeOf([], { has: false }).exchange, wanted("1m", 1)), {
    message: "Scripted: it has no candles of 1m, none at all",
  });
});

Deno.test("rows without a price are passed over, and rows that come twice are one", async () => {
  const [first, second] = minutes(2) as [OHLCV, OHLCV];
  const { exchange } = exchangeOf([second, first, [NOON_MS, undefined, 1, 1, 1, 1], second], { most: 500 });
  const candles = await recentCandles(exchange, wanted("1m", 10));
  assert.deepEqual(candles.map(({ openMs }) => openMs), [NOON_MS - 2 * MINUTE_MS, NOON_MS - MINUTE_MS]);
});

Deno.test("Bitstamp's class of ccxt gives candles to the last digit", async () => {
  await using wire = await FakeWire.open();
  const market = actBitstamp(wire);
  market.candles = [[NOON_MS / 1_000, "68001.12345678"], [NOON_MS / 1_000 + 60, "68002"]];
  const exchange = await openExchange({ id: "bitstamp", environment: "live", settings: bitstampSettings(wire) });
  const candles = await recentCandles(exchange, { symbol: "BTC/USD", timeframe: "1m", limit: 2 });
  assert.deepEqual(candles.map(({ openMs, close, volume }) => [openMs, close, volume]), [
    [NOON_MS, "68001.12345678", "0.04142833"],
    [NOON_MS + MINUTE_MS, "68002", "0.04142833"],
  ]);
});
