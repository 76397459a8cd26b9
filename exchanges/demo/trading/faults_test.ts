/** What goes wrong with orders on purpose, as a client meets it: raw requests, so that no client smooths anything over. */
import assert from "node:assert/strict";
import type { ChaosOptions } from "../chaos/plan.ts";
import type { RunningDemoExchange } from "../server.ts";
import { StreamClient, withExchange } from "../test_support.ts";
import type { ClientKey } from "./clients.ts";
import { moneyOf } from "./money.ts";
import { sign, sortedPayload } from "./signing.ts";

interface Trader {
  readonly running: RunningDemoExchange;
  readonly key: ClientKey;
  /** Places or cancels; throws where the connection is cut. */
  send(method: "POST" | "DELETE", fields: Record<string, string>): Promise<{ status: number; code?: number }>;
  /** Orders that the exchange has of the client: their names and states. */
  orders(): string[];
  kinds(): string[];
}

function withTrader(chaos: ChaosOptions, walk: (trader: Trader) => Promise<void>): Promise<void> {
  return withExchange({ chaos }, async (running) => {
    const key = running.exchange.desk.openAccount("one", [["USDT", moneyOf("100000")!], ["BTC", moneyOf("100")!]]);
    const send: Trader["send"] = async (method, fields) => {
      const query = new URLSearchParams({ symbol: "BTCUSDT", ...fields, timestamp: String(Date.now()) }).toString();
      const signed = `${query}&signature=${sign(query, key.secret)}`;
      const headers = { "X-MBX-APIKEY": key.apiKey };
      const response = await fetch(`${running.restUrl}/api/v3/order?${signed}`, { method, headers });
      return { status: response.status, ...await response.json() };
    };
    const orders = () =>
      running.exchange.desk.engine.accounts.ordersOf(key.accountId).map(({ clientOrderId, status }) =>
        `${clientOrderId} ${status}`
      );
    await walk({ running, key, send, orders, kinds: () => running.faults().map(({ kind }) => kind) });
  });
}

const limit = (newClientOrderId: string) => ({
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "10000",
  newClientOrderId,
});

/** Opens a private stream of the client. */
async function listen({ running, key }: Trader): Promise<StreamClient> {
  const client = await StreamClient.open(`${running.wsUrl}/ws-api/v3`);
  const params = { apiKey: key.apiKey, timestamp: Date.now() };
  const signature = sign(sortedPayload(params), key.secret);
  await client.ask({ id: 1, method: "userDataStream.subscribe.signature", params: { ...params, signature } });
  return client;
}

/** Execution reports that came, such as `a NEW`. */
function reports({ frames }: StreamClient): string[] {
  return frames.filter(({ event }) => event?.e === "executionReport").map(({ event }) =>
    `${event.C === "" ? event.c : event.C} ${event.x}`
  );
}

Deno.test("an order is carried out and answered with -1007: nobody knows", () =>
  withTrader({ unknownOutcome: 1 }, async ({ send, orders, kinds }) => {
    const { status, code } = await send("POST", limit("a"));
    assert.deepEqual([status, code], [504, -1007]);
    assert.deepEqual(orders(), ["a NEW"]);
    assert.equal((await send("DELETE", { origClientOrderId: "a" })).status, 504);
    assert.deepEqual(orders(), ["a CANCELED"]);
    assert.deepEqual(kinds(), ["unknownOutcome", "unknownOutcome"]);
  }));

Deno.test("an order is carried out and the connection cut instead of an answer; it is carried out once", () =>
  withTrader({ lostAnswer: 1 }, async ({ send, orders, kinds }) => {
    await assert.rejects(send("POST", limit("a")), TypeError);
    assert.deepEqual(orders(), ["a NEW"]);
    assert.deepEqual(kinds(), ["lostAnswer"]);
  }));

Deno.test("over the WebSocket API the connection is cut as well", () =>
  withTrader({ lostAnswer: 1 }, async (trader) => {
    const { running, key, orders } = trader;
    await using client = await StreamClient.open(`${running.wsUrl}/ws-api/v3`);
    const params = { symbol: "BTCUSDT", ...limit("a"), apiKey: key.apiKey, timestamp: Date.now() };
    const signature = sign(sortedPayload(params), key.secret);
    client.send({ id: 2, method: "order.place", params: { ...params, signature } });
    await client.closed;
    assert.deepEqual(client.frames, []);
    assert.deepEqual(orders(), ["a NEW"]);
  }));

Deno.test("what only reads is answered whatever befalls orders", () =>
  withTrader({ unknownOutcome: 0.5, lostAnswer: 0.5 }, async ({ running, kinds }) => {
    const response = await fetch(`${running.restUrl}/api/v3/time`);
    assert.equal((await response.json()).serverTime > 0, true);
    assert.deepEqual(kinds(), []);
  }));

Deno.test("private events come twice", () =>
  withTrader({ userDuplicate: 1 }, async (trader) => {
    await using client = await listen(trader);
    await trader.send("POST", limit("a"));
    await client.frame(() => reports(client).length === 2);
    assert.deepEqual(reports(client), ["a NEW", "a NEW"]);
  }));

Deno.test("a private event changes places with the next one", () =>
  withTrader({ userReorder: 1, delayMs: 60_000 }, async (trader) => {
    await using client = await listen(trader);
    await trader.send("POST", limit("a"));
    await client.frame(({ event }) => event?.e === "executionReport");
    const [first, second] = client.frames.filter(({ event }) => event).map(({ event }) => event.e);
    assert.deepEqual([first, second], ["outboundAccountPosition", "executionReport"]);
  }));

Deno.test("after a partial fill its stream says nothing for a while, and the order goes on", () =>
  withTrader({ silentFill: 1, outageMs: 60_000 }, async (trader) => {
    await using client = await listen(trader);
    const sell = { side: "SELL", type: "MARKET", quantity: "50", newClientOrderId: "big" };
    await trader.send("POST", sell);
    await client.frame(() => reports(client).includes("big TRADE"));
    assert.deepEqual(reports(client), ["big NEW", "big TRADE"]);
    const { accounts } = trader.running.exchange.desk.engine;
    assert.ok(accounts.executionsOf(trader.key.accountId).length > 1);
    assert.deepEqual(new Set(trader.kinds()), new Set(["silentFill"]));
  }));
