/** How fast strategies decide: within one process, and through guard and child process as users' sources run. */
import { createSystem, supervisor, type System } from "../actors/runtime/mod.ts";
import { candleKey, heartbeat, strategyStatuses } from "../actors/topics.ts";
import { testDatabase } from "../db/test_database.ts";
import { type TestRows, testRows } from "../db/test_rows.ts";
import type { Db } from "../db/db.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import type { CandleNumbers } from "../strategies/candle_series.ts";
import { decide, feed, makeStrategy } from "../strategies/decide.ts";
import { examples } from "../strategies/examples.ts";
import { HOSTILE_SOURCES } from "../tests/hostile_sources.ts";
import SmaCross from "../strategies/sma_cross.ts";
import type { Figure } from "./figure.ts";

const MINUTE_MS = 60_000;
const CANDLES = 300_000;
const WARM_UP = 100;
const LIVE_CANDLES = 1_000;
/** Between two candles, so that the hostile sources beside have their time: one loops, one eats memory, one prints. */
const PAUSE_MS = 5;
const HOSTILE = ["loops for ever", "eats memory beside the heap", "prints for ever"].map((what) =>
  HOSTILE_SOURCES.find((hostile) => hostile.what === what)!.source
);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Measures everything; takes some seconds. */
export async function benchStrategy(): Promise<Figure[]> {
  const candles = Array.from({ length: CANDLES }, (_, index) => candleNumbers(index));
  const loop = perSecond(() => plainLoop(candles));
  const own = perSecond(() => decideAll(candles));
  const alone = await latencyThroughProcess([]);
  const paced = await latencyThroughProcess([], PAUSE_MS);
  const beside = await latencyThroughProcess(HOSTILE, PAUSE_MS);
  const note = "closed candle published → guard → process without permissions → decision → status";
  return [
    { name: "SMA cross as a plain loop", value: loop, unit: "candles/s", note: "limit" },
    { name: "SMA cross, fed and asked", value: own, unit: "decisions/s", note: `${share(own, loop)} of the limit` },
    { name: "heartbeat → decision, p50", value: alone.p50, unit: "ms", note },
    { name: "heartbeat → decision, p99", value: alone.p99, unit: "ms", note: `${LIVE_CANDLES} candles, one strategy` },
    {
      name: "the same beside hostile sources, p50",
      value: beside.p50,
      unit: "ms",
      note: `${paced.p50.toFixed(2)} ms alone, paced`,
    },
    {
      name: "the same beside hostile sources, p99",
      value: beside.p99,
      unit: "ms",
      note: `${paced.p99.toFixed(2)} ms alone, paced`,
    },
  ];
}

/** What a strategy decides on, candle by candle, in this process. */
function decideAll(candles: readonly CandleNumbers[]): number {
  const strategy = makeStrategy(SmaCross);
  let entered = 0;
  for (const candle of candles) {
    feed(strategy, candle);
    if (decide(strategy, { quantity: 0, averagePrice: NaN }, 10_000).kind === "enter") entered++;
  }
  return entered;
}

/** The same crossings without any order or strategy model: two running sums. */
function plainLoop(candles: readonly CandleNumbers[]): number {
  let fast = 0;
  let slow = 0;
  let above = false;
  let crossed = 0;
  for (let at = 0; at < candles.length; at++) {
    const { close } = candles[at]!;
    fast += close - (candles[at - 10]?.close ?? 0);
    slow += close - (candles[at - 20]?.close ?? 0);
    const now = fast / 10 > slow / 20;
    if (at >= 20 && now && !above) crossed++;
    above = now;
  }
  return crossed;
}

function perSecond(work: () => number): number {
  work(); // warm
  const began = performance.now();
  work();
  return Math.round(CANDLES / (performance.now() - began) * 1_000);
}

