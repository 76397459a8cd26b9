/** The supervision tree, as data: who stands below whom, where it runs, and what its fall takes along. */
import type { BrokerCredentials } from "../db/broker_credentials.ts";
import type { Db } from "../db/open.ts";
import type { DecimalText } from "../domain/decimal.ts";
import type { Symbol } from "../domain/market.ts";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import { BROKERS_PATH } from "./broker_keeper_protocol.ts";
import type { CourierArgs } from "./courier/state.ts";
import { type ChildSpec, supervisor, type SupervisorChild, type SupervisorSpec } from "./runtime/mod.ts";

/** Paths by which the rooms find each other. */
export const PATHS = {
  demoExchange: "/root/demo-exchange",
  recorder: "/root/market/recorder",
  marketDesk: "/root/market/desk",
  feed: "/root/market/feed",
  venues: "/root/market/venues",
  connections: "/root/market/connections",
  paper: "/root/trading/paper",
  brokers: BROKERS_PATH,
  brokerKeeper: "/root/trading/broker-keeper",
  orderDesk: "/root/trading/order-desk",
  strategies: "/root/trading/strategies",
  portfolio: "/root/trading/portfolio",
  manualDesk: "/root/trading/manual-desk",
  foreignDesk: "/root/trading/foreign-desk",
  riskGuard: "/root/risk/guard",
  killSwitch: "/root/risk/kill-switch",
  webhookExecutor: "/root/webhooks/executor",
  webhookDesk: "/root/webhooks/desk",
  courier: "/root/notifications/courier",
  workshopDesk: "/root/laboratory/workshop-desk",
  languages: "/root/laboratory/languages",
  candleReader: "/root/laboratory/candle-reader",
  backtestDesk: "/root/laboratory/backtests/desk",
  backtestRuns: "/root/laboratory/backtests/runs",
  live: "/root/dashboard/live",
  sessions: "/root/dashboard/sessions",
  web: "/root/dashboard/web",
} as const;

/** Rooms of which each actor belongs to some user. */
export const ROOMS_OF_USERS: readonly string[] = [
  PATHS.brokers,
  PATHS.strategies,
  PATHS.backtestRuns,
  PATHS.languages,
  PATHS.sessions,
];

/** The exchange inside. */
export interface DemoPlan {
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  /** Paths of recordings; empty = the shipped ones. */
  readonly klines: readonly string[];
  /** File that keeps its timeline; null = every start begins anew. */
  readonly statePath: string | null;
  /** File that keeps its clients, what they own and their orders; null = every start begins without. */
  readonly tradingPath: string | null;
}

/** A demo exchange that runs elsewhere. */
export interface DemoElsewhere {
  /** `http://host:port`. */
  readonly restUrl: string;
}

/** What the market room is made from. */
export interface MarketPlan {
  readonly db: Db;
  readonly symbols: readonly Symbol[];
  /** How far back the first start fetches candles, ms. */
  readonly historyMs: number;
  /** How long what is kept, ms; `rawRetentionMs` 0 = frames are not stored. */
  readonly retention: { readonly auditRetentionMs: number; readonly rawRetentionMs: number };
  /** Where Binance's protocol is spoken: the demo exchange, inside or elsewhere, or an address. */
  readonly exchange: { readonly demo: DemoPlan | DemoElsewhere } | { readonly restUrl: string; readonly wsUrl: string };
}

/** What the tree is made from. */
export interface TreePlan extends MarketPlan {
  /** The paper account: its broker id, and what it began with by currency. */
  readonly paper: { readonly brokerId: string; readonly cash: Readonly<Record<string, DecimalText>> };
  /** Opens sealed credentials. @throws {Error} that says nothing of them. */
  readonly openCredentials: (of: BrokerCredentials) => Record<string, string>;
  /** How messages to users outside of the page are opened, written and sent; live objects, too. */
  readonly courier: Omit<CourierArgs, "db">;
  /** Arguments of the actors that face the browser; live objects, since these actors are local. */
  readonly dashboard: { readonly live: unknown; readonly web: unknown };
}

