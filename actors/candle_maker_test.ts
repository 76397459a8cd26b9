import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "../domain/timeframe.ts";
import { candleMakerProtocol } from "./candle_maker/protocol.ts";
import { put, type Shelf } from "./memory_recorder.ts";
import { supervisor } from "./runtime/mod.ts";
import { explore, type TestKit, testKit } from "./runtime/testkit.ts";
import type { Coherence, FeedIncident } from "../domain/feed_audit.ts";
import { candleKey, coherences, corrections, feedIncidents, heartbeat, openCandles } from "./topics.ts";

const START_MS = Date.UTC(2023, 3, 10);

function minute(n: number): Candle {
  const openMs = START_MS + n * 60_000;
  const volume = n % 7 === 3 ? "0" : "0.1";
  const price = `${100 + (n * 37) % 11}`;
  const prices = {
    open: price,
    high: volume === "0" ? price : `${120 + n % 5}`,
    low: volume === "0" ? price : "90",
    close: price,
  };
  return { symbol: "BTC/USDT", timeframe: "1m", openMs, closeMs: openMs + 59_999, ...prices, volume };
}

/** What a maker must have made of these minutes: every bucket whose last minute is there. */
function expected(minutes: readonly Candle[], timeframe: Timeframe): Candle[] {
  const buckets = Map.groupBy(minutes, ({ openMs }) => bucketOpenMs(openMs, timeframe));
  return [...buckets.values()]
    .filter((parts) => parts.at(-1)!.closeMs % timeframeMs(timeframe) === timeframeMs(timeframe) - 1)
    .map((parts) => foldCandles(parts, timeframe));
}

function tree(shelf: Shelf, timeframes: Timeframe[], symbols = ["BTC/USDT"]) {
  const recorder = { id: "recorder", module: import.meta.resolve("./memory_recorder.ts"), args: { shelf } };
  const makers = timeframes.map((timeframe) => ({
    id: `candles-${timeframe}`,
    module: import.meta.resolve("./candle_maker.actor.ts"),
    args: { timeframe, symbols, recorderPath: "/root/recorder" },
  }));
  return supervisor({ strategy: "rest_for_one", intensity: 1_000, children: [recorder, ...makers] });
}

const tell = (kit: TestKit, candle: Candle) =>
  kit.system.publish(heartbeat.key(candleKey(candle.symbol, "1m")), { candle });
const made = (shelf: Shelf, timeframe: Timeframe) => shelf.get(candleKey("BTC/USDT", timeframe)) ?? [];

Deno.test("a maker makes what is missing since its own last candle, then goes on live", async () => {
  const shelf: Shelf = new Map();
  const minutes = Array.from({ length: 25 }, (_, n) => minute(n));
  for (const candle of minutes.slice(0, 17)) put(shelf, candle);
  put(shelf, foldCandles(minutes.slice(0, 5), "5m"));
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  const told = kit.probe(heartbeat.key(candleKey("BTC/USDT", "5m")));
  for (const candle of minutes.slice(17)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
  assert.deepEqual(
    told.got.map(({ candle }) => candle.openMs),
    expected(minutes.slice(15), "5m").map(({ openMs }) => openMs),
  );
});

Deno.test("a maker that missed a minute asks the recorder for it before it makes the candle", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  const minutes = Array.from({ length: 5 }, (_, n) => minute(n));
  for (const candle of minutes.slice(0, 3)) tell(kit, candle);
  await kit.settle();
  kit.drop("/root/candles-5m", "SourceClosed");
  for (const candle of minutes.slice(3)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
});

Deno.test("a maker waits for what the recorder does not have yet", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  const minutes = Array.from({ length: 5 }, (_, n) => minute(n));
  tell(kit, minutes[0]!);
  await kit.settle();
  for (const lost of minutes.slice(1, 3)) {
    kit.drop("/root/candles-5m", "SourceClosed");
    kit.drop("/root/recorder", "CandleClosed");
    tell(kit, lost);
    await kit.settle();
  }
  kit.drop("/root/recorder", "CandleClosed");
  tell(kit, minutes[3]!);
  await kit.advance("1s");
  assert.deepEqual(made(shelf, "5m"), []);
  for (const candle of minutes.slice(1)) put(shelf, candle);
  tell(kit, minutes[4]!);
  await kit.advance("20s");
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
});

