/** A small house for tests of pages and streams: the dashboard's own actors, and everything else as plain lists. */
import type { Balance } from "../actors/broker_protocol.ts";
import { StreamDesk } from "../actors/live/stream_desk.ts";
import { createSystem, type Logger, supervisor, type System } from "../actors/runtime/mod.ts";
import { webProtocol } from "../actors/web.actor.ts";
import { PATHS } from "../actors/tree.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import type { FeedIncident } from "../domain/feed_audit.ts";
import type { HeartbeatStatus } from "../domain/heartbeat.ts";
import type { Order } from "../domain/order.ts";
import type { Db } from "../db/db.ts";
import { preferencesOf, savePreferences } from "../db/preferences.ts";
import { testDatabase } from "../db/test_database.ts";
import { addUser, findUser, type NewUser, setPassword } from "../db/users.ts";
import { Passwords } from "../security/password.ts";
import { ASSISTANT_KEYS, NOTIFICATION_CHANNELS, SecretBox } from "../security/secret_box.ts";
import { newKeyText, parseSecretKeys } from "../security/secret_key.ts";
import { Accounts, type AccountsOptions } from "./accounts.ts";
import { AnswerDesk } from "./answer_desk.ts";
import { ApiTokens } from "./api_tokens.ts";
import { createApp, type WebApp } from "./app.ts";
import { clientAddress } from "./client_address.ts";
import { type Assets, assetsWithoutScripts } from "./assets.ts";
import { backtestHouse } from "./backtest_house.ts";
import { assistantHouse } from "./assistant_house.ts";
import { brokerServices } from "./broker_house.ts";
import { HouseWatch } from "./house_watch.ts";
import { liveHouse, type LiveParts } from "./live_house.ts";
import { testParts, type TestTrading, testTrading } from "./test_trading.ts";
import { type TestWorkshop, testWorkshop, testWorkshopParts } from "./test_workshop.ts";
import { notificationHouse } from "./notification_house.ts";
import { parityHouse } from "./parity_house.ts";
import { riskHouse, riskParts } from "./risk_house.ts";
import { statisticsHouse } from "./statistics_house.ts";
import { tradingHouse } from "./trading_house.ts";
import type { BotAction, WorkRow } from "./bot_services.ts";
import type { HouseFacts, Services, WebHouse } from "./services.ts";
import { testBot } from "./test_bot.ts";
import { type TestKeeper, testKeeper } from "./test_keeper.ts";
import { UserDesk } from "./user_desk.ts";
import type { Viewer } from "./viewer.ts";
import { webhookGate } from "./webhook_gate.ts";
import { webhookDeskOf, webhookHouse } from "./webhook_house.ts";
import { UserTurns } from "./workshop/user_turns.ts";
import { workshopHouse } from "./workshop_house.ts";

/** What the house holds; a test may change it at any time. */
export interface Holdings {
  candles: Candle[];
  strategies: StrategyStatus[];
  /** What else is known of them. */
  work: WorkRow[];
  orders: Order[];
  balances: Balance[];
  status: HeartbeatStatus | null;
  /** The audit log, the newest first. */
  incidents: (FeedIncident & { id: number })[];
}

/** A running house. */
export interface TestHouse extends AsyncDisposable {
  readonly holdings: Holdings;
  readonly system: System;
  readonly desk: StreamDesk;
  readonly db: Db;
  /** What tests put in the place of services. */
  readonly overrides: Partial<Services>;
  /** What holds the brokers up. */
  readonly keeper: TestKeeper;
  /** The session of {@linkcode USER_NAME}, whose token a browser shows; empty in debug mode. */
  readonly token: string;
  /** Another session of a user whose password is {@linkcode PASSWORD}; its token. */
  signIn(name: string): Promise<string>;
  /** Makes a user with {@linkcode PASSWORD}; their id. */
  addUser(name: string, of?: NewUser): Promise<string>;
  readonly app: WebApp;
  readonly url: string;
  /** What users asked of strategies. */
  readonly acted: { readonly id: string; readonly action: BotAction }[];
  /** The desks behind trading by hand. */
  readonly trading: TestTrading;
  /** The tools behind the workshop. */
  readonly workshop: TestWorkshop;
  /** Answers of AI assistants that are under way. */
  readonly answers: AnswerDesk;
  /** What was logged as an error. */
  readonly errors: { readonly message: string; readonly fields?: Record<string, unknown> }[];
}

