/** Ten recorded hours in which everything is killed in turn; afterwards the stored candles are the exchange's own. */
import assert from "node:assert/strict";
import { scale } from "../actors/runtime/test_scale.ts";
import { PATHS } from "../actors/tree.ts";
import { candleKey, heartbeat } from "../actors/topics.ts";
import { timeframeMs, TIMEFRAMES } from "../domain/timeframe.ts";
import { type House, openHouse, runs, until } from "./house.ts";
import { compareWithRecording, RECORDED_TIMEFRAMES } from "./recording.ts";
import { testOnce } from "./once.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
const MINUTE_MS = 60_000;
const WALK_MINUTES = 600;
/** From the ninth on each is followed by the longest wait before a restart. */
const KILLS = scale(12, 20);
/** How fast the market runs; `WALK_SPEED=60` walks the ten hours in ten minutes. */
const SPEED = Number(Deno.env.get("WALK_SPEED") ?? 1_200);
/** The longest wait for a part of the way. */
const LIMIT_MS = 30_000 + WALK_MINUTES / KILLS * MINUTE_MS / SPEED * 2;

/** What else falls on the way, one after another. */
const OTHER_FAULTS: readonly ((house: House) => Promise<void>)[] = [
  async (house) => {
    await until("the makers run", 30_000, () => runs(house, "/root/market/candles-4h"));
    await house.system.killHost({ worker: "candles" });
  },
  ({ system }) => system.killHost({ worker: "demo" }),
  ({ system }) => system.restart(PATHS.recorder),
  ({ system }) => system.restart(PATHS.demoExchange),
  ({ system }) => system.restart(PATHS.feed),
  ({ system }) => system.restart(PATHS.paper),
  ({ system }) => system.restart(PATHS.orderDesk),
  ({ system }) => system.restart(PATHS.portfolio),
  ({ system }) => system.restart(PATHS.live),
  ...TIMEFRAMES.slice(1).map((timeframe) => ({ system }: House) => system.restart(`/root/market/candles-${timeframe}`)),
];

/** Every candle published since `fromMs`, by key: what a listener hears must be in order and without a double. */
function listen(house: House): Map<string, number[]> {
  const heard = new Map<string, number[]>();
  house.system.subscribe(heartbeat, ({ candle }) => {
    const key = candleKey(candle.symbol, candle.timeframe);
    heard.set(key, [...heard.get(key) ?? [], candle.openMs]);
  });
  return heard;
}

testOnce(
  `ten recorded hours with the feed's worker killed ${KILLS} times: every stored candle is the exchange's own`,
  async () => {
    await using house = await openHouse({ DEMO_SPEED: String(SPEED), SYMBOLS: SYMBOLS.join(",") });
    const key = candleKey("BTC/USDT", "1m");
    const heard = listen(house);
    await until("the first live candle", 30_000, () => (heard.get(key)?.length ?? 0) > 0);
    const startMs = heard.get(key)!.at(-1)!;
    const passed = () => (heard.get(key)!.at(-1)! - startMs) / MINUTE_MS;
    for (let kill = 1; kill <= KILLS; kill++) {
      await until(
        `minute ${kill * WALK_MINUTES / (KILLS + 1)}`,
        LIMIT_MS,
        () => passed() >= kill * WALK_MINUTES / (KILLS + 1),
      );
      await until("the feed runs", 30_000, () => runs(house, PATHS.feed));
      await house.system.killHost({ worker: "market" });
      await OTHER_FAULTS[(kill - 1) % OTHER_FAULTS.length]!(house);
    }
    await until("ten hours", LIMIT_MS, () => passed() >= WALK_MINUTES);
    for (const symbol of SYMBOLS) {
      await until(
        `everything of ${symbol} is stored`,
        30_000,
        async () => (await house.stored(symbol, "4h")).length >= 3,
      );
    }

    let compared = 0;
    for (const symbol of SYMBOLS) {
      for (const timeframe of TIMEFRAMES) {
        const stored = await house.stored(symbol, timeframe);
        assert.ok(
          stored.length * timeframeMs(timeframe) >= (WALK_MINUTES - 240) * MINUTE_MS,
          `${symbol} ${timeframe} is short`,
        );
        stored.forEach((candle, i) => {
          if (i > 0) {
            assert.equal(candle.openMs - stored[i - 1]!.openMs, timeframeMs(timeframe), `${symbol} ${timeframe}`);
          }
        });
      }
      for (const timeframe of RECORDED_TIMEFRAMES) {
        const found = await compareWithRecording(await house.stored(symbol, timeframe), await house.shiftMs(symbol));
        assert.deepEqual(found.differences, []);
        compared += found.compared;
      }
    }
    assert.ok(compared >= 2 * (120 + 40 + 10), `only ${compared} candles were compared`);
  },
);
