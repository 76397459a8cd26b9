/** The services of a running house: what routes ask for, fetched from its actors and its database. */
import { backtestDeskProtocol } from "../actors/backtest_desk_protocol.ts";
import { liveProtocol, type Recall } from "../actors/live.actor.ts";
import type { OpenTrace } from "../actors/live/traces.ts";
import type { Observation } from "../actors/live/tree_report.ts";
import { marketDeskProtocol } from "../actors/market_desk_protocol.ts";
import { portfolioProtocol } from "../actors/portfolio.actor.ts";
import { AskError } from "../actors/runtime/mod.ts";
import { PATHS } from "../actors/tree.ts";
import { candlesBetween, lastCandle } from "../db/candles.ts";
import { lastIncidents } from "../db/feed_incidents.ts";
import { loadHeartbeatStatus } from "../db/heartbeat_status.ts";
import type { Db } from "../db/open.ts";
import { preferencesOf, savePreferences } from "../db/preferences.ts";
import type { User } from "../db/users.ts";
import type { Candle } from "../domain/candle.ts";
import type { Symbol } from "../domain/market.ts";
import { type Timeframe, timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import type { SecretBox } from "../security/secret_box.ts";
import type { Accounts } from "./accounts.ts";
import { ApiTokens } from "./api_tokens.ts";
import { assistantHouse, type AssistantParts } from "./assistant_house.ts";
import { backtestHouse } from "./backtest_house.ts";
import { botParts } from "./bot/parts.ts";
import { botHouse } from "./bot_house.ts";
import { brokerServices } from "./broker_house.ts";
import { type KeeperPort, keeperPort } from "./broker_port.ts";
import { clientAddress } from "./client_address.ts";
import { HttpError } from "./fresh/error.ts";
import { liveHouse, type LiveParts } from "./live_house.ts";
import { notificationHouse, type NotificationParts } from "./notification_house.ts";
import { parityHouse } from "./parity_house.ts";
import type { HouseFacts, Services, WebHouse } from "./services.ts";
import { statisticsHouse } from "./statistics_house.ts";
import { riskHouse, riskParts } from "./risk_house.ts";
import { tradingParts } from "./trading/parts.ts";
import { tradingHouse } from "./trading_house.ts";
import type { UserDesk } from "./user_desk.ts";
import type { Viewer } from "./viewer.ts";
import { webhookGate } from "./webhook_gate.ts";
import { webhookDeskOf, webhookHouse } from "./webhook_house.ts";
import { workshopParts } from "./workshop/parts.ts";
import { type SourceTools, sourceTools } from "./workshop/source_tools.ts";
import { UserTurns } from "./workshop/user_turns.ts";
import { workshopHouse } from "./workshop_house.ts";

/** How long the market of a chart is followed after somebody has looked. */
const CHART_MS = 900_000;
/** A comparison runs a process. */
const COMPARING = { atOnce: 1, waiting: 8, ofOne: 1 };
/** Messages by which channels are tried. */
const TRYING = { atOnce: 4, waiting: 16, ofOne: 1 };
/** A chart does not wait longer for the desk. */
const DESK_MS = 1_000;

/** What the services stand on. `system` is a function because the web server is part of the system that it shows. */
export interface House extends LiveParts {
  readonly facts: HouseFacts;
  readonly db: Db;
  readonly accounts: Accounts;
  readonly users: UserDesk;
  /** Seals what exchanges ask for. */
  readonly box: SecretBox;
  /** What AI assistants stand on, beside the database. */
  readonly assistant: Omit<AssistantParts, "db">;
  /** What telling users outside of the page stands on, beside database and system. */
  readonly notifications: Pick<NotificationParts, "box" | "surroundings" | "language">;
  /** Proxies whose forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly debugUser: User;
  /** Whose the paper account is. */
  readonly paperOwnerId: string;
}

/** What a house offers to the web. */
export function webHouse(house: House): WebHouse {
  const keeper = keeperPort(house);
  const tools = sourceTools(house.system);
  const comparing = new UserTurns(COMPARING);
  const trying = new UserTurns(TRYING);
  const { facts, log, db, accounts, users, debugUser } = house;
  return {
    facts,
    log,
    accounts,
    users,
    tokens: new ApiTokens({ db, now: () => house.system().clock.now() }),
    webhookGate: webhookGate({ desk: () => webhookDeskOf(house), trustedProxies: house.trustedProxies, log }),
    addressOf: (request, info) => clientAddress(request, info, house.trustedProxies),
    debugUser: facts.debug ? debugUser : null,
    isConnected: () => isConnected(house),
    preferencesOf: (userId) => preferencesOf(db, userId),
    savePreferences: (userId, changes) => savePreferences(db, userId, changes),
    servicesFor: (viewer) => houseServices(house, { keeper, tools, comparing, trying }, viewer),
  };
}

/** Makes the services that a house does to one user. */
function houseServices(
  house: House,
  { keeper, tools, comparing, trying }: {
    readonly keeper: KeeperPort;
    readonly tools: SourceTools;
    readonly comparing: UserTurns;
    readonly trying: UserTurns;
  },
  viewer: Viewer,
): Services {
  const { facts, log, db, box } = house;
  const hasDemo = facts.exchange === "demo";
  const candles: Services["candles"] = (symbol, timeframe, limit) => chartCandles(house, symbol, timeframe, limit);
  return {
    ...liveHouse(house, viewer),
    brokers: brokerServices({ db, box, keeper, hasDemo }, viewer),
    facts,
    log,
    now: () => house.system().clock.now(),
    candles,
    incidents: (query) => lastIncidents(db, { exchange: facts.exchange, ...query }),
    bot: botHouse(botParts(house, tools), viewer),
    risk: riskHouse(riskParts(house), viewer),
    trading: tradingHouse(tradingParts(house, keeper), viewer),
    assistant: assistantHouse({ db, ...house.assistant }, viewer),
    backtests: backtestHouse({ db, system: house.system, exchange: facts.exchange, symbols: facts.symbols }, viewer),
    notifications: notificationHouse({ db, system: house.system, ...house.notifications, turns: trying }, viewer),
    webhooks: webhookHouse({ db, system: house.system }, viewer),
    statistics: statisticsHouse({ db, exchange: facts.exchange }, viewer),
    parity: parityHouse({ trading: tradingParts(house, keeper), exchange: facts.exchange, turns: comparing }, viewer),
    workshop: workshopHouse(workshopParts(house, { tools, candles }), viewer),
  };
}

/**
 * The newest closed candles, from the database. Whoever looks at a market makes the platform follow it for a while and fetch
 * what is missing of its past, behind this answer.
 */
async function chartCandles(house: House, symbol: Symbol, timeframe: Timeframe, limit: number): Promise<Candle[]> {
  const { db, facts } = house;
  const refused = await needForChart(house, symbol, timeframe, limit);
  const candles = await candlesBetween(db, facts.exchange, { symbol, timeframe, fromMs: null, toMs: null, limit });
  if (candles.length === 0 && refused !== null) throw new HttpError(404, `Cannot show ${symbol}: ${refused}`);
  return candles;
}

/** Answers why the market is not followed; null = it is, or the desk does not say. */
async function needForChart(
  { system, log }: House,
  symbol: Symbol,
  timeframe: Timeframe,
  limit: number,
): Promise<string | null> {
  const fromMs = system().clock.now() - limit * timeframeMs(timeframe);
  const need = { symbol, timeframe, fromMs, by: PATHS.web, forMs: CHART_MS };
  try {
    return (await system().whereis(PATHS.marketDesk, marketDeskProtocol).ask("Need", need, { timeout: DESK_MS }))
      .reason;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    log.warn("The market desk does not answer", { symbol, why: error.message });
    return null;
  }
}

async function isConnected({ system }: House): Promise<boolean> {
  const live = system().whereis(PATHS.live, liveProtocol);
  return (await live.ask("GetSnapshot", { userId: null })).snapshot.status?.connected ?? false;
}

/** What the live feed is handed: how to look at the tree and its messages, and how things stood before it started. */
export function liveArgs(house: House): { observe: () => Promise<Observation>; trace: OpenTrace; recall: Recall } {
  return {
    observe: () => house.watch.observe(house.system()),
    trace: (path, signal) => house.system().trace(path, signal),
    recall: () => recall(house),
  };
}

async function recall({ db, facts, system }: House): ReturnType<Recall> {
  const markets = facts.symbols.flatMap((symbol) => TIMEFRAMES.map((timeframe) => ({ symbol, timeframe })));
  const candles = await Promise.all(
    markets.map(({ symbol, timeframe }) => lastCandle(db, facts.exchange, symbol, timeframe)),
  );
  return {
    candles: candles.filter((candle) => candle !== undefined),
    strategies: await system().whereis(PATHS.portfolio, portfolioProtocol).ask("GetStrategies", { userId: null }),
    status: await loadHeartbeatStatus(db, facts.exchange) ?? null,
    runs: await system().whereis(PATHS.backtestDesk, backtestDeskProtocol).ask("GetRuns", { userId: null }),
  };
}
