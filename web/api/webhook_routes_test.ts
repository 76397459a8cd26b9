import assert from "node:assert/strict";
import type { WebhookCallView } from "../../domain/webhook/call.ts";
import { testHouse, USER_ID } from "../test_house.ts";
import { asker, BROKER_ID, handOrder, handTicket, programToken, Promises, scripted } from "./api_fixture.ts";

const [ID, CALL] = ["22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"];
const webhook = {
  ...{ id: ID, name: "alerts", brokerId: BROKER_ID, brokerName: "mine", isTest: true, onlyTradingView: false },
  ...{ createdMs: 1_800_000_000_000, usedMs: null },
};
const ticket = { ...handTicket, type: "market", price: null, stopLoss: null, takeProfit: null } as const;
const call: WebhookCallView = {
  ...{ id: CALL, userId: USER_ID, webhookId: ID, webhookName: "alerts", receivedMs: 1_800_000_000_000 },
  ...{ address: "52.89.214.238", payload: "buy BTC/USDT quantity=0.5", verdict: "accepted", reason: null },
  signal: {
    ...{ action: "buy", symbol: "BTC/USDT", amount: { by: "quantity", amount: "0.5" }, type: "market" },
    ...{ price: null, stopLoss: null, takeProfit: null, broker: null, id: null, timeMs: null },
  },
  ...{ ticketId: CALL, state: "done", ticket, begunMs: 1, executedMs: 2, retryOf: null, canRetry: false },
  order: handOrder,
};

Deno.test("webhooks are listed, made, changed, rotated and revoked, and the document says how", async () => {
  await using house = await testHouse();
  const [ask, promises] = [asker(house), await Promises.of(house)];
  const made = Promise.resolve({ token: "t".repeat(43), webhook });
  const asked = scripted(house, "webhooks", {
    list: () => Promise.resolve([webhook]),
    find: () => Promise.resolve(webhook),
    make: () => made,
    rotate: () => made,
    change: () => Promise.resolve(),
    revoke: () => Promise.resolve(),
  });
  const held = async (method: string, path: string, json?: unknown) => {
    const response = await ask(method, path.replace("{webhookId}", ID), { json });
    return [response.status, await promises.held(method, path, response)];
  };
  const [form, changes] = [{ name: " alerts ", brokerId: BROKER_ID }, { brokerId: BROKER_ID, isTest: false }];
  assert.deepEqual(await held("GET", "/webhooks"), [200, [webhook]]);
  assert.deepEqual(await held("GET", "/webhooks/{webhookId}"), [200, webhook]);
  assert.deepEqual(await held("POST", "/webhooks", form), [201, await made]);
  assert.deepEqual(await held("POST", "/webhooks/{webhookId}/rotate"), [201, await made]);
  assert.deepEqual(await held("PUT", "/webhooks/{webhookId}", changes), [204, undefined]);
  assert.deepEqual(await held("DELETE", "/webhooks/{webhookId}"), [204, undefined]);
  for (const wrong of [{ ...form, name: " " }, { ...form, brokerId: "x" }, { ...form, mode: "real" }]) {
    assert.equal((await held("POST", "/webhooks", wrong))[0], 400);
  }
  const byDefault = { isTest: true, onlyTradingView: false };
  assert.deepEqual(asked, [
    ["list"],
    ["find", ID],
    ["make", { name: "alerts", brokerId: BROKER_ID, ...byDefault }],
    ["rotate", ID],
    ["change", ID, { ...byDefault, ...changes }],
    ["revoke", ID],
  ]);
});

Deno.test("calls are listed with what became of them, tried again, and messages are judged", async () => {
  await using house = await testHouse();
  const [ask, promises] = [asker(house), await Promises.of(house)];
  const asked = scripted(house, "webhooks", {
    calls: () => Promise.resolve({ calls: [call, { ...call, signal: null, ticket: null, order: null }], total: 2 }),
    retry: () => Promise.resolve({ id: ID }),
    tryMessage: () => Promise.resolve({ id: CALL, verdict: "test", reason: null }),
  });
  const list = await promises.held(
    "GET",
    "/webhooks/calls",
    await ask("GET", `/webhooks/calls?webhookId=${ID}&page=2`),
  );
  const { calls: [first], total } = list as { calls: Record<string, unknown>[]; total: number };
  assert.deepEqual([total, first!.payload, "userId" in first!], [2, call.payload, false]);
  const retried = await ask("POST", `/webhooks/calls/${CALL}/retry`);
  assert.deepEqual(await promises.held("POST", "/webhooks/calls/{callId}/retry", retried), { id: ID });
  const tried = await ask("POST", `/webhooks/${ID}/try`, { json: { body: "buy" } });
  assert.deepEqual(await promises.held("POST", "/webhooks/{webhookId}/try", tried), {
    ...{ id: CALL, verdict: "test", reason: null },
  });
  assert.deepEqual(asked, [["calls", { webhookId: ID, page: 2 }], ["retry", CALL], ["tryMessage", ID, "buy"]]);
});

Deno.test("a program sees webhooks and has calls tried again, but neither makes nor changes an address", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  scripted(house, "webhooks", { list: () => Promise.resolve([]), retry: () => Promise.resolve({ id: ID }) });
  const [reads, trades] = [await programToken(house, "read"), await programToken(house, "trade")];
  const status = async (method: string, path: string, token: string, json?: unknown) => {
    const response = await ask(method, path, { token, json });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status("GET", "/webhooks", reads), 200);
  assert.equal(await status("POST", `/webhooks/calls/${CALL}/retry`, reads), 403);
  assert.equal(await status("POST", `/webhooks/calls/${CALL}/retry`, trades), 201);
  const form = { name: "alerts", brokerId: BROKER_ID };
  assert.equal(await status("POST", "/webhooks", trades, form), 403);
  assert.equal(await status("PUT", `/webhooks/${ID}`, trades, { brokerId: BROKER_ID }), 403);
  assert.equal(await status("POST", `/webhooks/${ID}/rotate`, trades), 403);
  assert.equal(await status("DELETE", `/webhooks/${ID}`, trades), 403);
});
