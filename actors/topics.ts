/** Every topic of the platform: name, key and what is published there. */
import { candleClosed, candleUpdated } from "../domain/candle.ts";
import { notice, strategyStatus } from "../domain/active_strategy.ts";
import { heartbeatStatus, marketFrame } from "../domain/heartbeat.ts";
import type { Symbol } from "../domain/market.ts";
import { orderChanged, orderEvent } from "../domain/order.ts";
import { tradePrinted } from "../domain/trade.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { topic } from "./runtime/mod.ts";

/** The raw stream: everything received, as received. Key: the symbol, or `*` where a frame has none. */
export const rawStream = topic("raw-stream", marketFrame);

/** Public prints. Key: the symbol. */
export const trades = topic("trades", tradePrinted);

/** The heartbeat: one message per closed candle, in order, exactly once. Key: {@linkcode candleKey}. */
export const heartbeat = topic("heartbeat", candleClosed);

/** The open candle as it grows. Key: {@linkcode candleKey}. Subscribe with `conflate`. */
export const openCandles = topic("open-candles", candleUpdated);

/** The state of the market feed, on every change and at most once a second. No key. */
export const heartbeatStatuses = topic("heartbeat-status", heartbeatStatus);

/** What brokers report of orders. Key: the broker's id. */
export const brokerEvents = topic("broker-events", orderEvent);

/** Orders after each change. Key: the user's id. */
export const orders = topic("orders", orderChanged);

/** How strategies at work are doing. Key: the user's id. */
export const strategyStatuses = topic("strategy-status", strategyStatus);

/** What users must be told. Key: the user's id, or `*` for everybody. */
export const notices = topic("notices", notice);

/** Key of the candle topics: `BTC/USDT@1m`. */
export function candleKey(symbol: Symbol, timeframe: Timeframe): string {
  return `${symbol}@${timeframe}`;
}
