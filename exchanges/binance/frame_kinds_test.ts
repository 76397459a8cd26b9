/** Payloads as Binance's documentation prints them ("WebSocket Streams for Binance", 2026), with prices of BNB/BTC. */
import assert from "node:assert/strict";
import type { Frame } from "./frame.ts";
import { parseFrame } from "./frame.ts";
import { SymbolNames } from "./symbol_names.ts";

const names = new SymbolNames(["BNB/BTC"]);
const read = (stream: string, data: unknown): Frame => parseFrame(JSON.stringify({ stream, data }), names);

const kline = (i: string) => ({
  e: "kline",
  E: 1672515782136,
  s: "BNBBTC",
  k: {
    t: 1672515780000,
    T: 1672515839999,
    s: "BNBBTC",
    i,
    f: 100,
    L: 200,
    o: "0.0010",
    c: "0.0020",
    h: "0.0025",
    l: "0.0015",
    v: "1000",
    n: 100,
    x: false,
    q: "1.0000",
    V: "500",
    Q: "0.500",
    B: "123456",
  },
});

const mini = {
  e: "24hrMiniTicker",
  E: 1672515782136,
  s: "BNBBTC",
  c: "0.0025",
  o: "0.0010",
  h: "0.0025",
  l: "0.0010",
  v: "10000",
  q: "18",
};

const rolling = (e: string) => ({
  ...mini,
  e,
  p: "0.0015",
  P: "250.00",
  w: "0.0018",
  O: 1672515720000,
  C: 1672515782136,
  F: 0,
  L: 18150,
  n: 18151,
});

const statistics = {
  symbol: "BNB/BTC",
  timeMs: 1672515782136,
  open: "0.0010",
  high: "0.0025",
  low: "0.0010",
  last: "0.0025",
  bid: null,
  ask: null,
  volumeBase: "10000",
  volumeQuote: "18",
};

Deno.test("@trade is a single trade, told from an aggregate", () => {
  const data = {
    e: "trade",
    E: 1672515782136,
    s: "BNBBTC",
    t: 12345,
    p: "0.001",
    q: "100",
    T: 1672515782130,
    m: true,
    M: true,
  };
  const trade = {
    symbol: "BNB/BTC",
    id: 12345,
    price: "0.001",
    quantity: "100",
    timeMs: 1672515782130,
    takerSide: "sell",
  };
  assert.deepEqual(read("bnbbtc@trade", data), {
    kind: "trade",
    stream: "bnbbtc@trade",
    trade,
    aggregate: false,
    firstId: 12345,
    lastId: 12345,
  });
  assert.deepEqual(read("bnbbtc@blockTrade", { ...data, e: "blockTrade" }), {
    kind: "blockTrade",
    stream: "bnbbtc@blockTrade",
    trade,
  });
});

Deno.test("@kline of a length of ours in UTC is a candle, any other is told in Binance's words", () => {
  assert.equal(read("bnbbtc@kline_15m", kline("15m")).kind, "candle");
  for (const [interval, zone] of [["1s", ""], ["1M", ""], ["30m", ""], ["1m", "@+08:00"], ["1d", "@+08:00"]] as const) {
    const frame = read(`bnbbtc@kline_${interval}${zone}`, kline(interval));
    assert.ok(frame.kind === "anyCandle");
    assert.equal(frame.candle.timeframe, interval);
    assert.equal(frame.timeZone, zone ? "+08:00" : null);
    assert.deepEqual([frame.candle.close, frame.closed, frame.lastId], ["0.0020", false, 200]);
  }
});

Deno.test("@miniTicker, @ticker and @ticker_<window> are tickers of their windows", () => {
  const day = 86_400_000;
  assert.deepEqual(read("bnbbtc@miniTicker", mini), {
    kind: "ticker",
    stream: "bnbbtc@miniTicker",
    window: "24h",
    ticker: { ...statistics, windowMs: day },
  });
  const full = { ...rolling("24hrTicker"), x: "0.0009", Q: "10", b: "0.0024", B: "10", a: "0.0026", A: "100" };
  assert.deepEqual(read("bnbbtc@ticker", full), {
    kind: "ticker",
    stream: "bnbbtc@ticker",
    window: "24h",
    ticker: { ...statistics, windowMs: day, bid: "0.0024", ask: "0.0026" },
  });
  for (const [window, windowMs] of [["1h", 3_600_000], ["4h", 4 * 3_600_000], ["1d", day]] as const) {
    assert.deepEqual(read(`bnbbtc@ticker_${window}`, rolling(`${window}Ticker`)), {
      kind: "ticker",
      stream: `bnbbtc@ticker_${window}`,
      window,
      ticker: { ...statistics, windowMs },
    });
  }
});

Deno.test("all markets at once give the tickers of those whose names are known", () => {
  const frame = read("!miniTicker@arr", [mini, { ...mini, s: "NEWBTC" }]);
  assert.ok(frame.kind === "tickers");
  assert.deepEqual(frame.tickers.map(({ symbol }) => symbol), ["BNB/BTC"]);
  const hours = read("!ticker_4h@arr", [rolling("4hTicker")]);
  assert.ok(hours.kind === "tickers" && hours.window === "4h");
  assert.equal(read("!ticker_4h@arr", []).kind, "other");
});

Deno.test("@avgPrice and @referencePrice are prices, the latter perhaps none", () => {
  const average = { e: "avgPrice", E: 1693907033000, s: "BNBBTC", i: "5m", w: "25776.86000000", T: 1693907032213 };
  assert.deepEqual(read("bnbbtc@avgPrice", average), {
    kind: "avgPrice",
    stream: "bnbbtc@avgPrice",
    symbol: "BNB/BTC",
    price: "25776.86000000",
    window: "5m",
    eventMs: 1693907033000,
    lastTradeMs: 1693907032213,
  });
  const reference = { e: "referencePrice", s: "BNBBTC", r: null, t: 1693907033000 };
  assert.deepEqual(read("bnbbtc@referencePrice", reference), {
    kind: "referencePrice",
    stream: "bnbbtc@referencePrice",
    symbol: "BNB/BTC",
    price: null,
    timeMs: 1693907033000,
  });
});

Deno.test("@depth<levels> takes its symbol from the name of the stream, and @depth tells changes", () => {
  const [bids, asks] = [[["0.0024", "10"]], [["0.0026", "100"]]];
  for (const stream of ["bnbbtc@depth5", "bnbbtc@depth20@100ms"]) {
    assert.deepEqual(read(stream, { lastUpdateId: 160, bids, asks }), {
      kind: "partialDepth",
      stream,
      symbol: "BNB/BTC",
      lastUpdateId: 160,
      bids,
      asks,
    });
  }
  const changes = { e: "depthUpdate", E: 1672515782136, s: "BNBBTC", U: 157, u: 160, b: bids, a: asks };
  assert.deepEqual(read("bnbbtc@depth", changes), {
    kind: "depth",
    stream: "bnbbtc@depth",
    symbol: "BNB/BTC",
    eventMs: 1672515782136,
    firstId: 157,
    lastId: 160,
    bids,
    asks,
  });
});
