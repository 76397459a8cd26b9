import assert from "node:assert/strict";
import type { MainClient, WebsocketAPIClient } from "binance";
import { withExchange } from "../test_support.ts";
import { binanceRequests, binanceRest } from "./clients.ts";

const symbol = "BTCUSDT";

// deno-lint-ignore no-explicit-any -- answers are looked at field by field
type Holds = (answer: any) => boolean;

const OVER_REST: readonly [name: string, call: (client: MainClient) => Promise<unknown>, holds: Holds][] = [
  ["testConnectivity", (x) => x.testConnectivity(), (answer) => Object.keys(answer).length === 0],
  ["getExchangeInfo", (x) => x.getExchangeInfo(), ({ symbols }) => symbols.length === 2],
  ["getOrderBook", (x) => x.getOrderBook({ symbol, limit: 10 }), ({ bids, asks }) => bids.length + asks.length === 20],
  ["getRecentTrades", (x) => x.getRecentTrades({ symbol, limit: 4 }), (trades) => trades.length === 4],
  ["getHistoricalTrades", (x) => x.getHistoricalTrades({ symbol, fromId: 5, limit: 4 }), ([trade]) => trade.id === 5],
  ["getAggregateTrades", (x) => x.getAggregateTrades({ symbol, fromId: 9, limit: 4 }), ([trade]) => trade.a === 9],
  ["getKlines", (x) => x.getKlines({ symbol, interval: "1h", limit: 3 }), (rows) => rows.length === 3],
  ["getUIKlines", (x) => x.getUIKlines({ symbol, interval: "1h", limit: 3 }), (rows) => rows[0].length === 12],
  ["getAvgPrice", (x) => x.getAvgPrice({ symbol }), ({ mins }) => mins === 5],
  ["get24hrChangeStatistics", (x) => x.get24hrChangeStatistics({ symbol }), (day) => day.symbol === symbol],
  ["getTradingDayTicker", (x) => x.getTradingDayTicker({ symbol }), (day) => day.symbol === symbol],
  ["getSymbolPriceTicker", (x) => x.getSymbolPriceTicker({ symbol }), ({ price }) => Number(price) > 0],
  ["getSymbolOrderBookTicker", (x) => x.getSymbolOrderBookTicker(), (tops) => tops.length === 2],
  ["getRollingWindowTicker", (x) => x.getRollingWindowTicker({ symbol, windowSize: "4h" }), ({ count }) => count > 0],
];

const OVER_WEB_SOCKET: readonly [name: string, call: (client: WebsocketAPIClient) => Promise<unknown>, holds: Holds][] =
  [
    ["testSpotConnectivity", (x) => x.testSpotConnectivity(), (answer) => Object.keys(answer).length === 0],
    ["getSpotServerTime", (x) => x.getSpotServerTime(), ({ serverTime }) => Number.isInteger(serverTime)],
    ["getSpotExchangeInfo", (x) => x.getSpotExchangeInfo({ symbols: [symbol] }), ({ symbols }) => symbols.length === 1],
    ["getSpotOrderBook", (x) => x.getSpotOrderBook({ symbol, limit: 5 }), ({ bids }) => bids.length === 5],
    ["getSpotRecentTrades", (x) => x.getSpotRecentTrades({ symbol, limit: 4 }), (trades) => trades.length === 4],
    [
      "getSpotHistoricalTrades",
      (x) => x.getSpotHistoricalTrades({ symbol, fromId: 5, limit: 4 }),
      ([trade]) => trade.id === 5,
    ],
    ["getSpotAggregateTrades", (x) => x.getSpotAggregateTrades({ symbol, limit: 4 }), (trades) => trades.length === 4],
    ["getSpotKlines", (x) => x.getSpotKlines({ symbol, interval: "1m", limit: 3 }), (rows) => rows.length === 3],
    ["getSpotUIKlines", (x) => x.getSpotUIKlines({ symbol, interval: "1m", limit: 3 }), (rows) => rows.length === 3],
    ["getSpotAveragePrice", (x) => x.getSpotAveragePrice({ symbol }), ({ mins }) => mins === 5],
    ["getSpot24hrTicker", (x) => x.getSpot24hrTicker({ symbol }), (day) => day.symbol === symbol],
    ["getSpotTradingDayTicker", (x) => x.getSpotTradingDayTicker({ symbol }), (day) => day.symbol === symbol],
    ["getSpotTicker", (x) => x.getSpotTicker({ symbol, windowSize: "1h" }), ({ count }) => count > 0],
    ["getSpotSymbolPriceTicker", (x) => x.getSpotSymbolPriceTicker({ symbol }), ({ price }) => Number(price) > 0],
    ["getSpotSymbolOrderBookTicker", (x) => x.getSpotSymbolOrderBookTicker({ symbol }), ({ bidPrice }) => bidPrice > 0],
  ];

Deno.test("every market-data call of npm binance is answered over REST", () =>
  withExchange({}, async (running) => {
    const client = binanceRest(running);
    for (const [name, call, holds] of OVER_REST) {
      const answer = await call(client);
      assert.ok(holds(answer), `${name}: ${JSON.stringify(answer)?.slice(0, 400)}`);
    }
    await assert.rejects(client.getKlines({ symbol: "NOPE", interval: "1m" }), { code: -1121 });
  }));

Deno.test("every market-data request of npm binance is answered over the WebSocket API", () =>
  withExchange({}, async (running) => {
    const client = binanceRequests(running);
    try {
      for (const [name, call, holds] of OVER_WEB_SOCKET) {
        const answer = await call(client) as { status: number; result: unknown };
        assert.equal(answer.status, 200, name);
        assert.ok(holds(answer.result), `${name}: ${JSON.stringify(answer)?.slice(0, 400)}`);
      }
    } finally {
      await client.disconnectAll();
      client.getWSClient().closeAll(true);
    }
  }));