Deno.test("minutes that the recorder does not have between two that it has are an exchange's halt", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  for (const n of [0, 1, 2, 13, 14]) tell(kit, minute(n));
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), [
    foldCandles([0, 1, 2].map(minute), "5m"),
    foldCandles([13, 14].map(minute), "5m"),
  ]);
});

Deno.test("the open candle holds what is closed of its bucket and the open minute", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["3m"]));
  const told = kit.probe(openCandles.key(candleKey("BTC/USDT", "3m")));
  await kit.settle();
  tell(kit, minute(0));
  kit.system.publish(openCandles.key(candleKey("BTC/USDT", "1m")), { candle: minute(1) });
  assert.deepEqual((await told.next()).candle, foldCandles([minute(0), minute(1)], "3m"));
});

const TIMEFRAMES_MADE: Timeframe[] = ["3m", "5m", "10m", "15m", "1h"];

/** The feed's word that a minute was another one: with more volume. */
function correct(kit: TestKit, was: Candle, volume: string): Candle {
  const candle = { ...was, volume };
  kit.system.publish(corrections.key(candleKey(candle.symbol, "1m")), { candle, was });
  return candle;
}

Deno.test("a corrected minute corrects every longer candle that it is in, and the audit log says so", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, TIMEFRAMES_MADE));
  await kit.settle();
  const minutes = Array.from({ length: 61 }, (_, n) => minute(n));
  for (const candle of minutes) tell(kit, candle);
  await kit.settle();
  const told = kit.probe(corrections);
  const log = kit.probe(feedIncidents);
  minutes[3] = correct(kit, minutes[3]!, "5");
  await kit.settle();
  for (const timeframe of TIMEFRAMES_MADE) assert.deepEqual(made(shelf, timeframe), expected(minutes, timeframe));
  const changed = told.got.map(({ candle }) => candle.timeframe).sort();
  assert.deepEqual(changed, ["10m", "15m", "1h", "1m", "3m", "5m"]);
  const entries = log.got as FeedIncident[];
  assert.deepEqual(entries.map(({ kind }) => kind), TIMEFRAMES_MADE.map(() => "correction"));
  assert.match(entries.find(({ timeframe }) => timeframe === "5m")!.detail, /volume 0\.4 → 5\.4/);
});

Deno.test("a correction that changes nothing of a longer candle is not told on", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, TIMEFRAMES_MADE));
  await kit.settle();
  const minutes = Array.from({ length: 10 }, (_, n) => minute(n));
  for (const candle of minutes) tell(kit, candle);
  await kit.settle();
  const told = kit.probe(corrections);
  correct(kit, minutes[2]!, "0.1000");
  await kit.settle();
  assert.deepEqual(told.got.map(({ candle }) => candle.timeframe), ["1m"]);
});

Deno.test("a correction of a minute whose longer candle is still open goes into that", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  const minutes = Array.from({ length: 5 }, (_, n) => minute(n));
  const told = kit.probe(corrections);
  for (const candle of minutes.slice(0, 4)) tell(kit, candle);
  minutes[1] = correct(kit, minutes[1]!, "7");
  tell(kit, minutes[4]!);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
  assert.equal(told.got.length, 1);
});

Deno.test("a maker that starts makes anew what was corrected while it was away", async () => {
  const shelf: Shelf = new Map();
  const minutes = Array.from({ length: 10 }, (_, n) => minute(n));
  for (const candle of minutes) put(shelf, candle);
  for (const candle of expected(minutes, "5m")) put(shelf, candle);
  shelf.get(candleKey("BTC/USDT", "1m"))![2] = minutes[2] = { ...minutes[2]!, volume: "9" };
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
});

