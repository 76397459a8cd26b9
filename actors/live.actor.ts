/**
 * The live feed of the dashboard.
 *
 * Holds the newest of everything, and a ring of encoded events for browsers that were away for a moment.
 * **Hears** every topic that a page shows; what its sessions look at; questions for a snapshot and for missed events.
 * **Tells** `liveEvents`: each event encoded once, at most ten of the raw stream a second. While a page looks at one
 * actor's messages, their kinds (never what they say) four times a second.
 * **On restart** it recalls how things stand from those who know; it is another feed then, so browsers are given a snapshot.
 */
import { z } from "zod";
import { notice, strategyStatus } from "../domain/active_strategy.ts";
import { candleClosed, candleUpdated } from "../domain/candle.ts";
import type { Candle } from "../domain/candle.ts";
import { coherence, feedIncident } from "../domain/feed_audit.ts";
import { heartbeatStatus, marketFrame } from "../domain/heartbeat.ts";
import type { MarketFrame } from "../domain/heartbeat.ts";
import { orderChanged } from "../domain/order.ts";
import { EventRing } from "./live/event_ring.ts";
import * as live from "./live/live_events.ts";
import { addRows, emptyPicture, type LivePicture, snapshotFor, toRow } from "./live/live_picture.ts";
import { Pending } from "./live/pending.ts";
import { COMMENT, encodeEvent } from "./live/sse.ts";
import { traceChannel, tracedPath } from "./live/trace_channel.ts";
import { type OpenTrace, Traces } from "./live/traces.ts";
import { type Observation, type TreeReport, treeReport } from "./live/tree_report.ts";
import { publicTree } from "./live/tree_view.ts";
import { type ActorContext, defineActor, downSchema } from "./runtime/mod.ts";
import * as topics from "./topics.ts";
import { ROOMS_OF_USERS } from "./tree.ts";

/** What the live feed hears. */
export const liveProtocol = {
  FrameReceived: { in: marketFrame },
  CandleClosed: { in: candleClosed },
  CandleUpdated: { in: candleUpdated },
  StatusChanged: { in: heartbeatStatus },
  IncidentNoticed: { in: feedIncident },
  CoherenceChanged: { in: coherence },
  OrderChanged: { in: orderChanged },
  StrategyChanged: { in: strategyStatus },
  /** A strategy was ended for good, so nothing will be said of it any more. */
  StrategyStopped: { in: z.object({ activeStrategyId: z.string(), userId: z.string() }) },
  NoticeGiven: { in: notice },
  /** All channels that the browsers of a session look at now; it replaces what was said before. */
  WatchChannels: { in: z.object({ session: z.string(), channels: z.array(z.string()) }) },
  SessionEnded: { in: downSchema },
  GetSnapshot: {
    /** Null = of all users. */
    in: z.object({ userId: z.string().nullable() }),
    out: z.object({ snapshot: live.snapshot, lastId: live.eventId }),
  },
  /** How regular each market and timeframe was since the feed started. */
  GetCoherences: { out: z.array(coherence) },
  /** `events` is null when some are gone already, or are more than `maxBytes`. */
  GetEventsAfter: {
    in: z.object({ id: live.eventId, maxBytes: z.int() }),
    out: z.object({ events: z.array(live.liveEvent).nullable(), lastId: live.eventId }),
  },
  Flush: {},
  SendComment: {},
  ReportTree: {},
  ReportTraces: {},
  RecallPicture: {},
} as const;

/** What was true before this actor started; it asks again until the house can answer. */
export type Recall = () => Promise<Omit<live.Snapshot, "rows">>;

const liveArgs = z.object({
  recall: z.custom<Recall>((value) => typeof value === "function"),
  /** Looks at the running tree. */
  observe: z.custom<() => Promise<Observation>>((value) => typeof value === "function"),
  /** Follows the messages of one of its actors. */
  trace: z.custom<OpenTrace>((value) => typeof value === "function"),
});

/** Frames and open candles are sent together, this often at most. */
const FLUSH_MS = 100;
const COMMENT_MS = 15_000;
const TREE_MS = 1_000;
const TRACE_MS = 250;
/** At a cold start everybody tells by himself how he stands; only what is not told by then is asked for. */
const RECALL_MS = 1_000;
const RING_EVENTS = 4_096;
const RING_BYTES = 8 * 1024 * 1024;

interface State {
  readonly picture: LivePicture;
  readonly ring: EventRing;
  readonly watched: Map<string, { readonly channels: ReadonlySet<string>; readonly unwatch: () => void }>;
  readonly observe: () => Promise<Observation>;
  readonly recall: Recall;
  readonly traces: Traces;
  reportsTraces: boolean;
  pending: Pending;
  flushing: boolean;
  lastTree: TreeReport | null;
}

