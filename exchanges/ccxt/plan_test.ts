/** What an exchange can do, what that makes of wishes, and who needs what. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { BadRequest } from "ccxt/base/errors.js";
import fc from "fast-check";
import { DEFAULT_BACKOFF } from "../../domain/backoff.ts";
import { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { Demand } from "./demand.ts";
import { demoSettings } from "./demo.ts";
import { FakeWire } from "./fake_wire.ts";
import { follow, Outage } from "./follow.ts";
import { exchangeIds, loadExchange } from "./load.ts";
import { hasKey, nameOf, openExchange } from "./open.ts";
import { paced } from "./paced.ts";
import { callOf, type Plan, planOf, type Wish } from "./plan.ts";
import type { Channel, Source } from "./source.ts";

const CHANNELS: readonly Channel[] = [
  "tickers",
  "order_books",
  "trades",
  "candles",
  "bids_asks",
  "balance",
  "orders",
  "fills",
  "positions",
];
const SYMBOLS = ["BTC/USDT", "ETH/USDT", "ADA/BTC"] as const;

Deno.test("ccxt has a hundred exchanges, and at ten of them each wish has a plan with a call, or a refusal in words", async () => {
  const ids = await exchangeIds();
  assert.ok(ids.length >= 100 && ids.includes("binance") && ids.includes("kraken") && ids.includes("coinspot"));
  const sample = [
    "binance",
    "kraken",
    "okx",
    "bybit",
    "coinbase",
    "bitstamp",
    "kucoin",
    "bitfinex",
    "coinspot",
    "zaif",
  ];
  for (const id of sample) {
    const exchange = await openExchange({ id, environment: "live" });
    const { has } = exchange;
    let plans = 0;
    for (const channel of CHANNELS) {
      for (const symbols of [[], SYMBOLS.slice(0, 1), SYMBOLS]) {
        const timeframe = null;
        try {
          const plan = planOf({ name: id, has, timeframes: undefined, hasKey: true }, { channel, symbols, timeframe });
          const count = plan.together ? plan.symbols.length : Math.min(1, plan.symbols.length);
          assert.ok(
            callOf(plan.how, channel, count, has),
            `${id} ${channel} of ${symbols.length}: ${JSON.stringify(plan)}`,
          );
          plans++;
        } catch (error) {
          assert.ok(error instanceof ExchangeRefused, String(error));
          assert.match(error.message, /neither streams nor serves/);
        }
      }
    }
    assert.ok(plans >= 5, `${id} has ${plans} plans`);
  }
});

Deno.test("streams come before polls, several markets go together where they can, private streams are of the account", () => {
  const has = {
    watchTrades: true,
    watchTradesForSymbols: true,
    fetchTickers: true,
    fetchOrderBook: true,
    watchOrders: true,
  };
  const plan = (channel: Channel, symbols: readonly string[]) =>
    planOf({ name: "x", has, hasKey: true }, { channel, symbols, timeframe: null });
  assert.deepEqual(plan("trades", SYMBOLS), { how: "stream", together: true, symbols: SYMBOLS });
  assert.deepEqual(plan("trades", ["BTC/USDT"]), { how: "stream", together: false, symbols: ["BTC/USDT"] });
  assert.deepEqual(plan("tickers", SYMBOLS), { how: "poll", together: true, symbols: SYMBOLS });
  assert.deepEqual(plan("order_books", SYMBOLS), { how: "poll", together: false, symbols: SYMBOLS });
  assert.deepEqual(plan("orders", SYMBOLS), { how: "stream", together: true, symbols: [] });
  assert.throws(() => plan("candles", SYMBOLS), { message: "x: it neither streams nor serves candles" });
});

Deno.test("an unknown exchange and a sandbox that does not exist are refused", async () => {
  await assert.rejects(loadExchange("krakn"), { name: "ExchangeRefused", message: /Cannot connect to "krakn"/ });
  await assert.rejects(loadExchange("../ccxt"), { name: "ExchangeRefused" });
  await assert.rejects(openExchange({ id: "kraken", environment: "sandbox" }), {
    message: "Kraken: ccxt knows no sandbox of it",
  });
  const binance = await openExchange({
    id: "binance",
    environment: "sandbox",
    credentials: { apiKey: "k", secret: "s" },
  });
  assert.match(JSON.stringify(binance.urls["api"]), /testnet\.binance\.vision/);
  assert.deepEqual([nameOf(binance), hasKey(binance)], ["Binance", true]);
});

Deno.test("whoever wishes what, each wanted market has one source, and none outlives its last user", () => {
  const wish = fc.record({
    user: fc.constantFrom("a", "b", "c"),
    symbols: fc.subarray([...SYMBOLS]),
    together: fc.boolean(),
    release: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(wish, { maxLength: 30 }), (steps) => {
    const demand = new Demand<string>();
    const wanted = new Map<string, Set<string>>();
    const running = new Set<Source>();
    for (const { user, symbols, together, release } of steps) {
      if (release) {
        for (const source of demand.release(user)) assert.ok(running.delete(source));
        wanted.delete(user);
      } else {
        const of: Wish = { channel: "tickers", symbols, timeframe: null };
        for (const source of demand.want(user, of, { how: "stream", together, symbols } as Plan)) running.add(source);
        for (const symbol of symbols.length > 0 ? symbols : ["*"]) {
          wanted.set(user, (wanted.get(user) ?? new Set()).add(symbol));
        }
      }
      assert.deepEqual(new Set(demand.sources()), running);
      const covered = [...running].flatMap((source) => source.symbols.length > 0 ? source.symbols : ["*"]);
      assert.equal(covered.length, new Set(covered).size, "a market has two sources");
      for (const [user, names] of wanted) {
        for (const name of names) {
          const source = [...running].find(({ symbols }) =>
            name === "*" ? symbols.length === 0 : symbols.includes(name)
          );
          assert.ok(source && demand.usersOf(source).includes(user), `${user} misses ${name}`);
        }
      }
      if (wanted.size === 0) assert.equal(running.size, 0);
    }
  }));
});

Deno.test("streams that fail together are tried again together, as one outage", () => {
  const outage = new Outage();
  assert.equal(outage.retryAtMs(1_000, 250), 1_250);
  assert.equal(outage.retryAtMs(1_010, 400), 1_250);
  assert.equal(outage.retryAtMs(1_249, 400), 1_250);
  assert.equal(outage.retryAtMs(1_251, 500), 1_751);
  assert.equal(outage.count, 2);
});

Deno.test("a source waits ever longer while it fails, not at all once it works, and ends with a refusal", async () => {
  const waits: number[] = [];
  const script = ["no", "no", "no", "yes", "no", "refused"];
  const said: (number | null)[] = [];
  const signal = new AbortController().signal;
  await follow({
    next: () => script[0] === "yes" ? Promise.resolve(script.shift()) : Promise.reject(new Error(script.shift())),
    heard: () => {},
    failed: (_failure, retryInMs) => said.push(retryInMs),
    failureOf: (error) =>
      (error as Error).message === "refused" ? new ExchangeRefused("no") : new ExchangeUnavailable("later", null),
    mayBeMistaken: () => false,
    outageOf: () => undefined,
    clock: { elapsed: () => 0, sleep: (ms) => Promise.resolve(void waits.push(ms)) },
    random: () => 0.999_999,
    signal,
  });
  const first = DEFAULT_BACKOFF.minMs;
  assert.deepEqual(waits, [first, 2 * first, 4 * first, first]);
  assert.deepEqual(said, [...waits, null]);
});

Deno.test("frames of one packet are handed over one by one, in order, and a flood at once", async () => {
  const got: number[] = [];
  const seen: number[] = [];
  const failed: unknown[] = [];
  const hand = paced((frame: number) => {
    got.push(frame);
    if (frame === 1) throw new Error("broken frame");
  }, (error) => failed.push(error));
  for (const frame of [0, 1, 2]) hand(frame);
  for (let turn = 0; turn < 3; turn++) {
    seen.push(got.length);
    await setImmediate();
  }
  assert.deepEqual([got, seen, failed.length], [[0, 1, 2], [1, 2, 3], 1]);
  for (let frame = 3; frame < 5_000; frame++) hand(frame);
  for (let turn = 0; turn < 1_100; turn++) await setImmediate();
  assert.deepEqual(got, Array.from({ length: 5_000 }, (_, n) => n));
});

Deno.test("a stream that answers without waiting does not hang the thread", async () => {
  const ending = new AbortController();
  let [updates, failures] = [0, 0];
  await follow({
    next: () => Promise.resolve("again"),
    heard: () => void updates++,
    failed: () => ++failures === 3 && ending.abort(),
    failureOf: (error) => error as ExchangeUnavailable,
    mayBeMistaken: () => false,
    outageOf: () => undefined,
    clock: { elapsed: () => 0, sleep: async () => await setImmediate() },
    random: () => 0,
    signal: ending.signal,
  });
  assert.deepEqual([failures, updates], [3, 3_000]);
});

Deno.test("errors of Binance's spot market are known at any host", async () => {
  await using wire = await FakeWire.open();
  wire.answer = () => ({ status: 400, body: { code: -1131, msg: "Invalid recvWindow." } });
  const exchange = await openExchange({
    id: "binance",
    environment: "live",
    settings: demoSettings({ restUrl: wire.url, wsUrl: wire.wsUrl }),
  });
  await assert.rejects(exchange.fetchTime(), BadRequest);
});
