import assert from "node:assert/strict";
import { parseStreamName, streamName } from "./stream_names.ts";
import { SymbolNames } from "./symbol_names.ts";

const names = new SymbolNames(["BTC/USDT", "1000SATS/USDT"]);

Deno.test("every Spot stream has its documented name, which says again what it is", () => {
  const expected: [string, unknown][] = [
    [streamName.aggTrade("BTC/USDT"), { kind: "aggTrade", symbol: "BTC/USDT" }],
    [streamName.trade("1000SATS/USDT"), { kind: "trade", symbol: "1000SATS/USDT" }],
    [streamName.blockTrade("BTC/USDT"), { kind: "blockTrade", symbol: "BTC/USDT" }],
    [streamName.kline("BTC/USDT", "1M"), { kind: "kline", symbol: "BTC/USDT", interval: "1M", timeZone: null }],
    [
      streamName.kline("BTC/USDT", "1d", "+08:00"),
      { kind: "kline", symbol: "BTC/USDT", interval: "1d", timeZone: "+08:00" },
    ],
    [streamName.miniTicker("BTC/USDT"), { kind: "miniTicker", symbol: "BTC/USDT" }],
    [streamName.ticker("BTC/USDT"), { kind: "ticker", symbol: "BTC/USDT" }],
    [streamName.rollingTicker("BTC/USDT", "4h"), { kind: "rollingTicker", symbol: "BTC/USDT", window: "4h" }],
    [streamName.bookTicker("BTC/USDT"), { kind: "bookTicker", symbol: "BTC/USDT" }],
    [streamName.avgPrice("BTC/USDT"), { kind: "avgPrice", symbol: "BTC/USDT" }],
    [streamName.referencePrice("BTC/USDT"), { kind: "referencePrice", symbol: "BTC/USDT" }],
    [streamName.partialDepth("BTC/USDT", 5), { kind: "partialDepth", symbol: "BTC/USDT", levels: 5, speed: 1_000 }],
    [
      streamName.partialDepth("BTC/USDT", 20, 100),
      { kind: "partialDepth", symbol: "BTC/USDT", levels: 20, speed: 100 },
    ],
    [streamName.depth("BTC/USDT"), { kind: "depth", symbol: "BTC/USDT", speed: 1_000 }],
    [streamName.depth("BTC/USDT", 100), { kind: "depth", symbol: "BTC/USDT", speed: 100 }],
    [streamName.allMiniTickers(), { kind: "allMiniTickers", symbol: null }],
    [streamName.allRollingTickers("1h"), { kind: "allRollingTickers", symbol: null, window: "1h" }],
  ];
  for (const [name, meaning] of expected) assert.deepEqual(parseStreamName(name, names), meaning, name);
  assert.deepEqual(expected.slice(0, 5).map(([name]) => name), [
    "btcusdt@aggTrade",
    "1000satsusdt@trade",
    "btcusdt@blockTrade",
    "btcusdt@kline_1M",
    "btcusdt@kline_1d@+08:00",
  ]);
  assert.equal(streamName.partialDepth("BTC/USDT", 20, 100), "btcusdt@depth20@100ms");
});

Deno.test("a name that is none of them says nothing", () => {
  const wrong = [
    "btcusdt@kline_10m",
    "btcusdt@depth7",
    "btcusdt@kline_1d@+09:00",
    "!ticker@arr",
    "ethusdt@trade",
    "btc",
  ];
  for (const name of wrong) assert.equal(parseStreamName(name, names), null, name);
});
