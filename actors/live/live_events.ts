/** What browsers are told live: the events by name, their data, and the topic that carries them encoded. */
import { z } from "zod";
import { type Notice, type StrategyStatus, strategyStatus } from "../../domain/active_strategy.ts";
import { type RunProgress, runProgress } from "../../domain/backtest/request.ts";
import { type Candle, candle } from "../../domain/candle.ts";
import type { Coherence, FeedIncident } from "../../domain/feed_audit.ts";
import { type HeartbeatStatus, heartbeatStatus, type MarketFrame, marketFrame } from "../../domain/heartbeat.ts";
import type { Job } from "../../domain/job.ts";
import type { MarketView } from "../../domain/market_view.ts";
import type { Order } from "../../domain/order.ts";
import type { Verdict } from "../../domain/strategy_verdict.ts";
import type { WebhookChanged } from "../../domain/webhook/call.ts";
import { topic } from "../runtime/mod.ts";
import type { TraceReport } from "./traces.ts";
import type { TreeReport } from "./tree_report.ts";

/** All that the live pages show at a glance; sent to a browser that is new or was away for too long. */
export const snapshot = z.object({
  /** The last frames, oldest first. */
  rows: z.array(marketFrame),
  /** The last closed candle of every symbol and timeframe. */
  candles: z.array(candle),
  status: heartbeatStatus.nullable(),
  strategies: z.array(strategyStatus),
  /** Backtests and searches that have not ended. */
  runs: z.array(runProgress),
});
/** All that the live pages show at a glance. */
export type Snapshot = z.infer<typeof snapshot>;

/** The data of each event, by the event's name. */
export interface LiveEventData {
  /** First on every stream: which build answers, and to whom. */
  readonly hello: { readonly build: string; readonly dev: boolean; readonly userId: string };
  /** Replaces all that was known; after a gap that could not be replayed, too. */
  readonly snapshot: Snapshot;
  readonly raw: { readonly rows: readonly MarketFrame[] };
  readonly candle: { readonly candle: Candle };
  readonly "open-candle": { readonly candle: Candle };
  readonly "heartbeat-status": HeartbeatStatus;
  readonly order: { readonly order: Order };
  readonly strategy: StrategyStatus;
  /** It is at work no more. */
  readonly "strategy-stopped": { readonly activeStrategyId: string };
  readonly notice: Notice;
  /** The market of a channel as it is now, and what was printed there since. */
  readonly market: MarketView;
  /** How work in the background goes on. */
  readonly job: Job;
  /** How far a backtest or a search is. */
  readonly run: RunProgress;
  /** What was found out about a version of a strategy. */
  readonly verdict: { readonly strategyId: string; readonly version: number; readonly verdict: Verdict };
  /** A call of a webhook was stored, or something became of it. */
  readonly webhook: WebhookChanged;
  /** What stands in an account and came from elsewhere may be another than before. */
  readonly foreign: { readonly brokerId: string };
  /** What was irregular in the market feed, oldest first, and how regular each market and timeframe is since the start. */
  readonly audit: { readonly incidents: readonly FeedIncident[]; readonly coherences: readonly Coherence[] };
  readonly tree: TreeReport;
  readonly trace: TraceReport;
}
/** The name of an event. */
export type LiveEventName = keyof LiveEventData;

/** Sent to everybody, always. */
export const ALWAYS = "always";
/** Channels that a browser asks for while a page shows them. */
export const RAW_CHANNEL = "raw";
/** Irregularities of the market feed as they are noticed. */
export const AUDIT_CHANNEL = "audit";
/** The supervision tree, once a second. */
export const TREE_CHANNEL = "tree";
/** The same with what belongs to users and the words of errors: for `dev` alone. */
export const WHOLE_TREE_CHANNEL = "tree:whole";

/** The channel of an open candle; the key is `BTC/USDT@1m`. */
export function openCandleChannel(key: string): string {
  return `open:${key}`;
}

export { marketChannel } from "./market_channel.ts";

const CURRENCY = String.raw`[\p{L}\p{N}$._-]{1,24}`;
const SYMBOL = `${CURRENCY}/${CURRENCY}(:${CURRENCY})?`;
const CHANNELS: readonly string[] = [
  "raw",
  "audit",
  "tree(:whole)?",
  `open:${SYMBOL}@[0-9]{1,2}[mh]`,
  `market:[a-z0-9]{1,40}(-testnet|-demo)?:${SYMBOL}`,
  String.raw`trace:/root(/[\w.-]{1,80}){1,8}`,
];

/** Names of channels that a browser may ask for. */
export const channelName = z.string().max(200).regex(new RegExp(`^(${CHANNELS.join("|")})$`, "u"));

/**
 * The place of an event in all that was told: the feed that told it, and a number that rises by one from 1. A feed that
 * restarted is another feed: what the earlier one told cannot be found in it.
 */
export const eventId = z.object({ feed: z.string(), number: z.int() });
/** The place of an event in all that was told. */
export type EventId = z.infer<typeof eventId>;

/** One event, encoded once for all streams. */
export const liveEvent = z.object({
  /** Null for a comment that keeps connections open. */
  id: eventId.nullable(),
  channel: z.string(),
  /** Only for this user; null for all. */
  userId: z.string().nullable(),
  bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
});
/** One event, encoded once for all streams. */
export type LiveEvent = z.infer<typeof liveEvent>;

/** Encoded events, inside this isolate. */
export const liveEvents = topic("live-events", liveEvent);
