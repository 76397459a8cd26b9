import assert from "node:assert/strict";
import { orderLimitOf, OrderPace } from "./order_pace.ts";

/** Time that passes only for who sleeps. */
class TurnedTime {
  nowMs = 0;

  elapsed(): number {
    return this.nowMs;
  }

  sleep(ms: number): Promise<void> {
    this.nowMs += ms;
    return Promise.resolve();
  }
}

const LIMIT = { orders: 100, withinMs: 10_000 };

/** When each of so many calls went out; null = it went back unsent. */
async function sent(pace: OrderPace, time: TurnedTime, count: number, orders = 1): Promise<(number | null)[]> {
  const one = () => pace.take(orders).then(() => time.nowMs, () => null);
  return await Promise.all(Array.from({ length: count }, one));
}

Deno.test("as many orders go out at once as the exchange takes; the next goes back at once rather than wait too long", async () => {
  const time = new TurnedTime();
  const pace = new OrderPace(LIMIT, time);
  assert.deepEqual(await sent(pace, time, 100), Array(100).fill(0));
  await assert.rejects(pace.take(1), /takes 100 orders in 10 s, the next in 11 s; nothing was sent/);
  assert.equal(time.nowMs, 0);
  time.nowMs = 6_000;
  assert.deepEqual(await sent(pace, time, 101), [...Array(100).fill(10_500), null]);
});

Deno.test("in no ten seconds more orders go out than the exchange takes, and those that wait keep their order", async () => {
  const time = new TurnedTime();
  const pace = new OrderPace(LIMIT, time);
  const all: number[] = [];
  for (let times = 0; times < 400; times++) {
    all.push(...(await sent(pace, time, 3)).filter((atMs) => atMs !== null));
    time.nowMs += 100;
  }
  assert.ok(all.length > 350, `${all.length} went out`);
  assert.deepEqual(all, all.toSorted((a, b) => a - b));
  const shortestMs = Math.min(...all.slice(100).map((atMs, index) => atMs - all[index]!));
  assert.ok(shortestMs >= LIMIT.withinMs, `101 orders went out within ${shortestMs} ms`);
});

Deno.test("a group counts as the two orders that it is", async () => {
  const time = new TurnedTime();
  const pace = new OrderPace(LIMIT, time);
  assert.deepEqual(await sent(pace, time, 51, 2), [...Array(50).fill(0), null]);
});

Deno.test("where no limit of orders is known, none waits", async () => {
  assert.deepEqual(orderLimitOf({ id: "binance" }), LIMIT);
  const time = new TurnedTime();
  const pace = new OrderPace(orderLimitOf({ id: "kraken" }), time);
  assert.deepEqual(await sent(pace, time, 1_000), Array(1_000).fill(0));
});
