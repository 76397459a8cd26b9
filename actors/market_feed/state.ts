/** What the market feed holds. */
import { z } from "zod";
import { type Symbol, symbol } from "../../domain/market.ts";
import type { marketFeedProtocol } from "../market_feed_protocol.ts";
import type { recorderProtocol } from "../recorder_protocol.ts";
import type { ActorContext, ActorRef } from "../runtime/mod.ts";
import type { FeedAudit } from "./audit.ts";
import { marketSync } from "./market_sync.ts";
import type { MarketRules } from "./market_rules.ts";
import { OpenMinute } from "./open_minute.ts";
import type { PastQueue } from "./past.ts";
import type { FeedStatus } from "./status.ts";
import type { MarketSync } from "./sync_step.ts";
import { TradeSequence } from "./trade_sequence.ts";
import type { Part, Transport, Venue } from "./venue.ts";

/** What the feed is started with. */
export const marketFeedArgs = z.object({
  exchange: z.enum(["binance", "demo"]),
  endpoints: z.union([
    z.object({ restUrl: z.string(), wsUrl: z.string() }),
    z.object({ demoPath: z.string() }),
  ]),
  recorderPath: z.string(),
  /** Markets to follow from the start. */
  symbols: z.array(symbol).min(1),
  /** Who knows which further markets are wanted; absent = nobody. */
  deskPath: z.string().optional(),
  /** How far back the first start fetches candles, ms. */
  historyMs: z.number().nonnegative(),
  /** How many streams may share a connection, and so its loss; default: as many as the exchange lets. */
  streamsPerConnection: z.int().positive().optional(),
  /** Default: the network. Only in this isolate. */
  transport: z.custom<Transport>().default({}),
});

/** One market. */
export interface Followed {
  readonly symbol: Symbol;
  /** Tells the answers that are for it from those to one that was followed before. */
  readonly life: number;
  sync: MarketSync;
  readonly prints: TradeSequence;
  readonly open: OpenMinute;
  /** Streams that do not flow. */
  readonly lost: Set<Part>;
  /** Failed attempts in a row to fetch. */
  readonly attempts: Record<Part, number>;
  /** Open times (UTC ms) of told candles that REST is asked about. */
  readonly doubts: Set<number>;
}

/** What the feed holds. */
export interface FeedState {
  readonly args: z.infer<typeof marketFeedArgs>;
  /** Tells the answers to this incarnation from those to an earlier one. */
  readonly life: number;
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly venue: Venue;
  readonly followed: Map<Symbol, Followed>;
  readonly rules: MarketRules;
  readonly past: PastQueue;
  readonly audit: FeedAudit;
  readonly status: FeedStatus;
  /** The exchange's clock as far as its frames have told, UTC ms. */
  exchangeMs: number;
  /** When a market was heard last or all were asked for, by our clock, UTC ms. */
  heardMs: number;
}

/** The context of the feed. */
export type FeedContext = ActorContext<typeof marketFeedProtocol>;

/** A market of which nothing is known yet. */
export function newFollowed(symbol: Symbol, life: number): Followed {
  return {
    symbol,
    life,
    sync: marketSync(symbol),
    prints: new TradeSequence(),
    open: new OpenMinute(symbol),
    lost: new Set(),
    attempts: { prints: 0, candles: 0 },
    doubts: new Set(),
  };
}

/** An error in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