/** Hosts that stand still for so long are replaced. */
const HEARTBEAT = { every: "500ms", misses: 6 } as const;
/**
 * A room whose actors fall more often than this gives up, and the root starts it anew. While the database is away three or
 * four of a room fall again and again, each of them at most some twenty times a minute: that is waited out.
 */
const ROOM = {
  strategy: "rest_for_one",
  intensity: 100,
  period: "1m",
  backoff: { min: "50ms", max: "5s", jitter: 0.2, resetAfter: "30s" },
} as const;

/** One connection a venue; one that falls again and again is begun ever more seldom. */
const CONNECTIONS = {
  strategy: "dynamic",
  intensity: 200,
  period: "1m",
  backoff: { min: "500ms", max: "10s", jitter: 0.2, resetAfter: "1m" },
} as const;

/** Accounts at exchanges, and looks at some that are not stored. */
const MOST_BROKERS = 1_000;

/** Users who write strategies at the same time: a compiler each, which takes some 200 MB. */
const MOST_LANGUAGES = 12;

/** Rooms beside each other. The root never gives up: nobody would start the house again. */
const ROOT = {
  strategy: "one_for_one",
  backoff: { min: "100ms", max: "10s", jitter: 0.2, resetAfter: "1m" },
} as const;

/**
 * The tree of the platform: an exchange inside (or none), the market, the risk guard, trading, the webhooks, the notifications, the laboratory, and the
 * dashboard; in this order.
 */
export function platformTree(plan: TreePlan): SupervisorSpec {
  return supervisor({
    ...ROOT,
    children: [
      ...exchangeAndMarket(plan),
      risk(plan),
      trading(plan),
      webhooks(plan),
      notifications(plan),
      laboratory(plan),
      dashboard(plan),
    ],
  });
}

/** The same without trading and dashboard: a market that is listened to and recorded. */
export function marketTree(plan: MarketPlan): SupervisorSpec {
  return supervisor({ ...ROOT, children: exchangeAndMarket(plan) });
}

function exchangeAndMarket(plan: MarketPlan): (ChildSpec | SupervisorChild)[] {
  const demo = "demo" in plan.exchange ? [demoExchange(plan.exchange.demo)] : [];
  return [...demo, market(plan)];
}

/** Whoever looks for the demo exchange finds it at one path, wherever it runs. */
function demoExchange(plan: DemoPlan | DemoElsewhere): ChildSpec {
  if ("restUrl" in plan) return { id: "demo-exchange", module: moduleOf("demo_elsewhere"), args: plan };
  return {
    id: "demo-exchange",
    module: moduleOf("demo_exchange"),
    place: { worker: "demo" },
    args: plan,
    heartbeat: HEARTBEAT,
  };
}

/**
 * The recorder first: the makers and the feed ask it where they stand. Then the desk, which they ask what is wanted. Feed
 * after them: when it publishes, all who need every candle listen; when one of those falls, the feed begins anew behind it
 * and repairs. What users look at at any venue stands behind all that: the venue desk, then its connections, which fall with
 * the desk that knows of them.
 */
