/**
 * Webhooks as TradingView calls them: 200 a second into the running house, which executes them meanwhile. Measured from the
 * call to its acknowledgement, which stands for a stored row.
 */
import { brokersOf } from "../db/brokers.ts";
import { findUser } from "../db/users.ts";
import { addWebhook } from "../db/webhooks.ts";
import { hashOfToken, newWebhookToken } from "../security/tokens.ts";
import { type House, openHouse, until } from "../tests/house.ts";
import type { Figure } from "./figure.ts";

const PER_SECOND = 200;
const SECONDS = 5;
/** Each may be called 60 times a minute. */
const WEBHOOKS = 50;
const LIMIT_MS = 180_000;
/** As TradingView: four deliveries, when the platform could not take it. */
const DELIVERIES = 4;
const AGAIN_MS = 5_000;
const AT_ONCE_MS = 25;
const QUICK_ANSWERS = 100;

/** Measures; some ten seconds, and as long again until all is executed. */
export async function benchWebhooks(): Promise<Figure[]> {
  await using house = await openHouse({ LOG_LEVEL: "error" });
  const paths = await webhooksOf(house);
  await untilAtRest(house);
  const beganMs = performance.now();
  const acknowledged = await callAtRate(house, paths);
  const took = acknowledged.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const again = acknowledged.filter(({ deliveries }) => deliveries > 1).length;
  const waiting = async () => (await house.db`select from webhook_calls where state = 'waiting'`).count;
  await until("all calls are executed", LIMIT_MS, async () => await waiting() === 0);
  const executedMs = performance.now() - beganMs;
  const [counted] = await house.db`
    select (select count(*)::int from trades where client_order_id like 'm-%') as orders,
      (select count(*)::int from webhook_calls where verdict = 'accepted') as calls`;
  const { orders, calls } = counted!;
  if (orders !== calls) throw new Error(`${calls} calls became ${orders} orders`);
  const group = `${PER_SECOND} calls a second for ${SECONDS} s, each of which becomes an order`;
  return [
    { group, name: "call to acknowledged, p50", value: at(took, 0.5), unit: "ms" },
    { group, name: "call to acknowledged, p99", value: at(took, 0.99), unit: "ms", note: "at most 100" },
    { group, name: "calls that were delivered again", value: again, unit: "", note: "not taken within 2.5 s" },
    { group, name: "calls that were never taken", value: acknowledged.length - took.length, unit: "" },
    { group, name: "orders", value: orders, unit: "", note: `of ${calls} calls that were stored` },
    { group, name: "until the last is an order", value: executedMs / 1_000, unit: "s" },
  ];
}

/** The start fetches history: it is over when the database has answered at once for a while. */
async function untilAtRest({ db }: House): Promise<void> {
  let quick = 0;
  await until("the start is over", LIMIT_MS, async () => {
    const beganMs = performance.now();
    await db`select 1`;
    quick = performance.now() - beganMs < AT_ONCE_MS ? quick + 1 : 0;
    return quick >= QUICK_ANSWERS;
  });
}

async function webhooksOf({ db }: House): Promise<string[]> {
  const { id: userId } = (await findUser(db, "dac"))!;
  const [broker] = await brokersOf(db, userId);
  const tokens = Array.from({ length: WEBHOOKS }, newWebhookToken);
  for (const [index, token] of tokens.entries()) {
    const of = { userId, brokerId: broker!.id, isTest: false, onlyTradingView: false, nowMs: Date.now() };
    await addWebhook(db, { ...of, id: crypto.randomUUID(), name: `${index}`, tokenHash: hashOfToken(token) });
  }
  return tokens.map((token) => `/webhook/${token}`);
}

/** The calls leave at their times, whether those before have been answered or not. */
async function callAtRate({ url }: House, paths: readonly string[]): Promise<Acknowledged[]> {
  const beganMs = performance.now();
  const calls: Promise<Acknowledged>[] = [];
  for (let number = 0; number < PER_SECOND * SECONDS; number++) {
    const waitMs = beganMs + number * 1_000 / PER_SECOND - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    calls.push(callOnce(`${url}${paths[number % paths.length]}`, number));
  }
  return await Promise.all(calls);
}

interface Acknowledged {
  /** Of the delivery that was taken; null = none was. */
  readonly tookMs: number | null;
  readonly deliveries: number;
}

async function callOnce(address: string, number: number): Promise<Acknowledged> {
  const body = JSON.stringify({ action: "buy", symbol: "BTC/USDT", quantity: 0.0004, id: `${number}` });
  const headers = { "content-type": "application/json" };
  for (let deliveries = 1;; deliveries++) {
    const beganMs = performance.now();
    const response = await fetch(address, { method: "POST", headers, body });
    const text = await response.text();
    if (response.ok) return { tookMs: performance.now() - beganMs, deliveries };
    if (response.status < 500) throw new Error(`A call was refused: ${response.status} ${text}`);
    if (deliveries === DELIVERIES) return { tookMs: null, deliveries };
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
