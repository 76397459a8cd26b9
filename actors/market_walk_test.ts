/** From the demo exchange's sockets to the stored candles of every timeframe, with the market's actors failing on the way. */
import assert from "node:assert/strict";
import { candlesBetween } from "../db/candles.ts";
import { testDatabase } from "../db/test_database.ts";
import type { CandleClosed } from "../domain/candle.ts";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { type RunningDemoExchange, startDemoExchange } from "../exchanges/demo/server.ts";
import { expectedCandles } from "../exchanges/demo/truth.ts";
import type { Db } from "../db/db.ts";
import { createSystem, type Logger, supervisor, type SupervisorSpec } from "./runtime/mod.ts";
import { heartbeat } from "./topics.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const HOUR_MS = 3_600_000;
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const module = (name: string) => import.meta.resolve(`./${name}.actor.ts`);

function marketTree(db: Db, { restUrl, wsUrl }: RunningDemoExchange): SupervisorSpec {
  const recorderPath = "/root/recorder";
  return supervisor({
    strategy: "rest_for_one",
    intensity: 1_000,
    children: [
      { id: "recorder", module: module("recorder"), args: { db } },
      ...TIMEFRAMES.slice(1).map((timeframe) => ({
        id: `candles-${timeframe}`,
        module: module("candle_maker"),
        place: { worker: "candles" },
        args: { timeframe, symbols: SYMBOLS, recorderPath },
      })),
      {
        id: "feed",
        module: module("market_feed"),
        place: { worker: "market" },
        args: {
          exchange: "demo",
          endpoints: { restUrl, wsUrl },
          recorderPath,
          symbols: SYMBOLS,
          historyMs: 4 * HOUR_MS,
        },
      },
    ],
  });
}

/** What is stored must be what the exchange truly did: candle for candle, from the first stored one to the last. */
async function compare(db: Db, { exchange }: RunningDemoExchange): Promise<number> {
  let compared = 0;
  for (const symbol of SYMBOLS) {
    for (const timeframe of TIMEFRAMES) {
      const stored = await candlesBetween(db, "demo", { symbol, timeframe, fromMs: 0, toMs: null, limit: 100_000 });
      const [first, last] = [stored[0], stored.at(-1)];
      assert.ok(first && last, `${symbol}@${timeframe}: nothing is stored`);
      const truth = expectedCandles(exchange, symbol, timeframe, first.openMs, last.openMs + 1);
      const numbers = (of: typeof stored) =>
        of.map((c) => [c.openMs, ...[c.open, c.high, c.low, c.close, c.volume].map(Number)]);
      assert.deepEqual(numbers(stored), numbers(truth), `${symbol}@${timeframe}`);
      compared += stored.length;
    }
  }
  return compared;
}

/** Waits in the world's time until it is so, at most `limitMs`. */
async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  for (const endMs = Date.now() + limitMs; Date.now() < endMs;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`${what}: not within ${limitMs} ms`);
}

/** Candles that are told between two faults: some minutes of each timeframe. */
const BETWEEN_FAULTS = 20;

Deno.test("BTC/USDT and ETH/USDT: with hosts killed, actors and the exchange restarted, every stored candle is the exchange's own", async () => {
  await using database = await testDatabase();
  const statePath = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.remove(statePath);
  let demo = await startDemoExchange({ speed: 600, statePath });
  try {
    await using system = await createSystem(marketTree(database.db, demo), { logger: silent });
    const heard: CandleClosed["candle"][] = [];
    system.subscribe(heartbeat, ({ candle }) => heard.push(candle));
    const startMs = demo.clock.now();
    const walkMs = 2.2 * HOUR_MS;
    const faults = [
      () => system.killHost({ worker: "market" }),
      () => system.killHost({ worker: "candles" }),
      () => system.restart("/root/feed"),
      () => system.restart("/root/recorder"),
      () => system.restart("/root/candles-15m"),
      async () => {
        await demo.close();
        demo = await startDemoExchange({ speed: 600, statePath, port: demo.port });
      },
    ];
    for (let fault = 0; demo.clock.now() < startMs + walkMs; fault++) {
      const told = heard.length + BETWEEN_FAULTS;
      await until("candles are told again", () => heard.length >= told, 30_000);
      await faults[fault % faults.length]!();
    }
    const end = Math.floor(demo.clock.now() / HOUR_MS) * HOUR_MS;
    const lastHour = async (symbol: string) =>
      (await candlesBetween(database.db, "demo", {
        symbol,
        timeframe: "1h",
        fromMs: end - HOUR_MS,
        toMs: end,
        limit: 1,
      }))
        .length === 1;
    await until(
      "the last whole hour is stored",
      async () => (await Promise.all(SYMBOLS.map(lastHour))).every(Boolean),
      30_000,
    );
    assert.ok(await compare(database.db, demo) > 2 * 150);
    assert.ok(heard.every(({ openMs, timeframe }) => openMs % timeframeMs(timeframe) === 0));
  } finally {
    await demo.close();
    await Deno.remove(statePath);
  }
});