function market({ db, symbols, historyMs, retention, exchange }: MarketPlan): SupervisorChild {
  const [recorderPath, deskPath] = [PATHS.recorder, PATHS.marketDesk];
  const exchangeName = "demo" in exchange ? "demo" : "binance";
  const candleMakers = TIMEFRAMES.slice(1).map((timeframe): ChildSpec => ({
    id: `candles-${timeframe}`,
    module: moduleOf("candle_maker"),
    place: { worker: "candles" },
    args: { timeframe, symbols, recorderPath, deskPath, exchange: exchangeName },
    heartbeat: HEARTBEAT,
  }));
  const feed: ChildSpec = {
    id: "feed",
    module: moduleOf("market_feed"),
    place: { worker: "market" },
    heartbeat: HEARTBEAT,
    args: {
      exchange: exchangeName,
      endpoints: "demo" in exchange ? { demoPath: PATHS.demoExchange } : exchange,
      recorderPath,
      deskPath,
      symbols,
      historyMs,
    },
  };
  const recorder: ChildSpec = {
    id: "recorder",
    module: moduleOf("recorder"),
    args: { db, exchange: exchangeName, ...retention },
    shutdown: "10s",
  };
  const followerPaths = candleMakers.map(({ id }) => `/root/market/${id}`);
  const desk: ChildSpec = {
    id: "desk",
    module: moduleOf("market_desk"),
    args: { symbols, feedPath: PATHS.feed, followerPaths, recorderPath },
  };
  const children = [recorder, desk, ...candleMakers, feed, ...venues("demo" in exchange)];
  return { id: "market", supervisor: supervisor({ ...ROOM, children }) };
}

/** Market data of any venue: the paper one shows the platform's own market. */
function venues(isDemo: boolean): (ChildSpec | SupervisorChild)[] {
  const args = {
    connectionsPath: PATHS.connections,
    demoPath: isDemo ? PATHS.demoExchange : null,
    platformVenue: isDemo
      ? { exchange: "demo", environment: "demo" as const }
      : { exchange: "binance", environment: "live" as const },
  };
  return [
    { id: "venues", module: moduleOf("venue_desk"), args },
    { id: "connections", supervisor: supervisor(CONNECTIONS) },
  ];
}

/** What stands between orders and the world. Beside trading: its fall takes no strategy along, until it is back nothing opens. */
function risk({ db }: TreePlan): SupervisorChild {
  const paths = { orderDeskPath: PATHS.orderDesk, portfolioPath: PATHS.portfolio, venuesPath: PATHS.venues };
  const children = [
    { id: "guard", module: moduleOf("risk_guard"), args: { db, venuesPath: PATHS.venues } },
    { id: "kill-switch", module: moduleOf("kill_switch"), args: { db, ...paths } },
  ];
  return { id: "risk", supervisor: supervisor({ ...ROOM, strategy: "one_for_one", children }) };
}

/**
 * Strategies end before the desk that takes their orders, and start after it has reconciled. Brokers are not restarted by
 * their supervisor but by the keeper, so that none can take the room along.
 */
function trading({ db, symbols, paper, openCredentials }: TreePlan): SupervisorChild {
  const { brokerId, cash } = paper;
  const brokers = { paper: { [brokerId]: PATHS.paper }, brokersPath: BROKERS_PATH };
  const children = [
    { id: "paper", module: moduleOf("paper_broker"), args: { db, brokerId, cash, symbols, feedPath: PATHS.feed } },
    { id: "brokers", supervisor: supervisor({ strategy: "dynamic", maxChildren: MOST_BROKERS }) },
    {
      id: "broker-keeper",
      module: moduleOf("broker_keeper"),
      args: {
        db,
        openCredentials,
        demoPath: PATHS.demoExchange,
        orderDeskPath: PATHS.orderDesk,
        paper: { path: PATHS.paper, symbols },
      },
    },
    { id: "order-desk", module: moduleOf("order_desk"), args: { db, ...brokers, riskPath: PATHS.riskGuard } },
    { id: "strategies", supervisor: supervisor({ strategy: "dynamic", intensity: 100, period: "1m" }) },
    {
      id: "portfolio",
      module: moduleOf("portfolio"),
      args: {
        db,
        strategiesPath: PATHS.strategies,
        orderDeskPath: PATHS.orderDesk,
        recorderPath: PATHS.recorder,
        deskPath: PATHS.marketDesk,
        venuesPath: PATHS.venues,
      },
    },
    // nobody builds on those that follow: their fall takes no strategy along
    {
      id: "manual-desk",
      module: moduleOf("manual_desk"),
      args: { db, ...brokers, orderDeskPath: PATHS.orderDesk, venuesPath: PATHS.venues },
    },
    { id: "foreign-desk", module: moduleOf("foreign_desk"), args: { db, ...brokers, venuesPath: PATHS.venues } },
    {
      id: "position-auditor",
      module: moduleOf("position_auditor"),
      args: { db, ...brokers, portfolioPath: PATHS.portfolio },
    },
    { id: "bookkeeper", module: moduleOf("bookkeeper"), args: { db, ...brokers, venuesPath: PATHS.venues } },
  ];
  return { id: "trading", supervisor: supervisor({ ...ROOM, children }) };
}

