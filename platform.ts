/** The house as a whole: opens the database, makes the web application, starts the tree, and ends all of it in order. */
import { join } from "node:path";
import { StreamDesk } from "./actors/live/stream_desk.ts";
import { createSystem, type Logger, type System } from "./actors/runtime/mod.ts";
import { type DemoElsewhere, type DemoPlan, PATHS, platformTree, type TreePlan } from "./actors/tree.ts";
import { webProtocol } from "./actors/web.actor.ts";
import { type Config, ConfigError, isLoopback } from "./config.ts";
import { credentials } from "./actors/broker_keeper_protocol.ts";
import { type BrokerCredentials, SEALED_COLUMN } from "./db/broker_credentials.ts";
import { ensureFirstStart, type FirstStart } from "./db/first_start.ts";
import { type Database, openDatabase } from "./db/open.ts";
import { snapshotStore } from "./db/snapshots.ts";
import { readRecordings, SHIPPED_RECORDINGS } from "./exchanges/demo/markets.ts";
import { symbolOfFile } from "./exchanges/demo/symbol_name.ts";
import { Passwords } from "./security/password.ts";
import { FIRST_PASSWORD } from "./security/password_rules.ts";
import { loadSecretKeys } from "./security/key_file.ts";
import { ASSISTANT_KEYS, BROKER_CREDENTIALS, NOTIFICATION_CHANNELS, SecretBox } from "./security/secret_box.ts";
import { examples } from "./strategies/examples.ts";
import { AnswerDesk } from "./web/answer_desk.ts";
import { createApp } from "./web/app.ts";
import { openChannel } from "./web/channel_box.ts";
import { Accounts, type AccountsOptions } from "./web/accounts.ts";
import { loadAssets } from "./web/assets.ts";
import { type House, liveArgs, webHouse } from "./web/house_services.ts";
import { HttpError } from "./web/fresh/error.ts";
import type { RouteFacts } from "./web/fresh/types.ts";
import { HouseWatch } from "./web/house_watch.ts";
import { messageOf } from "./web/notification_message.ts";
import type { HouseFacts } from "./web/services.ts";
import { UserDesk } from "./web/user_desk.ts";

/** What is not configuration. */
export interface PlatformOptions {
  readonly logger: Logger;
  /** Pages reload when the code has changed. */
  readonly dev?: boolean;
  /** A database that is open already; it is not closed with the house. */
  readonly database?: Database;
}

/** A running house. */
export interface Platform extends AsyncDisposable {
  /** Where the dashboard is. */
  readonly url: string;
  readonly system: System;
  readonly database: Database;
  /** Every route of the dashboard, as its router knows them. */
  readonly routes: readonly RouteFacts[];
  /** Ends everything in reverse order of the start. */
  close(): Promise<void>;
}

/**
 * Starts the house; returns when every actor runs and the dashboard answers.
 *
 * @throws {Error} naming what could not be started; what had been started is ended by then.
 */