Deno.test("a market is followed from the word of the desk until it says that it is wanted no longer", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"], []));
  const maker = kit.system.whereis("/root/candles-5m", candleMakerProtocol);
  const minutes = Array.from({ length: 30 }, (_, n) => minute(n));
  for (const candle of minutes.slice(0, 7)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), []);
  maker.tell("Follow", { symbol: "BTC/USDT" });
  maker.tell("Follow", { symbol: "BTC/USDT" });
  for (const candle of minutes.slice(7, 17)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes.slice(0, 17), "5m"));
  maker.tell("Unfollow", { symbol: "BTC/USDT" });
  maker.tell("Unfollow", { symbol: "ETH/USDT" });
  for (const candle of minutes.slice(17, 27)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes.slice(0, 17), "5m"));
  maker.tell("Follow", { symbol: "BTC/USDT" });
  for (const candle of minutes.slice(27)) tell(kit, candle);
  await kit.settle();
  assert.deepEqual(made(shelf, "5m"), expected(minutes, "5m"));
});

Deno.test("how regular the candles are is told on change, at most once a second", async () => {
  const shelf: Shelf = new Map();
  await using kit = testKit();
  await kit.start(tree(shelf, ["5m"]));
  await kit.settle();
  const told = kit.probe(coherences);
  const minutes = Array.from({ length: 25 }, (_, n) => minute(n));
  for (const [n, candle] of minutes.slice(0, 10).entries()) {
    const key = heartbeat.key(candleKey("BTC/USDT", "1m"));
    kit.system.publish(key, { candle, atMs: candle.closeMs + (n < 5 ? 80 : 40_000) });
  }
  await kit.advance("1s");
  await kit.advance("10s");
  assert.equal(told.got.length, 1);
  tell(kit, minutes[9]!);
  await kit.settle();
  kit.drop("/root/candles-5m", "SourceClosed");
  for (const candle of [...minutes.slice(10, 15), ...minutes.slice(20)]) tell(kit, candle);
  correct(kit, minutes[0]!, "5");
  await kit.advance("1s");
  const expectedCounts: Partial<Coherence> = { candles: 4, gaps: 1, repairs: 2, missing: 1, duplicates: 1, late: 1 };
  const last = told.got.at(-1)!;
  for (const [name, count] of Object.entries(expectedCounts)) assert.equal(last[name as keyof Coherence], count, name);
  assert.equal(last.corrections, 1);
  assert.deepEqual(last.lateness, [0, 1, 0, 0, 0, 0, 0, 0, 1]);
});

Deno.test("whoever crashes and whatever is corrected, in the end the longer candles follow from the minutes", async () => {
  const minutes = Array.from({ length: 90 }, (_, n) => minute(n));
  await explore({ runs: 40 }, async (kit) => {
    const shelf: Shelf = new Map();
    const truth = [...minutes];
    await kit.start(tree(shelf, TIMEFRAMES_MADE));
    for (const [n, candle] of minutes.entries()) {
      tell(kit, candle);
      if (kit.random() < 0.15) await kit.settle();
      if (kit.random() < 0.15) {
        const which = Math.floor(kit.random() * (n + 1));
        truth[which] = correct(kit, truth[which]!, `${n}.5`);
      }
      if (kit.random() < 0.08) {
        await kit.crash(`/root/candles-${TIMEFRAMES_MADE[Math.floor(kit.random() * TIMEFRAMES_MADE.length)]}`);
      }
    }
    await kit.advance("30s");
    for (const timeframe of TIMEFRAMES_MADE) assert.deepEqual(made(shelf, timeframe), expected(truth, timeframe));
  });
});

Deno.test("whoever crashes and whoever goes first, every timeframe has every candle once and in order", async () => {
  const timeframes: Timeframe[] = ["3m", "5m", "10m", "15m", "1h"];
  const minutes = Array.from({ length: 120 }, (_, n) => minute(n));
  await explore({ runs: 40 }, async (kit) => {
    const shelf: Shelf = new Map();
    await kit.start(tree(shelf, timeframes));
    const told = kit.probe(heartbeat);
    for (const candle of minutes) {
      tell(kit, candle);
      if (kit.random() < 0.2) await kit.settle();
      if (kit.random() < 0.1) {
        await kit.crash(`/root/candles-${timeframes[Math.floor(kit.random() * timeframes.length)]}`);
      }
    }
    await kit.advance("30s");
    for (const timeframe of timeframes) {
      const heard = told.got.map(({ candle }) => candle).filter((candle) => candle.timeframe === timeframe);
      assert.deepEqual(heard, expected(minutes, timeframe), timeframe);
      assert.deepEqual(made(shelf, timeframe), heard);
    }
  });
});