/**
 * What programs outside say. Beside trading, not in it: while that begins anew, calls are taken and wait. The executor first,
 * whom the desk tells of them.
 */
function webhooks({ db, paper: { brokerId } }: TreePlan): SupervisorChild {
  const brokers = { paper: { [brokerId]: PATHS.paper }, brokersPath: BROKERS_PATH };
  const children = [
    {
      id: "executor",
      module: moduleOf("webhook_executor"),
      args: { db, ...brokers, manualDeskPath: PATHS.manualDesk, venuesPath: PATHS.venues },
    },
    { id: "desk", module: moduleOf("webhook_desk"), args: { db, executorPath: PATHS.webhookExecutor } },
  ];
  return { id: "webhooks", supervisor: supervisor({ ...ROOM, children }) };
}

/** What users are told outside of the page. It listens, and nobody builds on it. */
function notifications({ db, courier }: TreePlan): SupervisorChild {
  const children = [
    { id: "notifier", module: moduleOf("notifier"), args: { db, courierPath: PATHS.courier } },
    { id: "courier", module: moduleOf("courier"), args: { db, ...courier } },
  ];
  return { id: "notifications", supervisor: supervisor({ ...ROOM, strategy: "one_for_one", children }) };
}

/**
 * What is tried before it trades. Its parts do not stand on each other, but for the runs: they fall with the desk that knows
 * of them, and it begins them anew.
 */
function laboratory({ db, exchange }: TreePlan): SupervisorChild {
  const exchangeName = "demo" in exchange ? "demo" : "binance";
  const desk: ChildSpec = {
    id: "desk",
    module: moduleOf("backtest_desk"),
    args: {
      db,
      exchange: exchangeName,
      runsPath: PATHS.backtestRuns,
      candleReaderPath: PATHS.candleReader,
      feedPath: PATHS.feed,
      marketDeskPath: PATHS.marketDesk,
      recorderPath: PATHS.recorder,
    },
  };
  const runs: SupervisorChild = { id: "runs", supervisor: supervisor({ strategy: "dynamic" }) };
  const children = [
    { id: "candle-reader", module: moduleOf("candle_reader"), args: { db, exchange: exchangeName } },
    { id: "backtests", supervisor: supervisor({ ...ROOM, children: [desk, runs] }) },
    { id: "languages", supervisor: supervisor({ strategy: "dynamic", maxChildren: MOST_LANGUAGES }) },
    { id: "workshop-desk", module: moduleOf("workshop_desk"), args: { db } },
  ];
  return { id: "laboratory", supervisor: supervisor({ ...ROOM, strategy: "one_for_one", children }) };
}

/** The watch and the cleaner last: their fall takes nobody along. */
function dashboard({ db, dashboard }: TreePlan): SupervisorChild {
  const children = [
    { id: "live", module: moduleOf("live"), args: dashboard.live },
    {
      id: "sessions",
      supervisor: supervisor({ strategy: "dynamic", intensity: 100, period: "1m", maxChildren: 10_000 }),
    },
    { id: "web", module: moduleOf("web"), args: dashboard.web },
    { id: "database-watch", module: moduleOf("database_watch"), args: { db } },
    { id: "session-cleaner", module: moduleOf("session_cleaner"), args: { db } },
  ];
  return { id: "dashboard", supervisor: supervisor({ ...ROOM, children }) };
}

function moduleOf(name: string): string {
  return import.meta.resolve(`./${name}.actor.ts`);
}
