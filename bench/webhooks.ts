/**
 * Webhooks as TradingView calls them: 200 a second into the running house, which executes them meanwhile. Measured from the
 * call to its acknowledgement, which stands for a stored row.
 */
import { ensureFirstStart } from "../db/first_start.ts";
import { type TestDatabase, testDatabase } from "../db/test_database.ts";
import { TEST_HASH } from "../db/test_rows.ts";
import { brokersOf } from "../db/brokers.ts";
import { findUser } from "../db/users.ts";
import { addWebhook } from "../db/webhooks.ts";
import { hashOfToken, newWebhookToken } from "../security/tokens.ts";
import { type House, openHouse, until } from "../tests/house.ts";
import type { Figure } from "./figure.ts";
import type { Acknowledged } from "./webhook_parts/caller.ts";

const PER_SECOND = 200;
const SECONDS = 30;
/** Each may be called 60 times a minute. */
const WEBHOOKS = 120;
const LIMIT_MS = 300_000;
const CASH = "1000000";
const AT_ONCE_MS = 25;
const QUICK_ANSWERS = 100;

/** Measures; half a minute, and longer until all is executed. */
export async function benchWebhooks(): Promise<Figure[]> {
  await using house = await openHouse({ LOG_LEVEL: "error" }, await richDatabase());
  const paths = await webhooksOf(house);
  await untilAtRest(house);
  const beganMs = performance.now();
  const acknowledged = await callAtRate(house, paths);
  const took = acknowledged.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const again = acknowledged.filter(({ deliveries }) => deliveries > 1).length;
  const waiting = async () => (await house.db`select from webhook_calls where state = 'waiting'`).count;
  await until("all calls are executed", LIMIT_MS, async () => await waiting() === 0);
  const executedMs = performance.now() - beganMs;
  const { orders, calls } = await executedOnce(house, acknowledged);
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

/** The first start, with money for all orders. */
async function richDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  const { db } = database;
  const { broker } = await ensureFirstStart(db, { examples: [], hashFirstPassword: () => Promise.resolve(TEST_HASH) });
  await db`update brokers set paper_balances = ${db.json({ USDT: CASH })} where id = ${broker.id}`;
  return database;
}

/** @throws {Error} where a call that was acknowledged is not one order, or another order is there. */
async function executedOnce({ db }: House, acknowledged: readonly Acknowledged[]) {
  const rows = await db`
    select c.signal->>'id' as id, c.state, t.client_order_id as order from webhook_calls c
    left join trades t on t.client_order_id = 'm-' || replace(c.ticket_id::text, '-', '')
    where c.verdict = 'accepted'`;
  const wrong = rows.find(({ state, order }) => state !== "done" || order === null);
  if (wrong) throw new Error(`Call ${wrong.id} is ${wrong.state} with order ${wrong.order}`);
  const executed = new Set(rows.map(({ id }) => id));
  if (executed.size !== rows.length) throw new Error(`${rows.length - executed.size} calls were executed twice`);
  const missing = acknowledged.findIndex(({ tookMs }, number) => tookMs !== null && !executed.has(`${number}`));
  if (missing >= 0) throw new Error(`Call ${missing} was acknowledged and not executed`);
  const [counted] = await db`select count(*)::int as orders from trades where client_order_id like 'm-%'`;
  if (counted!.orders !== rows.length) throw new Error(`${rows.length} calls became ${counted!.orders} orders`);
  return { orders: counted!.orders as number, calls: rows.length };
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

/** The calls come from another thread, as they would from elsewhere. */
async function callAtRate({ url }: House, paths: readonly string[]): Promise<Acknowledged[]> {
  const caller = new Worker(new URL("./webhook_parts/caller.ts", import.meta.url), { type: "module" });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<Acknowledged[]>();
    caller.addEventListener("message", ({ data }) => resolve(data));
    caller.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    });
    caller.postMessage({ addresses: paths.map((path) => url + path), perSecond: PER_SECOND, seconds: SECONDS });
    return await promise;
  } finally {
    caller.terminate();
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