type Context = ActorContext<typeof liveProtocol>;

export default defineActor({
  protocol: liveProtocol,
  args: liveArgs,
  mailbox: { capacity: 10_000, overflow: "drop-old" },
  init(ctx: Context, args: z.infer<typeof liveArgs>): State {
    ctx.subscribe(topics.rawStream, "FrameReceived");
    ctx.subscribe(topics.heartbeat, "CandleClosed");
    ctx.subscribe(topics.openCandles, "CandleUpdated", { conflate: true });
    ctx.subscribe(topics.heartbeatStatuses, "StatusChanged", { conflate: true });
    ctx.subscribe(topics.feedIncidents, "IncidentNoticed");
    ctx.subscribe(topics.coherences, "CoherenceChanged");
    ctx.subscribe(topics.orders, "OrderChanged");
    ctx.subscribe(topics.strategyStatuses, "StrategyChanged");
    ctx.subscribe(topics.notices, "NoticeGiven");
    ctx.every(COMMENT_MS, "SendComment");
    ctx.every(TREE_MS, "ReportTree");
    ctx.after(RECALL_MS, "RecallPicture");
    return {
      picture: emptyPicture(),
      ring: new EventRing(feedName(ctx), RING_EVENTS, RING_BYTES),
      watched: new Map(),
      observe: args.observe,
      recall: args.recall,
      traces: new Traces(args.trace, ctx.signal, (path, error) => {
        ctx.log.debug("an actor cannot be traced", { path, error: String(error) });
      }),
      reportsTraces: false,
      pending: new Pending(),
      flushing: false,
      lastTree: null,
    };
  },
  on: {
    FrameReceived: (state, frame, ctx) => holdFrame(state, frame, ctx),
    CandleUpdated: (state, { candle }, ctx) => {
      state.pending.candles.set(keyOf(candle), candle);
      flushSoon(state, ctx);
    },
    Flush: flush,
    CandleClosed: (state, { candle }, ctx) => {
      state.picture.candles.set(keyOf(candle), candle);
      state.pending.candles.delete(keyOf(candle)); // what is closed is not open any more
      emit(state, ctx, "candle", { candle });
    },
    StatusChanged: (state, status, ctx) => {
      state.picture.status = status;
      emit(state, ctx, "heartbeat-status", status);
    },
    IncidentNoticed: (state, incident, ctx) => {
      if (!isWatched(state, live.AUDIT_CHANNEL)) return;
      state.pending.addIncident(incident);
      flushSoon(state, ctx);
    },
    CoherenceChanged: (state, of, ctx) => {
      state.picture.coherences.set(keyOf(of), of);
      if (!isWatched(state, live.AUDIT_CHANNEL)) return;
      state.pending.coherences.set(keyOf(of), of);
      flushSoon(state, ctx);
    },
    OrderChanged: (state, { order }, ctx) => emit(state, ctx, "order", { order }, { userId: order.userId }),
    StrategyChanged: (state, status, ctx) => {
      state.picture.strategies.set(status.activeStrategyId, status);
      emit(state, ctx, "strategy", status, { userId: status.userId });
    },
    StrategyStopped: (state, { activeStrategyId, userId }, ctx) => {
      state.picture.strategies.delete(activeStrategyId);
      emit(state, ctx, "strategy-stopped", { activeStrategyId }, { userId });
    },
    NoticeGiven: (state, given, ctx) => emit(state, ctx, "notice", given, { userId: given.userId }),
    WatchChannels: watchChannels,
    SessionEnded: (state, { path }, ctx) => {
      state.watched.delete(path);
      return followTraces(state, ctx);
    },
    GetSnapshot: (state, { userId }) => ({
      snapshot: snapshotFor(state.picture, userId),
      lastId: state.ring.lastId,
    }),
    GetCoherences: ({ picture }) => [...picture.coherences.values()],
    GetEventsAfter: (state, { id, maxBytes }) => ({
      events: state.ring.after(id, maxBytes),
      lastId: state.ring.lastId,
    }),
    SendComment: (_, __, ctx) =>
      ctx.publish(live.liveEvents, { id: null, channel: live.ALWAYS, userId: null, bytes: COMMENT }),
    ReportTree: reportTree,
    ReportTraces: reportTraces,
    RecallPicture: recallPicture,
  },
});

/** Tells this feed from the one before a restart. */
function feedName(ctx: Context): string {
  return ctx.clock.now().toString(36) + Math.floor(ctx.random() * 36 ** 6).toString(36);
}

