import assert from "node:assert/strict";
import type { Candle } from "../domain/candle.ts";
import { foldCandles } from "../domain/candle_fold.ts";
import { bucketOpenMs, type Timeframe, timeframeMs } from "../domain/timeframe.ts";
import { put, type Shelf } from "./memory_recorder.ts";
import { supervisor } from "./runtime/mod.ts";
import { explore, type TestKit, testKit } from "./runtime/testkit.ts";
import { candleKey, heartbeat, openCandles } from "./topics.ts";

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

function tree(shelf: Shelf, timeframes: Timeframe[]) {
  const recorder = { id: "recorder", module: import.meta.resolve("./memory_recorder.ts"), args: { shelf } };
  const makers = timeframes.map((timeframe) => ({
    id: `candles-${timeframe}`,
    module: import.meta.resolve("./candle_maker.actor.ts"),
    args: { timeframe, symbols: ["BTC/USDT"], recorderPath: "/root/recorder" },
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
