/** Which question is answered by which endpoint: by path over REST, by method over the WebSocket API. */
import { bookTicker, depth } from "./depth.ts";
import type { Endpoint } from "./endpoint.ts";
import { exchangeInfo, ping, systemStatus, time } from "./general.ts";
import { klines } from "./klines.ts";
import { avgPrice, rollingTicker, ticker24hr, tickerPrice, tradingDay } from "./tickers.ts";
import { aggTrades, historicalTrades, trades } from "./trades.ts";

const REST = new Map<string, Endpoint>([
  ["/api/v3/ping", ping],
  ["/api/v3/time", time],
  ["/api/v3/exchangeInfo", exchangeInfo],
  ["/api/v3/klines", klines],
  ["/api/v3/uiKlines", klines],
  ["/api/v3/trades", trades],
  ["/api/v3/historicalTrades", historicalTrades],
  ["/api/v3/aggTrades", aggTrades],
  ["/api/v3/depth", depth],
  ["/api/v3/avgPrice", avgPrice],
  ["/api/v3/ticker", rollingTicker],
  ["/api/v3/ticker/24hr", ticker24hr],
  ["/api/v3/ticker/tradingDay", tradingDay],
  ["/api/v3/ticker/price", tickerPrice],
  ["/api/v3/ticker/bookTicker", bookTicker],
  ["/sapi/v1/system/status", systemStatus],
]);

const WEBSOCKET = new Map<string, Endpoint>([
  ["ping", ping],
  ["time", time],
  ["exchangeInfo", exchangeInfo],
  ["klines", klines],
  ["uiKlines", klines],
  ["trades.recent", trades],
  ["trades.historical", historicalTrades],
  ["trades.aggregate", aggTrades],
  ["depth", depth],
  ["avgPrice", avgPrice],
  ["ticker", rollingTicker],
  ["ticker.24hr", ticker24hr],
  ["ticker.tradingDay", tradingDay],
  ["ticker.price", tickerPrice],
  ["ticker.book", bookTicker],
]);

/** The endpoint of a REST path. */
export function restEndpoint(path: string): Endpoint | undefined {
  return REST.get(path);
}

/** The endpoint of a WebSocket-API method, with or without the prefix `v3/`. */
export function webSocketEndpoint(method: string): Endpoint | undefined {
  return WEBSOCKET.get(method.startsWith("v3/") ? method.slice(3) : method);
}
