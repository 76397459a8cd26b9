import assert from "node:assert/strict";
import { NOON, StreamClient, TurnedTime, withExchange } from "../test_support.ts";
import type { ChaosOptions } from "./plan.ts";

const STREAMS = ["btcusdt@trade", "btcusdt@kline_1m", "ethusdt@trade", "ethusdt@kline_1m"];

interface Run {
  // deno-lint-ignore no-explicit-any -- frames are looked at field by field
  readonly frames: any[];
  readonly faults: Record<string, number>;
  /** Ids of BTC/USDT's trades in the order they came, and the first and last one that happened. */
  readonly ids: number[];
}

/** Five minutes of the exchange's time on a turned clock. */
async function run(chaos: ChaosOptions | null): Promise<Run> {
  const time = new TurnedTime(NOON);
  let result: Run | undefined;
  await withExchange({ time, speed: 60, chaos, limits: { pongWithinMs: Infinity } }, async (running) => {
    await using client = await StreamClient.open(`${running.wsUrl}/stream?streams=${STREAMS.join("/")}`);
    time.turn(5000);
    running.setChaos(null);
    time.turn(5000); // what was late or overtaken comes
    await client.ask({ method: "LIST_SUBSCRIPTIONS", id: 1 });
    const frames = client.frames.filter((frame) => "stream" in frame);
    const ids = frames.filter(({ stream }) => stream === "btcusdt@trade").map(({ data }) => data.t);
    result = { frames, ids, faults: tally(running.faults().map(({ kind }) => kind)) };
  });
  return result!;
}

function tally(kinds: readonly string[]): Record<string, number> {
  return kinds.reduce<Record<string, number>>((sums, kind) => ({ ...sums, [kind]: (sums[kind] ?? 0) + 1 }), {});
}

Deno.test("without a plan every frame comes once and in order, and no fault is listed", async () => {
  const { ids, faults } = await run(null);
  assert.deepEqual(ids, ids.map((_, place) => ids[0]! + place));
  assert.deepEqual(faults, {});
});

Deno.test("lost, doubled, late and overtaken frames, as many as are listed", async () => {
  const { ids, frames, faults } = await run({ seed: 3, drop: 0.05, duplicate: 0.05, delay: 0.03, reorder: 0.05 });
  const calm = await run(null);
  for (const kind of ["drop", "duplicate", "delay", "reorder"]) assert.ok(faults[kind]! > 0, kind);
  assert.equal(calm.frames.length - frames.length, faults["drop"]! - faults["duplicate"]!);
  assert.notDeepEqual(ids, ids.toSorted((a, b) => a - b));
  assert.ok(new Set(ids).size < ids.length);
});

Deno.test("the same seed does the same again", async () => {
  const plan = { seed: 4, drop: 0.1, duplicate: 0.05, reorder: 0.05 };
  const [first, second] = [await run(plan), await run(plan)];
  assert.deepEqual(first.frames, second.frames);
  assert.deepEqual(first.faults, second.faults);
});

Deno.test("an exchange that begins at a moment of its recordings sends the same frames in every run", async () => {
  const early = new TurnedTime(0);
  await withExchange({ time: early, fromMs: NOON }, ({ clock, exchange }) => {
    assert.equal(clock.now(), NOON);
    assert.deepEqual(exchange.markets.map(({ history }) => history.timeline.shiftMs), [0, 0]);
    return Promise.resolve();
  });
});
