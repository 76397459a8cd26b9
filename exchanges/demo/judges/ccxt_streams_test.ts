import assert from "node:assert/strict";
import { withExchange } from "../test_support.ts";
import { ccxtBinance } from "./clients.ts";

type Client = ReturnType<typeof ccxtBinance>;

const BTC = "BTC/USDT";
const ETH = "ETH/USDT";
const BOTH = [BTC, ETH];

// deno-lint-ignore no-explicit-any -- answers are looked at field by field
type Watch = [name: string, watch: (binance: Client) => Promise<any>, holds: (answer: any) => boolean];

const WATCHES: readonly Watch[] = [
  ["watchTicker", (x) => x.watchTicker(BTC), ({ symbol, last }) => symbol === BTC && last > 0],
  ["watchTicker, full", (x) => x.watchTicker(BTC, { name: "ticker" }), ({ bid, ask }) => bid < ask],
  ["watchTicker of a window", (x) => x.watchTicker(BTC, { name: "ticker_1h" }), ({ high, low }) => low <= high],
  ["watchTickers of a list", (x) => x.watchTickers(BOTH), (tickers) => Object.keys(tickers).length >= 1],
  ["watchTickers", (x) => x.watchTickers(), (tickers) => Object.keys(tickers).length >= 1],
  ["watchTickers of a window", (x) => x.watchTickers(undefined, { name: "ticker_4h" }), (tickers) => tickers !== null],
  ["watchBidsAsks", (x) => x.watchBidsAsks(BOTH), (tops) => Object.keys(tops).length >= 1],
  ["watchOrderBook", (x) => x.watchOrderBook(BTC), ({ bids, asks }) => bids[0][0] < asks[0][0]],
  ["watchOrderBookForSymbols", (x) => x.watchOrderBookForSymbols(BOTH), ({ bids, asks }) => bids[0][0] < asks[0][0]],
  ["watchTrades", (x) => x.watchTrades(BTC), (trades) => trades[0].symbol === BTC],
  [
    "watchTrades, aggregated",
    (x) => x.watchTrades(ETH, undefined, undefined, { name: "aggTrade" }),
    (trades) => trades[0].symbol === ETH,
  ],
  ["watchTradesForSymbols", (x) => x.watchTradesForSymbols(BOTH), (trades) => BOTH.includes(trades[0].symbol)],
  ["watchOHLCV", (x) => x.watchOHLCV(BTC, "1m"), (rows) => rows[0][0] % 60_000 === 0],
  [
    "watchOHLCV of another time zone",
    (x) => x.watchOHLCV(BTC, "1d", undefined, undefined, { timezone: "+08:00" }),
    (rows) => new Date(rows[0][0]).getUTCHours() === 16,
  ],
  [
    "watchOHLCVForSymbols",
    (x) => x.watchOHLCVForSymbols([[BTC, "5m"], [ETH, "1m"]]),
    (candles) => BOTH.includes(Object.keys(candles)[0]!),
  ],
];

const UNWATCHES: readonly [name: string, unwatch: (binance: Client) => Promise<unknown>][] = [
  ["unWatchTicker", (x) => x.unWatchTicker(BTC)],
  ["unWatchOrderBook", (x) => x.unWatchOrderBook(BTC)],
  ["unWatchTrades", (x) => x.unWatchTrades(BTC)],
  ["unWatchTickers", (x) => x.unWatchTickers(BOTH)],
  ["unWatchBidsAsks", (x) => x.unWatchBidsAsks(BOTH)],
  ["unWatchOrderBookForSymbols", (x) => x.unWatchOrderBookForSymbols(BOTH)],
  ["unWatchTradesForSymbols", (x) => x.unWatchTradesForSymbols(BOTH)],
  ["unWatchOHLCV", (x) => x.unWatchOHLCV(BTC, "1m")],
  ["unWatchOHLCVForSymbols", (x) => x.unWatchOHLCVForSymbols([[BTC, "5m"], [ETH, "1m"]])],
];

Deno.test("every market stream of ccxt comes, and ends when it is no longer watched", () =>
  withExchange({ speed: 60 }, async (running) => {
    const binance = ccxtBinance(running);
    try {
      await binance.loadMarkets();
      for (const [name, watch, holds] of WATCHES) {
        const answer = await watch(binance);
        assert.ok(holds(answer), `${name}: ${JSON.stringify(answer)?.slice(0, 400)}`);
      }
      const before = running.exchange.hub.size;
      for (const [, unwatch] of UNWATCHES) await unwatch(binance);
      assert.ok(running.exchange.hub.size <= before - 11, `${before} streams, then ${running.exchange.hub.size}`);
    } finally {
      await binance.close();
    }
  }));
