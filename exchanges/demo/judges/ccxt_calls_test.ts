import assert from "node:assert/strict";
import { withExchange } from "../test_support.ts";
import { ccxtBinance } from "./clients.ts";

type Client = ReturnType<typeof ccxtBinance>;

const MINUTE = 60_000;
const BTC = "BTC/USDT";
const ETH = "ETH/USDT";

/** A call, and what must hold of its answer; `nowMs` is the exchange's time. */
// deno-lint-ignore no-explicit-any -- answers are looked at field by field
type Call = [name: string, call: (binance: Client, nowMs: number) => Promise<any>, holds: (answer: any) => boolean];

const CALLS: readonly Call[] = [
  ["fetchTime", (x) => x.fetchTime(), (time) => Number.isInteger(time)],
  ["fetchStatus", (x) => x.fetchStatus(), ({ status }) => status === "ok"],
  ["fetchTicker", (x) => x.fetchTicker(BTC), ({ symbol, bid, ask }) => symbol === BTC && bid < ask],
  [
    "fetchTicker, rolling",
    (x) => x.fetchTicker(BTC, { rolling: true, windowSize: "1h" }),
    ({ high, low }) => low <= high,
  ],
  ["fetchTickers of a list", (x) => x.fetchTickers([BTC, ETH]), (tickers) => Object.keys(tickers).length === 2],
  ["fetchTickers", (x) => x.fetchTickers(), (tickers) => tickers[BTC].last > tickers[ETH].last],
  ["fetchLastPrices", (x) => x.fetchLastPrices([BTC, ETH]), (prices) => prices[ETH].price > 0],
  ["fetchBidsAsks", (x) => x.fetchBidsAsks([BTC]), (tops) => tops[BTC].bid < tops[BTC].ask],
  ["fetchOHLCV", (x) => x.fetchOHLCV(BTC, "5m"), (rows) => rows.length === 500],
  [
    "fetchOHLCV of a time",
    (x, nowMs) => x.fetchOHLCV(BTC, "1m", nowMs - 10 * MINUTE, 100, { until: nowMs - 5 * MINUTE }),
    (rows) => rows.length === 5,
  ],
  [
    "fetchOHLCV in pages",
    (x, nowMs) => x.fetchOHLCV(BTC, "1m", nowMs - 2500 * MINUTE, undefined, { paginate: true, until: nowMs }),
    (rows) =>
      rows.length >= 2499 &&
      rows.every((row: number[], at: number) => at === 0 || row[0]! - rows[at - 1][0] === MINUTE),
  ],
  [
    "fetchOrderBook",
    (x) => x.fetchOrderBook(BTC, 50),
    ({ bids, asks }) => bids.length === 50 && bids[0][0] < asks[0][0],
  ],
  ["fetchTrades", (x) => x.fetchTrades(BTC, undefined, 20), (trades) => trades.length === 20],
  [
    "fetchTrades since",
    (x, nowMs) => x.fetchTrades(BTC, nowMs - 5 * MINUTE),
    (trades) => trades.length > 5 && trades[0].timestamp < trades.at(-1).timestamp,
  ],
  [
    "fetchTrades, raw",
    (x) => x.fetchTrades(BTC, undefined, 5, { fetchTradesMethod: "publicGetTrades" }),
    (trades) => trades.length === 5,
  ],
  [
    "fetchTrades, historical",
    historicalTrades,
    (trades) => trades.length === 5,
  ],
  ["fetchOHLCVWs", (x) => x.fetchOHLCVWs(BTC, "1m", undefined, 5), (rows) => rows.length === 5],
  ["fetchTradesWs", (x) => x.fetchTradesWs(BTC, undefined, 5), (trades) => trades.length === 5],
];

/** ccxt sends a key with it, which the exchange does not ask for. */
async function historicalTrades(binance: Client): Promise<unknown> {
  binance.apiKey = "a key that is not looked at";
  try {
    return await binance.fetchTrades(BTC, undefined, 5, { fetchTradesMethod: "publicGetHistoricalTrades" });
  } finally {
    binance.apiKey = "";
  }
}

Deno.test("every market-data call of ccxt is answered", () =>
  withExchange({}, async (running) => {
    const binance = ccxtBinance(running);
    try {
      assert.deepEqual(Object.keys(await binance.loadMarkets()).sort(), [BTC, ETH]);
      for (const [name, call, holds] of CALLS) {
        const answer = await call(binance, running.clock.now());
        assert.ok(holds(answer), `${name}: ${JSON.stringify(answer)?.slice(0, 400)}`);
      }
    } finally {
      await binance.close();
    }
  }));