/** Milliseconds from the publication of a closed candle until its strategy's status tells that it was decided on. */
async function latencyThroughProcess(hostile: readonly string[], pauseMs = 0): Promise<{ p50: number; p99: number }> {
  await using database = await testDatabase();
  const rows = await testRows(database.db);
  await using system = await houseOf(database.db, rows, hostile);
  const userStatuses = strategyStatuses.key(rows.user.id);
  let heard: (status: StrategyStatus) => void = () => {};
  system.subscribe(userStatuses, (status) => status.symbol === rows.active.symbol && heard(status));
  const status = (fits: (status: StrategyStatus) => boolean) =>
    new Promise<void>((resolve) => heard = (now) => fits(now) && resolve());
  await status(({ state }) => state === "warming_up");
  const firstMs = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  const took: number[] = [];
  for (let index = 0; index < WARM_UP + LIVE_CANDLES; index++) {
    const candle = candleOf(rows.active.symbol, firstMs + index * MINUTE_MS, index);
    const decided = status(({ lastCandleMs }) => lastCandleMs === candle.openMs);
    const began = performance.now();
    system.publish(heartbeat.key(candleKey(candle.symbol, candle.timeframe)), { candle });
    if (index % 20 === 0) provoke(system, hostile, candle);
    await decided;
    if (index >= WARM_UP) took.push(performance.now() - began);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  took.sort((a, b) => a - b);
  return { p50: took[Math.floor(took.length * 0.5)]!, p99: took[Math.floor(took.length * 0.99)]! };
}

/** Lets every hostile source decide. */
function provoke(system: System, hostile: readonly string[], candle: Candle): void {
  for (const at of hostile.keys()) {
    const symbol = `H${at}/USDT`;
    system.publish(heartbeat.key(candleKey(symbol, candle.timeframe)), { candle: { ...candle, symbol } });
  }
}

function houseOf(db: Db, { broker, active }: TestRows, hostile: readonly string[]): Promise<System> {
  const moduleOf = (name: string) => import.meta.resolve(`../actors/${name}.actor.ts`);
  const { name, source } = examples[0]!;
  const guard = {
    db,
    activeStrategy: active,
    name,
    source,
    recorderPath: "/root/recorder",
    orderDeskPath: "/root/order-desk",
  };
  const besides = hostile.map((source, at) => ({
    id: `hostile-${at}`,
    module: moduleOf("active_strategy"),
    args: { ...guard, source, activeStrategy: { ...active, id: crypto.randomUUID(), symbol: `H${at}/USDT` } },
  }));
  const symbols = [active.symbol, ...hostile.map((_, at) => `H${at}/USDT`)];
  const paper = { db, brokerId: broker.id, cash: broker.paperBalances, symbols };
  return createSystem(
    supervisor({
      strategy: "one_for_one",
      children: [
        { id: "recorder", module: moduleOf("recorder"), args: { db } },
        { id: "paper", module: moduleOf("paper_broker"), args: paper },
        {
          id: "order-desk",
          module: moduleOf("order_desk"),
          args: { db, paper: { [broker.id]: "/root/paper" }, brokersPath: "/root/brokers", riskPath: null },
        },
        { id: "strategy", module: moduleOf("active_strategy"), args: guard },
        ...besides,
      ],
    }),
    { logger: silent },
  );
}

/** A price that swings, so that averages cross now and then. */
function priceAt(index: number): number {
  return Math.round(3_000_000 + 50_000 * Math.sin(index / 40) + 3_000 * Math.sin(index / 3)) / 100;
}

function candleNumbers(index: number): CandleNumbers {
  const price = priceAt(index);
  return { openMs: index * MINUTE_MS, open: price, high: price, low: price, close: price, volume: 1 };
}

function candleOf(symbol: string, openMs: number, index: number): Candle {
  const price = String(priceAt(index));
  const prices = { open: price, high: price, low: price, close: price };
  return { symbol, timeframe: "1m", openMs, closeMs: openMs + MINUTE_MS - 1, ...prices, volume: "1" };
}

function share(part: number, whole: number): string {
  return `${Math.round(part / whole * 100)} %`;
}
