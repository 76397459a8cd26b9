/**
 * A simulated day of three markets with 500 faults on the wire, over REST and of actors, and a day on which the exchange
 * itself halted: afterwards every stored candle is the exchange's own, each was told exactly once and in order, and the
 * audit log names everything that was repaired. With NIGHTLY set a further day has a new seed, which is printed.
 */
import assert from "node:assert/strict";
import type { Shelf } from "../actors/memory_recorder.ts";
import { supervisor } from "../actors/runtime/mod.ts";
import { seededRandom } from "../actors/runtime/random.ts";
import { nightly, seed } from "../actors/runtime/test_scale.ts";
import { testKit } from "../actors/runtime/testkit.ts";
import { recordedKlines } from "../domain/klines_fixture.ts";
import { TIMEFRAMES } from "../domain/timeframe.ts";
import { ChaosDay } from "./feed_chaos/chaos_day.ts";
import { ChaosExchange } from "./feed_chaos/chaos_exchange.ts";
import { checkAudit, checkCorrected, checkPrints, checkStored, checkTold } from "./feed_chaos/checks.ts";
import { drawFaults, FAULT_NAMES } from "./feed_chaos/faults.ts";
import { listen } from "./feed_chaos/heard.ts";
import { ReplayedMarket } from "./feed_chaos/replay.ts";

const MINUTE_MS = 60_000;
const FAULTS = 500;
/** Streams of one connection: those of a market lie on two, and fail apart from each other. */
const STREAMS = 1;
/** Minutes without faults at the start: what comes before the first candle is history, not missed. */
const BEGUN = 10;
/** Minutes without faults at the end: what was lost last shows with what follows it, or when all is confirmed. */
const QUIET = 70;

/** Starts the market room over the exchange: a recorder without a database, all makers, the feed. */
function tree({ markets, transport }: ChaosExchange, shelf: Shelf) {
  const module = (name: string) => import.meta.resolve(`../actors/${name}.ts`);
  const [symbols, recorderPath] = [markets.map(({ symbol }) => symbol), "/root/recorder"];
  const endpoints = { restUrl: "http://exchange", wsUrl: "ws://exchange" };
  const few = { streamsPerConnection: STREAMS };
  const feed = { exchange: "binance", endpoints, recorderPath, symbols, historyMs: 0, transport, ...few };
  return supervisor({
    strategy: "rest_for_one",
    intensity: 100_000,
    children: [
      { id: "recorder", module: module("memory_recorder"), args: { shelf } },
      ...TIMEFRAMES.slice(1).map((timeframe) => ({
        id: `candles-${timeframe}`,
        module: module("candle_maker.actor"),
        args: { timeframe, symbols, recorderPath },
      })),
      { id: "feed", module: module("market_feed.actor"), args: feed },
    ],
  });
}

/** Plays the first `minutes` of the recordings, and checks all that was told and stored. */
async function walk(names: readonly string[], minutes: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const markets = await Promise.all(
    names.map(async (name) => new ReplayedMarket(name, await recordedKlines(name, "1m"))),
  );
  const fromMs = markets[0]!.candles[0]!.openMs;
  await using kit = testKit({ seed, nowMs: fromMs });
  const exchange = new ChaosExchange(markets, kit.clock, fromMs);
  const shelf: Shelf = new Map();
  await kit.start(tree(exchange, shelf));
  const heard = listen(kit.system);
  const day = new ChaosDay(exchange, kit, random, () => heard.crashed());
  const openTimes = Array.from({ length: minutes }, (_, i) => fromMs + i * MINUTE_MS);
  const faults = drawFaults(FAULTS, openTimes.slice(BEGUN, -QUIET - 30), markets, random);
  await kit.advance("2s");
  for (const openMs of openTimes.slice(0, -QUIET)) await day.pass(openMs, faults.get(openMs) ?? []);
  day.calm();
  for (const openMs of openTimes.slice(-QUIET)) {
    await day.pass(openMs, []);
    await kit.advance("35s");
  }
  assert.equal(day.count, FAULTS);
  assert.deepEqual(new Set(day.happened.keys()), FAULT_NAMES, "every kind of fault");
  const endMs = fromMs + minutes * MINUTE_MS;
  for (const market of markets) {
    const own = await market.own(endMs);
    checkStored(own, shelf);
    checkTold(own, heard);
    checkCorrected(own, heard);
    checkPrints(market, heard, endMs);
    checkAudit(market, own, heard, exchange);
  }
}

const DAY = ["BTC_USDT", "ETH_USDT", "ADA_BTC"].map((market) => `${market}-2023-04-10`);
const HALT = ["BTC_USDT-2023-03-24"];

Deno.test("500 faults in a day of three markets leave no trace but in the audit log", () => walk(DAY, 1_440, 1));

Deno.test("500 faults around the exchange's own halt leave BTC/USDT with the candles that exist, and no others", () =>
  walk(HALT, 480, 3));

Deno.test({
  name: "500 faults of a new seed",
  ignore: !nightly,
  async fn() {
    console.log(`seed ${seed}`);
    await walk(DAY, 1_440, seed);
    await walk(HALT, 480, seed);
  },
});
