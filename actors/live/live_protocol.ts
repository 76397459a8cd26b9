/** What the live feed hears, and how it is set up. */
import { z } from "zod";
import { notice, strategyStatus } from "../../domain/active_strategy.ts";
import { runProgress } from "../../domain/backtest/request.ts";
import { candleClosed, candleUpdated } from "../../domain/candle.ts";
import { coherence, feedIncident } from "../../domain/feed_audit.ts";
import { heartbeatStatus, marketFrame } from "../../domain/heartbeat.ts";
import { job } from "../../domain/job.ts";
import { marketView } from "../../domain/market_view.ts";
import { orderChanged } from "../../domain/order.ts";
import { versionJudged } from "../../domain/strategy_version.ts";
import { foreignChanged } from "../../domain/foreign.ts";
import { webhookChanged } from "../../domain/webhook/call.ts";
import { downSchema } from "../runtime/mod.ts";
import * as live from "./live_events.ts";
import type { OpenTrace } from "./traces.ts";
import type { Observation } from "./tree_report.ts";

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
  MarketChanged: { in: marketView },
  /** The venue desk has started anew and knows nobody who looks. */
  VenueDeskOpened: { in: z.object({ atMs: z.int() }) },
  JobChanged: { in: job },
  RunChanged: { in: runProgress },
  VersionJudged: { in: versionJudged },
  WebhookChanged: { in: webhookChanged },
  ForeignChanged: { in: foreignChanged },
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

/** What a live feed is handed. */
export const liveArgs = {
  recall: z.custom<Recall>((value) => typeof value === "function"),
  /** Looks at the running tree. */
  observe: z.custom<() => Promise<Observation>>((value) => typeof value === "function"),
  /** Follows the messages of one of its actors. */
  trace: z.custom<OpenTrace>((value) => typeof value === "function"),
} as const;
