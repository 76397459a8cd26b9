/** A webhook through the running house: made on the page, called as TradingView calls it, read in the list of calls. */
import assert from "node:assert/strict";
import { brokersOf } from "../db/brokers.ts";
import { findUser } from "../db/users.ts";
import { type House, openHouse, until } from "./house.ts";
import { ask } from "./two_users.ts";

/** Makes a webhook by its form; the path that it is called at, as the page shows it this once. */
async function madeBy(house: House, brokerId: string, mode: "test" | "real"): Promise<string> {
  const response = await fetch(`${house.url}/webhooks`, {
    method: "POST",
    headers: { origin: house.url, accept: "text/html" },
    body: new URLSearchParams({ name: `alerts ${mode}`, brokerId, mode, from: "anywhere" }),
  });
  const html = await response.text();
  assert.equal(response.status, 201, html);
  return /\/webhook\/[\w-]{43}/.exec(html)![0];
}

function call(house: House, path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.url}${path}`, { method: "POST", headers, body });
}

Deno.test("an alert is taken without a session, becomes one order, and is shown with it", async () => {
  await using house = await openHouse({ DEMO_SPEED: "60" });
  const { db } = house;
  const [broker] = await brokersOf(db, (await findUser(db, "dac"))!.id);
  const path = await madeBy(house, broker!.id, "real");
  const body = JSON.stringify({ action: "buy", symbol: "BTCUSDT", value: 500, time: new Date().toISOString() });
  const json = { "content-type": "application/json; charset=utf-8" };
  const statuses = [];
  for (let delivery = 0; delivery < 4; delivery++) {
    const response = await call(house, path, body, json);
    statuses.push([response.status, (await response.json()).verdict]);
  }
  assert.deepEqual(statuses, [[202, "accepted"], [200, "duplicate"], [200, "duplicate"], [200, "duplicate"]]);
  const list = async () => await (await ask(house, { method: "GET", path: "/api/webhooks/calls" })).json();
  await until("the call is done", 60_000, async () => (await list()).calls.at(-1)?.state === "done");
  const { calls, total } = await list();
  assert.equal(total, 4);
  assert.deepEqual([calls[3].order.symbol, calls[3].order.side], ["BTC/USDT", "buy"]);
  const orders = await db`select from trades where client_order_id like 'm-%'`;
  assert.equal(orders.count, 1);
  const page = await (await ask(house, { method: "GET", path: "/webhooks" }, { accept: "text/html" })).text();
  assert.match(page, /alerts real/);
  assert.ok(!page.includes(path.slice("/webhook/".length)), "the page shows the token again");
  assert.ok(!JSON.stringify(house.log).includes(path), "the log shows the token");
});

Deno.test("an old address opens nothing, a webhook in test mode sends nothing, and who asks wrongly is told how", async () => {
  await using house = await openHouse();
  const { db } = house;
  const [broker] = await brokersOf(db, (await findUser(db, "dac"))!.id);
  const before = await madeBy(house, broker!.id, "test");
  const [webhook] = await db`select id from webhooks`;
  const headers = { origin: house.url, accept: "text/html" };
  const rotated = await fetch(`${house.url}/webhooks/${webhook!.id}/rotate`, { method: "POST", headers });
  const path = /\/webhook\/[\w-]{43}/.exec(await rotated.text())![0];
  const told = async (response: Response) => [response.status, (await response.json()).error ?? null];
  assert.deepEqual(await told(await call(house, before, "x")), [404, "There is no such webhook"]);
  assert.deepEqual(await told(await fetch(`${house.url}${path}`)), [
    405,
    "A webhook is called by POST, not by GET",
  ]);
  assert.deepEqual(await told(await call(house, path, "buy BTC/USDT quantity=abc")), [
    400,
    `quantity is "abc", expected a number above 0 such as 28366.61`,
  ]);
  assert.deepEqual(await told(await call(house, path, "x".repeat(20_000))), [
    413,
    "the body is too large, expected at most 16384 bytes",
  ]);
  assert.deepEqual(await told(await call(house, path, "buy BTC/USDT quantity=0.01")), [202, null]);
  await until(
    "the verdict of the test",
    60_000,
    async () => (await db`select from webhook_calls where verdict = 'test' and state <> 'waiting'`).count === 1,
  );
  assert.equal((await db`select from trades where client_order_id like 'm-%'`).count, 0);
});