/** What a test may choose. */
export interface TestHouseOptions {
  readonly facts?: Partial<HouseFacts>;
  readonly holdings?: Partial<Holdings>;
  readonly assets?: Assets;
  readonly port?: number;
  readonly desk?: StreamDesk;
  /** Where OpenRouter is; default: nowhere. */
  readonly openRouterUrl?: string;
  /** Where Telegram and Discord are; default: nowhere. */
  readonly notifyUrl?: string;
  /** Proxies whose forwarded headers are believed; default: none. */
  readonly trustedProxies?: readonly string[];
  /** The clock of accounts, UTC ms; default: that of the system. */
  readonly now?: () => number;
}

/** The user of the house. */
export const USER_ID = "00000000-0000-4000-8000-000000000001";
/** Their name. */
export const USER_NAME = "user";
/** Their password. */
export const PASSWORD = "a password of the tests";

const FACTS: HouseFacts = {
  environment: "demo",
  exchange: "demo",
  symbols: ["BTC/USDT", "ETH/USDT"],
  marketSpeed: 1,
  language: "fr",
  loopbackOnly: true,
  debug: false,
};

/** Starts a house; `await using` ends it. */
export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const holdings: Holdings = {
    candles: [],
    strategies: [],
    work: [],
    orders: [],
    balances: [],
    status: null,
    incidents: [],
    ...options.holdings,
  };
  const acted: TestHouse["acted"] = [];
  const errors: TestHouse["errors"] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (message, fields) => void errors.push({ message, ...(fields && { fields }) }),
  } satisfies Logger;
  const assets = options.assets ?? await assetsWithoutScripts();
  const desk = options.desk ?? new StreamDesk();
  const watch = new HouseWatch();
  const late: { system?: System } = {};
  const system = () => {
    if (late.system === undefined) throw new Error("the system still starts");
    return late.system;
  };
  const database = await testDatabase();
  const ofAccounts: AccountsOptions = {
    db: database.db,
    passwords: new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 } }),
    now: options.now ?? (() => system().clock.now()),
    ended: (ids) => ids.forEach((id) => desk.closeOf(id)),
  };
  const accounts = new Accounts(ofAccounts);
  const facts: HouseFacts = { ...FACTS, ...options.facts };
  const parts: LiveParts = { system, watch, desk, accounts, log, build: assets.build, dev: false };
  const overrides: TestHouse["overrides"] = {};
  const keeper = testKeeper();
  const keys = parseSecretKeys(newKeyText(), "test");
  const box = new SecretBox(keys, "broker credentials");
  const answers = new AnswerDesk();
  const ofAssistants = {
    db: database.db,
    box: new SecretBox(keys, ASSISTANT_KEYS),
    openRouterUrl: options.openRouterUrl ?? "http://127.0.0.1:1",
    answers,
  };
  const notifyUrl = options.notifyUrl ?? "http://127.0.0.1:1";
  const notifications = {
    db: database.db,
    system,
    box: new SecretBox(keys, NOTIFICATION_CHANNELS),
    surroundings: { telegramUrl: notifyUrl, discordUrl: notifyUrl, allowsPrivate: true },
    language: facts.language,
    turns: new UserTurns({ atOnce: 4, waiting: 8, ofOne: 1 }),
  };
  const trading = testTrading();
  const workshop = testWorkshop();
  const comparing = new UserTurns({ atOnce: 1, waiting: 8, ofOne: 1 });
  const servicesFor = (viewer: Viewer): Services => ({
    ...liveHouse(parts, viewer),
    brokers: brokerServices({ db: database.db, box, keeper, hasDemo: true }, viewer),
    facts,
    log,
    now: () => system().clock.now(),
    candles: (symbol, timeframe, limit) =>
      Promise.resolve(holdings.candles.filter((c) => c.symbol === symbol && c.timeframe === timeframe).slice(-limit)),
    incidents: ({ kinds, symbol, beforeId, limit }) =>
      Promise.resolve(
        holdings.incidents.filter((one) =>
          (kinds === null || kinds.includes(one.kind)) &&
          (symbol === null || one.symbol === null || one.symbol === symbol) &&
          (beforeId === null || one.id < beforeId)
        ).slice(0, limit),
      ),
    bot: testBot({ holdings, acted, workshop, system, db: database.db, paperOwnerId: USER_ID }, viewer),
    risk: riskHouse(riskParts({ db: database.db, system }), viewer),
    trading: tradingHouse(testParts(trading, database.db), viewer),
    assistant: assistantHouse(ofAssistants, viewer),
    backtests: backtestHouse({ db: database.db, system, exchange: facts.exchange, symbols: facts.symbols }, viewer),
    statistics: statisticsHouse({ db: database.db, exchange: facts.exchange }, viewer),
    parity: parityHouse(
      { trading: testParts(trading, database.db), exchange: facts.exchange, turns: comparing },
      viewer,
    ),
    notifications: notificationHouse(notifications, viewer),
    webhooks: webhookHouse({ db: database.db, system }, viewer),
    workshop: workshopHouse(testWorkshopParts(workshop, database.db, () => system().clock.now()), viewer),
    ...overrides,
  });
  const { db } = database;
  await db`insert into users (id, name) values (${USER_ID}, ${USER_NAME})`;
  await addUser(db, "dev", { isDebug: true });
  const debugUser = (await findUser(db, "dev"))!;
  await setPassword(db, USER_ID, { passwordHash: await hashOf(PASSWORD), mustChangePassword: false });
  const { trustedProxies = [] } = options;
  const web: WebHouse = {
    facts,
    log,
    accounts,
    users: new UserDesk(ofAccounts),
    tokens: new ApiTokens({ db, now: options.now ?? (() => system().clock.now()) }),
    webhookGate: webhookGate({ desk: () => webhookDeskOf({ system }), trustedProxies, log }),
    addressOf: (request, info) => clientAddress(request, info, trustedProxies),
    debugUser: facts.debug ? debugUser : null,
    isConnected: () => Promise.resolve(holdings.status?.connected ?? false),
    preferencesOf: (userId) => preferencesOf(db, userId),
    savePreferences: (userId, changes) => savePreferences(db, userId, changes),
    servicesFor,
  };
  const app = await createApp(web, assets);
  const recall = () =>
    Promise.resolve({ ...lastOf(holdings), strategies: holdings.strategies, status: holdings.status, runs: [] });
  const live = {
    observe: () => watch.observe(system()),
    trace: (path: string, signal: AbortSignal) => system().trace(path, signal),
    recall,
  };
  const server = { fetch: app.fetch, desk, hostname: "127.0.0.1", port: options.port ?? 0 };
  const running = late.system = await createSystem(treeOf(live, server));
  void watch.follow(running);
  const { url } = await running.whereis(PATHS.web, webProtocol).ask("GetAddress", undefined);
  const token = facts.debug ? "" : await signIn(USER_NAME);
  return {
    holdings,
    system: running,
    desk,
    db,
    overrides,
    keeper,
    token,
    signIn,
    addUser: async (name, of = {}) => {
      await addUser(db, name, { passwordHash: await hashOf(PASSWORD), ...of });
      return (await findUser(db, name))!.id;
    },
    app,
    url,
    acted,
    trading,
    workshop,
    answers,
    errors,
    [Symbol.asyncDispose]: async () => {
      await system().stop();
      await database[Symbol.asyncDispose]();
    },
  };

  async function signIn(name: string): Promise<string> {
    const opened = await accounts.signIn(name, PASSWORD, { address: "127.0.0.1", userAgent: "test" });
    if (opened.kind !== "opened") throw new Error(`Cannot sign in as ${name}: ${opened.kind}`);
    return opened.token;
  }
}

/** Hashed as cheaply as can be. */
function hashOf(password: string): Promise<string> {
  return new Passwords({ cost: { logN: 4, blockSize: 8, parallel: 1 } }).hash(password);
}

function lastOf(holdings: Holdings): { candles: Candle[] } {
  const last = new Map(holdings.candles.map((candle) => [`${candle.symbol}@${candle.timeframe}`, candle]));
  return { candles: [...last.values()] };
}

function treeOf(live: unknown, web: unknown) {
  const moduleOf = (name: string) => import.meta.resolve(`../actors/${name}.actor.ts`);
  return supervisor({
    strategy: "one_for_one",
    children: [{
      id: "dashboard",
      supervisor: supervisor({
        strategy: "rest_for_one",
        children: [
          { id: "live", module: moduleOf("live"), args: live },
          { id: "sessions", supervisor: supervisor({ strategy: "dynamic" }) },
          { id: "web", module: moduleOf("web"), args: web },
        ],
      }),
    }],
  });
}