/** Encodes once, keeps it for those who were away, and publishes it. */
function emit<N extends live.LiveEventName>(
  state: State,
  ctx: Context,
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

function holdFrame(state: State, frame: MarketFrame, ctx: Context): void {
  const row = toRow(frame);
  addRows(state.picture.rows, [row]);
  if (!isWatched(state, live.RAW_CHANNEL)) return;
  state.pending.addRow(row);
  flushSoon(state, ctx);
}

function flushSoon(state: State, ctx: Context): void {
  if (state.flushing) return;
  state.flushing = true;
  ctx.after(FLUSH_MS, "Flush");
}

function flush(state: State, _: void, ctx: Context): void {
  const { rows, candles, incidents, coherences } = state.pending;
  state.pending = new Pending();
  state.flushing = false;
  if (rows.length > 0) emit(state, ctx, "raw", { rows }, { channel: live.RAW_CHANNEL });
  for (const [key, candle] of candles) {
    const channel = live.openCandleChannel(key);
    if (isWatched(state, channel)) emit(state, ctx, "open-candle", { candle }, { channel });
  }
  if (incidents.length + coherences.size === 0) return;
  emit(state, ctx, "audit", { incidents, coherences: [...coherences.values()] }, { channel: live.AUDIT_CHANNEL });
}

/** Fills in what nobody has told since the start, and tells it to the browsers that are here already. */
async function recallPicture(state: State, _: void, ctx: Context): Promise<void> {
  try {
    const { candles, strategies, status } = await state.recall();
    for (const candle of candles) {
      if (!state.picture.candles.has(keyOf(candle))) state.picture.candles.set(keyOf(candle), candle);
    }
    for (const strategy of strategies) {
      if (state.picture.strategies.has(strategy.activeStrategyId)) continue;
      state.picture.strategies.set(strategy.activeStrategyId, strategy);
      emit(state, ctx, "strategy", strategy, { userId: strategy.userId });
    }
    if (status && !state.picture.status) {
      state.picture.status = status;
      emit(state, ctx, "heartbeat-status", status);
    }
  } catch (error) {
    ctx.log.debug("the house cannot yet say how things stand", { error: String(error) });
    ctx.after(RECALL_MS, "RecallPicture");
  }
}

async function reportTree(state: State, _: void, ctx: Context): Promise<void> {
  await followTraces(state, ctx);
  const [whole, open] = [live.WHOLE_TREE_CHANNEL, live.TREE_CHANNEL].map((channel) => isWatched(state, channel));
  if (!whole && !open) return;
  state.lastTree = treeReport(await state.observe(), ctx.clock.now(), state.lastTree);
  if (whole) emit(state, ctx, "tree", state.lastTree, { channel: live.WHOLE_TREE_CHANNEL });
  if (open) emit(state, ctx, "tree", publicTree(state.lastTree, ROOMS_OF_USERS), { channel: live.TREE_CHANNEL });
}

/** Follows the actors that somebody looks at and that are in the tree; those that began anew, anew. */
async function followTraces(state: State, ctx: Context): Promise<void> {
  const wanted = new Set([...state.watched.values()].flatMap(({ channels }) => [...channels]).flatMap(pathsOf));
  if (wanted.size === 0 && state.traces.size === 0) return;
  state.traces.follow(wanted, (await state.observe()).tree);
  if (state.reportsTraces || state.traces.size === 0) return;
  state.reportsTraces = true;
  ctx.after(TRACE_MS, "ReportTraces");
}

function pathsOf(channel: string): string[] {
  const path = tracedPath(channel);
  return path === null ? [] : [path];
}

function reportTraces(state: State, _: void, ctx: Context): void {
  for (const report of state.traces.take()) {
    emit(state, ctx, "trace", report, { channel: traceChannel(report.path) });
  }
  state.reportsTraces = state.traces.size > 0;
  if (state.reportsTraces) ctx.after(TRACE_MS, "ReportTraces");
}

function watchChannels(state: State, { session, channels }: { session: string; channels: string[] }, ctx: Context) {
  const unwatch = state.watched.get(session)?.unwatch ?? ctx.watch(ctx.whereis(session, {}), "SessionEnded");
  state.watched.set(session, { channels: new Set(channels), unwatch });
  return followTraces(state, ctx);
}

function isWatched(state: State, channel: string): boolean {
  for (const watcher of state.watched.values()) {
    if (watcher.channels.has(channel)) return true;
  }
  return false;
}

function keyOf({ symbol, timeframe }: Pick<Candle, "symbol" | "timeframe">): string {
  return topics.candleKey(symbol, timeframe);
}
