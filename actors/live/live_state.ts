/** What the live feed holds, and how it tells an event. */
import type { Candle } from "../../domain/candle.ts";
import type { MarketView } from "../../domain/market_view.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { EventRing } from "./event_ring.ts";
import * as live from "./live_events.ts";
import type { LivePicture } from "./live_picture.ts";
import type { liveProtocol, Recall } from "./live_protocol.ts";
import type { Pending } from "./pending.ts";
import { encodeEvent } from "./sse.ts";
import type { Traces } from "./traces.ts";
import type { Observation, TreeReport } from "./tree_report.ts";

/** A market of a venue, named as `venueId` has it. */
export interface MarketName {
  readonly venueId: string;
  readonly symbol: string;
}

/** The venue desk, as far as the feed needs it. */
export interface MarketSource {
  /** Says all markets that are looked at now. */
  lookAt(markets: readonly MarketName[]): void;
  /** The newest state of one; null = nothing is known. */
  viewOf(market: MarketName): Promise<MarketView | null>;
}

/** What a session looks at. */
export interface Watched {
  readonly channels: ReadonlySet<string>;
  /** Those of markets, in the order in which they were asked for. */
  readonly markets: readonly string[];
  readonly unwatch: () => void;
}

/** What the live feed holds. */
export interface LiveState {
  readonly picture: LivePicture;
  readonly ring: EventRing;
  /** By the session's path. */
  readonly watched: Map<string, Watched>;
  readonly observe: () => Promise<Observation>;
  readonly recall: Recall;
  readonly traces: Traces;
  readonly markets: MarketSource;
  /** Channels of the markets that the venue desk was told of last, and of those that are beyond what it is asked for. */
  looked: ReadonlySet<string>;
  beyond: ReadonlySet<string>;
  reportsTraces: boolean;
  pending: Pending;
  flushing: boolean;
  lastTree: TreeReport | null;
}

/** Its context. */
export type LiveContext = ActorContext<typeof liveProtocol>;

/** Encodes once, keeps it for those who were away, and publishes it. */
export function emit<N extends live.LiveEventName>(
  state: LiveState,
  ctx: LiveContext,
  name: N,
  data: live.LiveEventData[N],
  to: { readonly channel?: string; readonly userId?: string | null } = {},
): void {
  const id = state.ring.nextId;
  const event: live.LiveEvent = {
    id,
    channel: to.channel ?? live.ALWAYS,
    userId: to.userId ?? null,
    bytes: encodeEvent(name, data, id),
  };
  state.ring.push(event);
  ctx.publish(live.liveEvents, event);
}

/** Whether any session looks at a channel. */
export function isWatched({ watched }: LiveState, channel: string): boolean {
  for (const { channels } of watched.values()) if (channels.has(channel)) return true;
  return false;
}

/** `BTC/USDT@1m`. */
export function keyOf({ symbol, timeframe }: Pick<Candle, "symbol" | "timeframe">): string {
  return `${symbol}@${timeframe}`;
}
