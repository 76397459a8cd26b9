/** Fills of an order that its exchange tells page by page. */
import assert from "node:assert/strict";
import type { Exchange, Order, Trade } from "ccxt";
import { fillsOfOrder } from "./broker_fills.ts";

const ORDER = { id: "7", symbol: "BTC/USDT", timestamp: 1_000, filled: 60 } as Order;
const PAGE = 50;
/** 200 fills a ms apart since the order was made; those of ours are the first 60 of every other, all of 1. */
const ALL = Array.from({ length: 200 }, (_, at) => ({
  ...{ id: `t${at}`, timestamp: 1_000 + at, amount: 1, price: 100, symbol: "BTC/USDT" },
  order: at < 120 && at % 2 === 0 ? "7" : "8",
} as Trade));
const OURS = ALL.filter(({ order }) => order === "7");

interface Asked {
  readonly since: number | undefined;
  readonly until?: number | undefined;
}

/** An exchange that tells a page of those that are asked for, the oldest or the newest of them. */
function exchangeOf(tells: "oldest" | "newest", own: "own" | "all", feature: object = {}) {
  const asked: Asked[] = [];
  const pageOf = (rows: Trade[]) => tells === "oldest" ? rows.slice(0, PAGE) : rows.slice(-PAGE);
  const exchange = {
    id: "some",
    has: { fetchOrderTrades: own === "own" },
    features: { spot: { fetchMyTrades: feature } },
    fetchOrderTrades: () => Promise.resolve(pageOf(OURS)),
    fetchMyTrades(_: string, since: number, _limit: undefined, { until = Infinity }: { until?: number } = {}) {
      asked.push(until === Infinity ? { since } : { since, until });
      return Promise.resolve(pageOf(ALL.filter(({ timestamp }) => timestamp! >= since && timestamp! <= until)));
    },
  };
  return { asked, exchange: exchange as unknown as Exchange };
}

const idsOf = (fills: readonly Trade[]) => fills.map(({ id }) => id).sort();

Deno.test("fills are gone through page by page until all that is filled of the order is there", async () => {
  for (const own of ["own", "all"] as const) {
    const { exchange, asked } = exchangeOf("oldest", own);
    assert.deepEqual(idsOf(await fillsOfOrder(ORDER, "BTC/USDT", exchange)), idsOf(OURS), own);
    assert.ok(asked.length <= 4, own);
  }
});

Deno.test("where an exchange tells the newest ones those before are asked for", async () => {
  for (const own of ["own", "all"] as const) {
    const { exchange } = exchangeOf("newest", own, { untilDays: 7 });
    assert.deepEqual(idsOf(await fillsOfOrder(ORDER, "BTC/USDT", exchange)), idsOf(OURS), own);
  }
  const { exchange, asked } = exchangeOf("newest", "all");
  await fillsOfOrder(ORDER, "BTC/USDT", exchange);
  assert.ok(asked.every(({ until }) => until === undefined));
});

Deno.test("what is whole, or too short to be cut, is asked for once", async () => {
  const whole = exchangeOf("oldest", "all");
  await fillsOfOrder({ ...ORDER, filled: 20 }, "BTC/USDT", whole.exchange);
  assert.deepEqual(whole.asked, [{ since: 1_000 }]);
  const short = exchangeOf("oldest", "all", { untilDays: 7 });
  short.exchange.fetchMyTrades = () => {
    short.asked.push({ since: 1_000 });
    return Promise.resolve([OURS[0]!]);
  };
  assert.deepEqual(idsOf(await fillsOfOrder(ORDER, "BTC/USDT", short.exchange)), ["t0"]);
  assert.equal(short.asked.length, 1);
});
