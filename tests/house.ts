/** The whole house for a walk: configuration, database, tree and dashboard, as `main.ts` starts them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Logger, System, TreeNode } from "../actors/runtime/mod.ts";
import { parseConfig } from "../config.ts";
import { candlesBetween } from "../db/candles.ts";
import type { Db } from "../db/open.ts";
import { type TestDatabase, testDatabase } from "../db/test_database.ts";
import type { Candle } from "../domain/candle.ts";
import type { Symbol as MarketSymbol } from "../domain/market.ts";
import type { Timeframe } from "../domain/timeframe.ts";
import { loadState } from "../exchanges/demo/state_file.ts";
import { type Platform, startPlatform } from "../platform.ts";

/** A line of the log. */
export interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A running house with what a walk looks at. */
export interface House extends AsyncDisposable {
  readonly url: string;
  readonly system: System;
  readonly db: Db;
  readonly dataDir: string;
  /** Every route of the dashboard. */
  readonly routes: Platform["routes"];
  /** Every line that was logged, debug lines apart. */
  readonly log: readonly LogLine[];
  /** Stored − recorded time of the demo exchange's market, ms. */
  shiftMs(symbol: MarketSymbol): Promise<number>;
  /** Stored candles, oldest first. */
  stored(symbol: MarketSymbol, timeframe: Timeframe): Promise<Candle[]>;
}

/**
 * Starts a house on a test database, which it ends, and a data directory of its own. Nobody need sign in. `env` says what
 * differs.
 */
export async function openHouse(
  env: Record<string, string> = {},
  of?: Pick<TestDatabase, "db" | "engine"> & AsyncDisposable,
): Promise<House> {
  const database = of ?? await testDatabase();
  const dataDir = env.DATA_DIR ?? await Deno.makeTempDir({ prefix: "aristobot-walk-" });
  const log: LogLine[] = [];
  const config = parseConfig({ PORT: freePort(), HISTORY: "2h", DEBUG_ARISTOBOT: "true", ...env, DATA_DIR: dataDir });
  const platform = await startPlatform(config, {
    logger: keepingLogger(log),
    database: { db: database.db, engine: database.engine, close: () => Promise.resolve() },
  });
  return {
    url: platform.url,
    system: platform.system,
    db: database.db,
    dataDir,
    routes: platform.routes,
    log,
    shiftMs: (symbol) => shiftOf(dataDir, symbol),
    stored: (symbol, timeframe) =>
      candlesBetween(database.db, config.exchange, { symbol, timeframe, fromMs: null, toMs: null, limit: 1_000_000 }),
    async [Symbol.asyncDispose]() {
      await platform.close();
      await database[Symbol.asyncDispose]();
      if (env.DATA_DIR === undefined) await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** A port that the system holds free; a fixed one, so that browsers find the web server again after its restart. */
function freePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}

function keepingLogger(log: LogLine[]): Logger {
  const keep = (level: keyof Logger) => (message: string, fields: Record<string, unknown> = {}) => {
    log.push({ level, message, fields });
  };
  return { debug: () => {}, info: keep("info"), warn: keep("warn"), error: keep("error") };
}

async function shiftOf(dataDir: string, symbol: MarketSymbol): Promise<number> {
  const state = await loadState(join(dataDir, "demo-exchange.json"));
  const shift = state?.shifts[symbol.replace("/", "")];
  assert.ok(shift, `The demo exchange keeps no shift of ${symbol}`);
  return shift.shiftMs;
}

/** Whether the actor at `path` runs. */
export async function runs({ system }: House, path: string): Promise<boolean> {
  const find = (node: TreeNode): TreeNode | undefined =>
    node.path === path ? node : node.children.map(find).find((found) => found !== undefined);
  return find(await system.tree())?.status === "running";
}

/** Waits until it is so, looking again every 20 ms of the world's time, at most `limitMs`. */
export async function until(what: string, limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  while (!await isSo()) {
    assert.ok(!signal.aborted, `${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
