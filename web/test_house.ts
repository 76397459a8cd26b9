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
import { createApp, type WebApp } from "./app.ts";
import { type Assets, assetsWithoutScripts } from "./assets.ts";
import { HttpError } from "./fresh/error.ts";
import { HouseWatch } from "./house_watch.ts";
import { liveHouse, type LiveParts, showStopped } from "./live_house.ts";
import type { BotAction, HouseFacts, Services } from "./services.ts";

/** What the house holds; a test may change it at any time. */
export interface Holdings {
  candles: Candle[];
  strategies: StrategyStatus[];
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
  readonly services: Services;
  readonly app: WebApp;
  readonly url: string;
  /** What users asked of strategies. */
  readonly acted: { readonly id: string; readonly action: BotAction }[];
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
}

/** The one user of the house. */
export const USER_ID = "00000000-0000-4000-8000-000000000001";

const FACTS: HouseFacts = {
  environment: "demo",
  exchange: "demo",
  symbols: ["BTC/USDT", "ETH/USDT"],
  language: "fr",
  loopbackOnly: true,
};

/** Starts a house; `await using` ends it. */
export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const holdings: Holdings = {
    candles: [],
    strategies: [],
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
  const parts: LiveParts = {
    system,
    watch,
    desk,
    userId: USER_ID,
    log,
    build: assets.build,
    dev: false,
  };
  const services: Services = {
    ...liveHouse(parts),
    facts: { ...FACTS, ...options.facts },
    userId: USER_ID,
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
    bot: () =>
      Promise.resolve({
        strategies: holdings.strategies,
        orders: holdings.orders,
        balances: holdings.balances,
        balanceError: null,
      }),
    act: (id, action) => {
      if (!holdings.strategies.some((strategy) => strategy.activeStrategyId === id)) {
        return Promise.reject(new HttpError(404, `No strategy ${id} is at work`));
      }
      acted.push({ id, action });
      if (action === "stop") showStopped(parts, id);
      return Promise.resolve();
    },
  };
  const app = await createApp(services, assets);
  const recall = () =>
    Promise.resolve({ ...lastOf(holdings), strategies: holdings.strategies, status: holdings.status });
  const live = {
    observe: () => watch.observe(system()),
    trace: (path: string, signal: AbortSignal) => system().trace(path, signal),
    recall,
  };
  const server = { fetch: app.fetch, desk, hostname: "127.0.0.1", port: options.port ?? 0 };
  const running = late.system = await createSystem(treeOf(live, server));
  void watch.follow(running);
  const { url } = await running.whereis(PATHS.web, webProtocol).ask("GetAddress", undefined);
  return {
    holdings,
    system: running,
    desk,
    services,
    app,
    url,
    acted,
    errors,
    [Symbol.asyncDispose]: async () => {
      await system().stop();
    },
  };
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