export async function startPlatform(config: Config, options: PlatformOptions): Promise<Platform> {
  if (config.exchange === "demo" && !config.demo.url) await checkDemo(config);
  checkPort(config);
  const database = options.database ?? await openDatabase({ ...config, log: databaseLog(options.logger) });
  const closeDatabase = async () => {
    if (!options.database) await database.close();
  };
  try {
    const answers = new AnswerDesk();
    const { system, routes } = await startSystem(config, options, database, answers);
    const close = async () => {
      answers.endAll(); // the web server would else wait for them
      await system.stop();
      await closeDatabase();
    };
    return { url: await addressOf(system), system, database, routes, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await closeDatabase();
    throw error;
  }
}

/** Where the dashboard listens; a house without it is ended. */
async function addressOf(system: System): Promise<string> {
  try {
    return (await system.whereis(PATHS.web, webProtocol).ask("GetAddress", undefined)).url;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

async function startSystem(
  config: Config,
  options: PlatformOptions,
  { db }: Database,
  answers: AnswerDesk,
): Promise<Pick<Platform, "system" | "routes">> {
  const passwords = new Passwords();
  const keys = config.secretKeys ?? await loadSecretKeys({ dataDir: config.dataDir });
  const box = new SecretBox(keys, BROKER_CREDENTIALS);
  const channelBox = new SecretBox(keys, NOTIFICATION_CHANNELS);
  const first = await ensureFirstStart(db, { examples, hashFirstPassword: () => passwords.hash(FIRST_PASSWORD) });
  const assets = await loadAssets({ dev: options.dev ?? false });
  const desk = new StreamDesk();
  const watch = new HouseWatch();
  const running: { system?: System } = {};
  const system = () => {
    if (!running.system) throw new HttpError(503, "The house is still starting");
    return running.system;
  };
  const ofAccounts: AccountsOptions = {
    db,
    passwords,
    now: () => system().clock.now(),
    ended: (sessionIds) => sessionIds.forEach((id) => desk.closeOf(id)),
  };
  const house: House = {
    facts: factsOf(config),
    accounts: new Accounts(ofAccounts),
    users: new UserDesk(ofAccounts),
    box,
    assistant: { box: new SecretBox(keys, ASSISTANT_KEYS), openRouterUrl: config.openRouterUrl, answers },
    notifications: { box: channelBox, surroundings: config.notify, language: config.language },
    trustedProxies: config.trustedProxies,
    debugUser: first.debugUser,
    paperOwnerId: first.broker.userId,
    log: options.logger,
    db,
    desk,
    system,
    watch,
    build: assets.build,
    dev: options.dev ?? false,
  };
  const app = await createApp(webHouse(house), assets);
  const plan = treePlan(config, first, {
    db,
    openCredentials: (of) => openCredentials(box, of),
    courier: courierOf(config, channelBox),
    live: liveArgs(house),
    web: { fetch: app.fetch, desk, hostname: config.host, port: config.port },
  });
  running.system = await createSystem(platformTree(plan), {
    logger: options.logger,
    store: snapshotStore(db),
    detectCycles: options.dev ?? false,
  });
  void watch.follow(running.system);
  options.logger.info(welcome(config, first));
  return { system: running.system, routes: app.routes };
}

/** Whom the page will ask for. The first password is in every manual, and is worth nothing once it was changed. */
function welcome({ debug }: Config, { debugUser, trader }: FirstStart): string {
  if (debug) return `Debug mode: nobody need sign in, everybody is "${debugUser.name}"`;
  return trader.mustChangePassword
    ? `Sign in as "${trader.name}" with the password "${FIRST_PASSWORD}", to be changed at the first login`
    : `Sign in, for example as "${trader.name}"`;
}

/** @throws {ConfigError} when another program listens there. */
function checkPort({ host, port }: Config): void {
  try {
    Deno.listen({ hostname: host, port }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new ConfigError(`Cannot start:\n  PORT is ${port}, on which another program listens; expected a free one`);
  }
}

/**
 * What no restart can mend is refused at once.
 *
 * @throws {ConfigError} for recordings that cannot be read, and markets that are in none of them.
 */
async function checkDemo({ demo, symbols }: Config): Promise<void> {
  const recorded = await recordedSymbols(demo.klines);
  const missing = symbols.filter((symbol) => !recorded.includes(symbol));
  if (missing.length === 0) return;
  throw new ConfigError(
    `Cannot start:\n  SYMBOLS has ${missing.join()}, expected what is recorded: ${recorded.join()}`,
  );
}

async function recordedSymbols(klines: readonly string[]): Promise<string[]> {
  try {
    if (klines.length > 0) await readRecordings(klines);
    const paths = klines.length > 0 ? klines : SHIPPED_RECORDINGS;
    return paths.map(symbolOfFile).map(({ base, quote }) => `${base}/${quote}`);
  } catch (error) {
    throw new ConfigError(`Cannot start:\n  DEMO_KLINES: ${error instanceof Error ? error.message : error}`);
  }
}

function treePlan(
  config: Config,
  first: FirstStart,
  parts: Pick<TreePlan, "db" | "openCredentials" | "courier"> & TreePlan["dashboard"],
): TreePlan {
  const { db, openCredentials, courier, ...dashboard } = parts;
  return {
    db,
    symbols: config.symbols,
    historyMs: config.historyMs,
    retention: { auditRetentionMs: config.auditRetentionMs, rawRetentionMs: config.rawRetentionMs },
    exchange: config.exchange === "demo" ? { demo: demoPlan(config) } : config.binance,
    paper: { brokerId: first.broker.id, cash: first.broker.paperBalances },
    openCredentials,
    courier,
    dashboard,
  };
}

/** The demo exchange's files lie beside the embedded database, so that what is stored and the exchange stay of one piece. */
function demoPlan({ demo: { url, ...demo }, dataDir }: Config): DemoPlan | DemoElsewhere {
  if (url !== undefined) return { restUrl: url };
  return {
    ...demo,
    statePath: join(dataDir, "demo-exchange.json"),
    tradingPath: join(dataDir, "demo-exchange.sqlite"),
  };
}

/** Messages are written in the language of the platform for who has not chosen one. */
function courierOf({ notify, language }: Config, box: SecretBox): TreePlan["courier"] {
  return {
    open: (of) => openChannel(box, of),
    write: (told, of, dropped) => messageOf(told, { ...of, language: of.language ?? language }, dropped),
    surroundings: notify,
  };
}

/** @throws {Error} that names the row, and says nothing of what it holds. */
function openCredentials(box: SecretBox, { sealed, brokerId, userId }: BrokerCredentials): Record<string, string> {
  const opened: unknown = JSON.parse(box.open(sealed, { ...SEALED_COLUMN, rowId: brokerId, userId }));
  return credentials.parse(opened);
}

function factsOf({ exchange, demo, symbols, language, host, debug }: Config): HouseFacts {
  const marketSpeed = exchange === "demo" ? demo.speed : 1;
  return { environment: "demo", exchange, symbols, marketSpeed, language, loopbackOnly: isLoopback(host), debug };
}

function databaseLog(logger: Logger): (level: "info" | "warning" | "error", message: string) => void {
  return (level, message) => logger[level === "warning" ? "warn" : level](message);
}
