/**
 * The whole platform as a process that is killed between the acknowledgement of calls and their execution. At the next start
 * each of them becomes one order; those that have become too old meanwhile fail, are told, and may be tried again by hand.
 */
import assert from "node:assert/strict";
import type { Db } from "../db/db.ts";
import { openDatabase } from "../db/open.ts";
import type { WebhookCallView } from "../domain/webhook/call.ts";
import { send, wanted } from "../torture/client.ts";
import { PlatformProcess } from "../torture/platform_process.ts";
import { until } from "./house.ts";
import { testOnce } from "./once.ts";

/** Each webhook may be called 60 times a minute. */
const ALERTS = 25;
/** It is killed when so many have been acknowledged: the first of them are being executed. */
const KILLED_AFTER = 10;
/** A busy machine may not take all at once; as TradingView. */
const DELIVERIES = 4;
const LIMIT_MS = 60_000;
const OLD_MS = 180_000;

interface Alert {
  readonly id: string;
  acknowledged: boolean;
}

/** A webhook of a running platform, and what is asked of it. */
class Caller {
  constructor(private readonly platform: PlatformProcess, readonly path: string) {}

  /** Makes a webhook in real mode. */
  static async make(platform: PlatformProcess): Promise<Caller> {
    const api = `${platform.url}/api/v1`;
    const [broker] = wanted<{ id: string }[]>(await send(`${api}/brokers`, "GET"), "brokers");
    const json = { name: crypto.randomUUID(), brokerId: broker!.id, isTest: false };
    const { token } = wanted<{ token: string }>(await send(`${api}/webhooks`, "POST", { json }), "a webhook");
    return new Caller(platform, `/webhook/${token}`);
  }

  /** Delivers an alert; what it is answered, or null. */
  async deliver(alert: Alert): Promise<string | null> {
    const json = { action: "buy", symbol: "BTC/USDT", quantity: "0.001", id: alert.id };
    const answer = await send(`${this.platform.url}${this.path}`, "POST", { json, timeoutMs: 10_000 });
    if (answer === null || answer.status === 429 || answer.status >= 500) return null;
    alert.acknowledged = true;
    return wanted<{ verdict: string }>(answer, "a call").verdict;
  }

  /** Delivers alerts all at once, and kills the platform in the middle of them. */
  async deliverAndKill(alerts: readonly Alert[]): Promise<void> {
    let acknowledged = 0;
    await Promise.all(alerts.map(async (alert) => {
      for (let delivery = 0; delivery < DELIVERIES && acknowledged < KILLED_AFTER && !alert.acknowledged; delivery++) {
        if (await this.deliver(alert) !== null && ++acknowledged === KILLED_AFTER) this.platform.killNow();
      }
    }));
    assert.ok(acknowledged >= KILLED_AFTER, `${acknowledged} calls were acknowledged`);
    await this.platform.gone();
  }

  /** Every call, once none waits any more. */
  async callsAtRest(): Promise<WebhookCallView[]> {
    let calls: WebhookCallView[] = [];
    await until("no call waits", LIMIT_MS, async () => {
      calls = [];
      for (let page = 1, total = 1; calls.length < total; page++) {
        const answer = await send(`${this.platform.url}/api/v1/webhooks/calls?page=${page}`, "GET");
        const told = wanted<{ calls: WebhookCallView[]; total: number }>(answer, "calls");
        calls.push(...told.calls);
        total = told.total;
      }
      return calls.every(({ state }) => state !== "waiting");
    });
    return calls;
  }
}

function newAlerts(): Alert[] {
  return Array.from({ length: ALERTS }, () => ({ id: crypto.randomUUID(), acknowledged: false }));
}

/** Looks into the database of the platform that was killed. */
async function whileDown<T>(dataDir: string, look: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase({ dataDir });
  try {
    return await look(db);
  } finally {
    await close();
  }
}

/** How many alerts that were acknowledged wait for their execution. */
async function waiting(db: Db, alerts: readonly Alert[]): Promise<number> {
  const ids = alerts.filter(({ acknowledged }) => acknowledged).map(({ id }) => id);
  const stored = await db`select distinct signal->>'id' from webhook_calls where signal->>'id' in ${db(ids)}`;
  assert.equal(stored.count, ids.length, "a call that was acknowledged is not stored");
  return (await db`select from webhook_calls where state = 'waiting' and signal->>'id' in ${db(ids)}`).count;
}

testOnce("calls that were acknowledged before a kill are executed once after it, or fail and are told", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "aristobot-webhooks-" });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(dataDir, { recursive: true }));
  const env = { DEBUG_ARISTOBOT: "true", HISTORY: "30m", SYMBOLS: "BTC/USDT" };
  const platform = stack.use(new PlatformProcess({ dataDir, env }));
  platform.start();
  await platform.ready();
  const [prompt, late] = [newAlerts(), newAlerts()];

  const first = await Caller.make(platform);
  await first.deliverAndKill(prompt);
  assert.ok(await whileDown(dataDir, (db) => waiting(db, prompt)) > 0, "all was executed before the kill");
  platform.start();
  await platform.ready();
  for (const alert of prompt) {
    const verdict = await first.deliver(alert) ?? assert.fail("a call was not taken by a platform that runs");
    assert.ok(verdict === "duplicate" || verdict === "accepted", verdict);
  }
  const executed = (await first.callsAtRest()).filter(({ verdict }) => verdict === "accepted");
  assert.deepEqual(executed.map(({ signal }) => signal!.id).sort(), prompt.map(({ id }) => id).sort());
  for (const { state, reason, order } of executed) {
    assert.deepEqual([state, reason, order?.side], ["done", null, "buy"]);
  }

  const second = await Caller.make(platform);
  await second.deliverAndKill(late);
  const old = await whileDown(dataDir, async (db) => {
    const count = await waiting(db, late);
    await db`update webhook_calls set received_at = received_at - ${OLD_MS} * interval '1 ms' where state = 'waiting'`;
    return count;
  });
  assert.ok(old > 0, "all was executed before the kill");
  platform.start();
  await platform.ready();
  const told = (await second.callsAtRest()).filter(({ verdict }) => verdict === "accepted");
  const failed = told.filter(({ state }) => state === "failed");
  assert.ok(told.length >= old && failed.length > 0, `${failed.length} of ${told.length} have failed, ${old} waited`);
  for (const { state, order } of told) { // of those that waited, some may have had their order when the platform fell
    assert.ok(state === "failed" || (state === "done" && order?.side === "buy"), state);
  }
  for (const { reason, order, canRetry } of failed) {
    assert.deepEqual([order, canRetry], [null, true]);
    assert.match(reason!, /within 120 s: the platform did not run$/);
  }
  const retried = await send(`${platform.url}/api/v1/webhooks/calls/${failed[0]!.id}/retry`, "POST");
  const { id } = wanted<{ id: string }>(retried, "a retry");
  const again = (await second.callsAtRest()).find((call) => call.id === id)!;
  assert.deepEqual([again.state, again.order?.side, again.retryOf], ["done", "buy", failed[0]!.id]);
  await platform.end();

  const [{ orders, done }] = await whileDown(dataDir, (db) =>
    db`
      select (select count(*)::int from trades where client_order_id like 'm-%') as orders,
        (select count(*)::int from webhook_calls where state = 'done') as done`) as [{ orders: number; done: number }];
  assert.equal(orders, done, "a call has become more or less than one order");
});
