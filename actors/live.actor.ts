/**
 * The live feed of the dashboard.
 *
 * Holds the newest of everything, and a ring of encoded events for browsers that were away for a moment.
 * **Hears** every topic that a page shows; what its sessions look at; questions for a snapshot and for missed events.
 * **Tells** `liveEvents`: each event encoded once, at most ten of the raw stream a second. While a page looks at one
 * actor's messages, their kinds (never what they say) four times a second. The venue desk which markets pages look at.
 * **On restart** it recalls how things stand from those who know; it is another feed then, so browsers are given a snapshot.
 *
 * Its steps are in `live/`: `watching.ts` (who looks at what), `gathering.ts` (what comes often), `observing.ts` (the tree),
 * `markets.ts` (markets of any venue), `recalling.ts` (what was before the start).
 */
import { z } from "zod";
import { venueOf } from "../domain/venue.ts";
import { EventRing } from "./live/event_ring.ts";
import { flush, holdCandle, holdCoherence, holdFrame, holdIncident } from "./live/gathering.ts";
import * as live from "./live/live_events.ts";
import { emptyPicture, snapshotFor, takeRun } from "./live/live_picture.ts";
import { liveArgs, liveProtocol, type Recall } from "./live/live_protocol.ts";
import { emit, keyOf, type LiveContext, type LiveState, type MarketSource } from "./live/live_state.ts";
import { followMarkets, tellMarket } from "./live/markets.ts";
import { reportTraces, reportTree } from "./live/observing.ts";
import { Pending } from "./live/pending.ts";
import { RECALL_MS, recallPicture } from "./live/recalling.ts";
import { COMMENT } from "./live/sse.ts";
import { Traces } from "./live/traces.ts";
import { sessionEnded, watchChannels } from "./live/watching.ts";
import { defineActor } from "./runtime/mod.ts";
import * as topics from "./topics.ts";
import { PATHS, ROOMS_OF_USERS } from "./tree.ts";
import { venueDeskProtocol } from "./venue_desk_protocol.ts";

export { liveProtocol, type Recall };

const args = z.object({ ...liveArgs, venuesPath: z.string().default(PATHS.venues) });

const COMMENT_MS = 15_000;
const TREE_MS = 1_000;
const RING_EVENTS = 4_096;
const RING_BYTES = 8 * 1024 * 1024;

export default defineActor({
  protocol: liveProtocol,
  args,
  mailbox: { capacity: 10_000, overflow: "drop-old" },
  init(ctx: LiveContext, { observe, recall, trace, venuesPath }: z.infer<typeof args>): LiveState {
    subscribe(ctx);
    ctx.every(COMMENT_MS, "SendComment");
    ctx.every(TREE_MS, "ReportTree");
    ctx.after(RECALL_MS, "RecallPicture");
    return {
      picture: emptyPicture(),
      ring: new EventRing(feedName(ctx), RING_EVENTS, RING_BYTES),
      watched: new Map(),
      observe,
      recall,
      traces: new Traces(trace, ctx.signal, (path, error) => {
        ctx.log.debug("an actor cannot be traced", { path, error: String(error) });
      }),
      markets: marketSource(ctx, venuesPath),
      looked: new Set(),
      beyond: new Set(),
      reportsTraces: false,
      pending: new Pending(),
      flushing: false,
      lastTree: null,
    };
  },
  on: {
    FrameReceived: holdFrame,
    CandleUpdated: holdCandle,
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
    IncidentNoticed: holdIncident,
    CoherenceChanged: holdCoherence,
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
    MarketChanged: tellMarket,
    VenueDeskOpened: (state, _, ctx) => followMarkets(state, ctx, true),
    JobChanged: (state, job, ctx) => emit(state, ctx, "job", job, { userId: job.userId }),
    RunChanged: (state, run, ctx) => {
      takeRun(state.picture, run);
      emit(state, ctx, "run", run, { userId: run.userId });
    },
    VersionJudged: (state, { userId, ...judged }, ctx) => emit(state, ctx, "verdict", judged, { userId }),
    WebhookChanged: (state, of, ctx) => emit(state, ctx, "webhook", of, { userId: of.userId }),
    ForeignChanged: (state, of, ctx) => emit(state, ctx, "foreign", { brokerId: of.brokerId }, { userId: of.userId }),
    WatchChannels: watchChannels,
    SessionEnded: sessionEnded,
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
    ReportTree: (state, _, ctx) => reportTree(state, ROOMS_OF_USERS, ctx),
    ReportTraces: reportTraces,
    RecallPicture: recallPicture,
  },
});

function subscribe(ctx: LiveContext): void {
  ctx.subscribe(topics.rawStream, "FrameReceived");
  ctx.subscribe(topics.heartbeat, "CandleClosed");
  ctx.subscribe(topics.openCandles, "CandleUpdated", { conflate: true });
  ctx.subscribe(topics.heartbeatStatuses, "StatusChanged", { conflate: true });
  ctx.subscribe(topics.feedIncidents, "IncidentNoticed");
  ctx.subscribe(topics.coherences, "CoherenceChanged");
  ctx.subscribe(topics.orders, "OrderChanged");
  ctx.subscribe(topics.strategyStatuses, "StrategyChanged");
  ctx.subscribe(topics.notices, "NoticeGiven");
  ctx.subscribe(topics.marketViews, "MarketChanged");
  ctx.subscribe(topics.venueDeskOpenings, "VenueDeskOpened");
  ctx.subscribe(topics.jobs, "JobChanged");
  ctx.subscribe(topics.runs, "RunChanged");
  ctx.subscribe(topics.verdicts, "VersionJudged");
  ctx.subscribe(topics.webhookCalls, "WebhookChanged");
  ctx.subscribe(topics.foreignChanges, "ForeignChanged");
}

/** Tells this feed from the one before a restart. */
function feedName(ctx: LiveContext): string {
  return ctx.clock.now().toString(36) + Math.floor(ctx.random() * 36 ** 6).toString(36);
}

function marketSource(ctx: LiveContext, venuesPath: string): MarketSource {
  const desk = ctx.whereis(venuesPath, venueDeskProtocol);
  const look = ({ venueId, symbol }: { venueId: string; symbol: string }) => ({ venue: venueOf(venueId), symbol });
  return {
    lookAt: (markets) => desk.tell("LookAt", { by: ctx.self.path, markets: markets.map(look) }),
    viewOf: (market) => desk.ask("GetView", look(market)),
  };
}
