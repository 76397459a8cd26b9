/** Every topic of the platform: name, key and what is published there. */
import { z } from "zod";
import { candleClosed, candleUpdated } from "../domain/candle.ts";
import { candleCorrected, coherence, feedIncident } from "../domain/feed_audit.ts";
import { notice, strategyStatus } from "../domain/active_strategy.ts";
import { runProgress } from "../domain/backtest/request.ts";
import { accountChanged, foreignChanged } from "../domain/foreign.ts";
import { heartbeatStatus, marketFrame } from "../domain/heartbeat.ts";
import { job } from "../domain/job.ts";
import type { Symbol } from "../domain/market.ts";
import { marketView } from "../domain/market_view.ts";
import { orderChanged, orderEvent } from "../domain/order.ts";
import { versionJudged } from "../domain/strategy_version.ts";
import { tradePrinted } from "../domain/trade.ts";
import { webhookChanged } from "../domain/webhook/call.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { connectionInfo, marketDataEvent } from "./exchange_connection_protocol.ts";
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

/** A closed candle turned out to be other than it was told. Key: {@linkcode candleKey}. */
export const corrections = topic("corrections", candleCorrected);

/** Entries of the feed's audit log, as they are noticed. No key. */
export const feedIncidents = topic("feed-incidents", feedIncident);

/** How regular a market's candles are, on change and at most once a second. Key: {@linkcode candleKey}. */
export const coherences = topic("coherences", coherence);

/** A desk started, UTC ms. */
export const deskOpened = z.object({ atMs: z.int() });
/** The market desk has started anew and knows no needs: whoever has some tells them again. No key. */
export const deskOpenings = topic("desk-openings", deskOpened);

/** The venue desk has started anew and knows nobody who looks: whoever does says so again. No key. */
export const venueDeskOpenings = topic("venue-desk-openings", deskOpened);

/** Markets that somebody looks at, each at most some times a second. No key. */
export const marketViews = topic("market-views", marketView);

/** What exchange connections tell. Key: that of the subscription, from the answer to `Watch`. */
export const marketData = topic("market-data", marketDataEvent);

/** Exchange connections, on each transition. Key: the connection's path. */
export const connections = topic("connections", connectionInfo);

/** What brokers report of orders. Key: the broker's id. */
export const brokerEvents = topic("broker-events", orderEvent);

/**
 * That an exchange has told of an account what no order of ours may explain: another's order, or other balances. Key: the
 * broker's id.
 */
export const accountEvents = topic("account-events", accountChanged);

/** An account that strategies may decide on. */
export const accountReady = z.object({ brokerId: z.string() });
/** From now on strategies may decide on an account. Key: the broker's id. */
export const readyAccounts = topic("ready-accounts", accountReady);

/** What came from elsewhere stands otherwise in an account. Key: the user's id. */
export const foreignChanges = topic("foreign-changes", foreignChanged);

/** Orders after each change. Key: the user's id. */
export const orders = topic("orders", orderChanged);

/** How strategies at work are doing. Key: the user's id. */
export const strategyStatuses = topic("strategy-status", strategyStatus);

/** What users must be told. Key: the user's id, or `*` for everybody. */
export const notices = topic("notices", notice);

/** Work in the background, on each change. Key: the user's id. */
export const jobs = topic("jobs", job);

/** How far backtests and searches are, on each change and at most some times a second. Key: the user's id. */
export const runs = topic("runs", runProgress);

/** What was found out about versions of strategies, once each. Key: the user's id. */
export const verdicts = topic("verdicts", versionJudged);

/** A call of a webhook was stored, or something became of it. Key: the user's id. */
export const webhookCalls = topic("webhook-calls", webhookChanged);

/** Key of the candle topics: `BTC/USDT@1m`. */
export function candleKey(symbol: Symbol, timeframe: Timeframe): string {
  return `${symbol}@${timeframe}`;
}
