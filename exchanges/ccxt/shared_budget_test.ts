import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Exchange } from "ccxt";

/** The time that ccxt sees in this file, since it takes the clock and the timers that it finds when it is loaded. */
class TurnedTime {
  nowMs = Date.UTC(2026, 10, 1);
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  elapsed(): number {
    return this.nowMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#timers.push({ atMs: this.nowMs + ms, run: resolve }));
  }

  async during<T>(load: () => Promise<T>): Promise<T> {
    const [{ setTimeout }, { now }] = [globalThis, Date];
    const turned = (run: () => void, ms = 0) => this.#timers.push({ atMs: this.nowMs + ms, run });
    Object.assign(globalThis, { setTimeout: turned });
    Date.now = () => this.nowMs;
    try {
      return await load();
    } finally {
      Object.assign(globalThis, { setTimeout });
      Date.now = now;
    }
  }

  /** Goes from timer to timer until the work is done. */
  async until(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    void work.then(() => isDone = true);
    for (let turns = 0; !isDone && turns < 1_000_000; turns++) {
      await nextTurn();
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) continue;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    assert.ok(isDone);
  }
}

const time = new TurnedTime();
const { DDoSProtection, RateLimitExceeded, openExchange, shareBudget, first, enterEnvironment } = await time.during(
  async () => ({
    ...await import("./open.ts"),
    ...await import("./shared_budget.ts"),
    ...await import("./broker_hosts.ts"),
    ...await import("ccxt/base/errors.js"),
  }),
);
/** How often kraken may be asked, ms. */
const PACE_MS = 1_000;

/** An exchange of which every request is noted, with the turned time. */
async function opened(
  id: string,
  asked: number[],
  environment: "live" | "testnet" = "live",
  refuse: (exchange: Exchange) => void = () => {},
): Promise<Exchange> {
  const exchange = await time.during(() => openExchange({ id, environment: "live" }));
  exchange.fetch = async () => {
    asked.push(time.nowMs);
    await nextTurn();
    refuse(exchange);
    return { error: [], result: { unixtime: 1 }, serverTime: 1 };
  };
  enterEnvironment(exchange, environment);
  shareBudget(exchange, time, time);
  return exchange;
}

/** The longest time in which so many requests went out, as short as it was, ms. */
function shortest(asked: readonly number[], count: number): number {
  return Math.min(...asked.slice(count - 1).map((atMs, index) => atMs - asked[index]!));
}

Deno.test("two accounts at one exchange together keep its limit", async () => {
  const asked: number[] = [];
  const [one, other] = [await opened("kraken", asked), await opened("kraken", asked)];
  const work = Array.from({ length: 10 }, () => [one.fetchTime(), other.fetchTime()]).flat();
  await time.until(Promise.all(work));
  assert.equal(asked.length, 20);
  assert.ok(shortest(asked, 3) >= 2 * PACE_MS - 2, `${shortest(asked, 3)} ms`);
  assert.ok(asked.at(-1)! - asked[0]! >= 18 * PACE_MS);
});

Deno.test("an account that comes later waits behind those that are there", async () => {
  const asked: number[] = [];
  const first = await opened("kraken", asked);
  const work = Array.from({ length: 5 }, () => first.fetchTime());
  const late: number[] = [];
  work.push((await opened("kraken", late)).fetchTime());
  await time.until(Promise.all(work));
  assert.ok(late[0]! - asked[0]! >= 4 * PACE_MS - 2);
});

Deno.test("hosts do not wait for one another: neither those of two exchanges, nor a testnet and the live one", async () => {
  const [live, testnet, kraken] = [[], [], []] as number[][];
  const beganMs = time.nowMs;
  const calls = async (exchange: Exchange, count: number) =>
    await Promise.all(Array.from({ length: count }, () => exchange.fetchTime()));
  const slow = calls(await opened("kraken", kraken!), 30);
  const others = [calls(await opened("binance", live!), 5), calls(await opened("binance", testnet!, "testnet"), 5)];
  await time.until(Promise.all(others));
  assert.ok(time.nowMs - beganMs < 10 * PACE_MS, `${time.nowMs - beganMs} ms`);
  assert.ok(kraken!.length < 15);
  await time.until(slow);
});

Deno.test("when an exchange asks one account for patience, none asks anything before the time", async () => {
  const asked: number[] = [];
  let retryAfter: string | null = "60";
  const refuse = (exchange: Exchange) => {
    if (retryAfter === null) return;
    exchange.last_response_headers = { "Retry-After": retryAfter };
    retryAfter = null;
    throw new RateLimitExceeded("bybit too many visits");
  };
  const [one, other] = [await opened("bybit", asked, "live", refuse), await opened("bybit", asked, "live", refuse)];
  const wordsOf = async (exchange: Exchange) => {
    const words = exchange.fetchTime().then(() => "answered", ({ message }: Error) => message);
    await time.until(words);
    return await words;
  };
  assert.equal(await wordsOf(one), "bybit too many visits");
  for (const exchange of [one, other]) assert.equal(await wordsOf(exchange), "bybit asked for patience, 60 s are left");
  time.nowMs += 59_000;
  assert.equal(await wordsOf(other), "bybit asked for patience, 1 s are left");
  assert.equal(asked.length, 1);
  time.nowMs += 1_000;
  assert.equal(await wordsOf(other), "answered");
  retryAfter = ""; // too much asked, as ccxt also calls a revoked key, without a word of how long
  assert.equal(await wordsOf(one), "bybit too many visits");
  assert.equal(await wordsOf(other), "answered");
});

Deno.test("the limit of one account's orders holds up nobody else", async () => {
  const asked: number[] = [];
  let words = `binance 429 {"code":-1015,"msg":"Too many new orders; current limit is 100 orders per 10 SECOND."}`;
  const refuse = (exchange: Exchange) => {
    exchange.last_response_headers = { "Retry-After": "10" };
    throw new DDoSProtection(words);
  };
  const [one, other] = [await opened("binance", asked, "live", refuse), await opened("binance", asked, "live")];
  const ask = async (exchange: Exchange) => {
    const answered = exchange.fetchTime().then(() => true, () => false);
    await time.until(answered);
    return await answered;
  };
  assert.deepEqual([await ask(one), await ask(other)], [false, true]);
  words = `binance 429 {"code":-1003,"msg":"Too much request weight used."}`;
  assert.deepEqual([await ask(one), await ask(other)], [false, false]);
  time.nowMs += 10_000;
});

/** Requests that weigh 1 each, of an exchange; answers with the moments at which they went out, ms since `beganMs`. */
async function wentOut(exchange: Exchange, counts: { questions?: number; orders?: number }) {
  const beganMs = time.nowMs;
  const one = async () => {
    await exchange.throttle(1);
    return time.nowMs - beganMs;
  };
  const questions = Promise.all(Array.from({ length: counts.questions ?? 0 }, one));
  const orders = Promise.all(Array.from({ length: counts.orders ?? 0 }, () => first(one)));
  await time.until(Promise.all([questions, orders]));
  return { questions: await questions, orders: await orders };
}

Deno.test("what Binance was not asked during a rest may be asked at once, and no more than that", async () => {
  const exchange = await opened("binance", []);
  assert.equal((await wentOut(exchange, { orders: 100 })).orders.at(-1), 0);
  assert.ok((await wentOut(exchange, { orders: 100 })).orders.at(-1)! >= 98 * 50);
  time.nowMs += 1_000; // twenty at 50 ms each
  assert.ok((await wentOut(exchange, { orders: 40 })).orders.filter((atMs) => atMs === 0).length <= 22);
  time.nowMs += 3_600_000;
  assert.equal((await wentOut(exchange, { orders: 100 })).orders.at(-1), 0);
  assert.ok((await wentOut(exchange, { orders: 20 })).orders.at(-1)! >= 18 * 50);
});

Deno.test("in no minute Binance is asked more than it counts by the minute, also after a rest", async () => {
  const exchange = await opened("binance", []);
  time.nowMs += 3_600_000;
  const { orders } = await wentOut(exchange, { orders: 1_400 });
  const [inFirstMinute, atOnce] = [60_000, 1].map((ms) => orders.filter((atMs) => atMs < ms).length);
  assert.ok(atOnce! >= 100 && inFirstMinute! <= 1_201, `${atOnce} at once, ${inFirstMinute} in a minute`);
});

Deno.test("questions leave a part of what Binance may be asked at once to orders", async () => {
  const exchange = await opened("binance", []);
  time.nowMs += 3_600_000;
  const { questions, orders } = await wentOut(exchange, { questions: 200, orders: 20 });
  assert.equal(orders.at(-1), 0);
  assert.ok(questions.filter((atMs) => atMs === 0).length <= 81);
  assert.ok(questions.at(-1)! >= 118 * 50, `${questions.at(-1)} ms`);
  assert.ok(questions.at(-1)! <= 145 * 55, `${questions.at(-1)} ms`);
});

Deno.test("an order goes before all questions that wait, also where only one request at a time may be made", async () => {
  const exchange = await opened("kraken", []);
  const asking = wentOut(exchange, { questions: 20 });
  const { orders } = await wentOut(exchange, { orders: 2 });
  assert.ok(orders.at(-1)! <= 3 * PACE_MS, `${orders.at(-1)} ms`);
  assert.ok((await asking).questions.at(-1)! >= 19 * PACE_MS);
});
