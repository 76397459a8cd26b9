/** Whatever is sent to a webhook, nothing breaks, and no order comes of it that was not asked for; what was asked for is one. */
import assert from "node:assert/strict";
import { seededRandom } from "../actors/runtime/random.ts";
import { scale, seed } from "../actors/runtime/test_scale.ts";
import { eventually } from "../actors/trading_fixture.ts";
import { callsOf, webhookDeskOf, type WebhookFixture, webhookFixture } from "../actors/webhook_fixture.ts";
import { webhookDeskProtocol } from "../actors/webhook_desk_protocol.ts";
import { rotateWebhook } from "../db/webhooks.ts";
import { hashOfToken, newWebhookToken } from "../security/tokens.ts";
import { type WebhookGate, webhookGate } from "../web/webhook_gate.ts";
import { type HostileCall, hostileCall } from "./webhook_calls/hostile.ts";

const CALLS = scale(1_000, 10_000);
/** Some are delivered again, as TradingView does it. */
const AGAIN = 0.2;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The gate before a fixture's desk, and the token that opens it. */
async function gateOf(fixture: WebhookFixture): Promise<{ gate: WebhookGate; token: string }> {
  const token = newWebhookToken();
  const { db, rows, webhook } = fixture;
  await rotateWebhook(db, rows.user.id, webhook.id, hashOfToken(token));
  const gate = webhookGate({ desk: () => webhookDeskOf(fixture), trustedProxies: [], log: silent });
  return { gate, token };
}

async function send(gate: WebhookGate, { method, path, headers, body }: HostileCall): Promise<number> {
  const request = new Request(`http://127.0.0.1${path}`, { method, headers, ...(body !== null && { body }) });
  const remoteAddr = { transport: "tcp", hostname: "52.89.214.238", port: 1 } as const;
  const response = await gate.answer(request, { remoteAddr });
  await response.body?.cancel();
  return response.status;
}

Deno.test(`${CALLS} hostile calls give no failure of ours and no wrong order (seed ${seed})`, async () => {
  await using fixture = await webhookFixture({ callsPerMinute: 1_000_000 });
  const { gate, token } = await gateOf(fixture);
  const random = seededRandom(seed);
  let good = 0;
  for (let number = 0; number < CALLS; number++) {
    const call = hostileCall(token, fixture.kit.clock.now(), number, random);
    if (call.isGood) good++;
    for (let times = random() < AGAIN ? 4 : 1; times > 0; times--) {
      const status = await send(gate, call);
      const shown = `call ${number} of seed ${seed}: ${status} to ${call.method} ${String(call.body).slice(0, 300)}`;
      assert.ok(status < 500, shown);
      assert.ok(call.isGood === (status === 202 || status === 200), shown);
    }
  }
  const { db, rows } = fixture;
  await eventually(fixture, async () => (await db`select from webhook_calls where state = 'waiting'`).count === 0);
  const orders = await db`select symbol, side, type, quantity::text, state from trades where user_id = ${rows.user.id}`;
  assert.ok(good > CALLS / 50, `only ${good} were right`);
  assert.equal(orders.length, good);
  for (const { symbol, side, type, quantity } of orders) {
    assert.deepEqual([symbol, side, type, Number(quantity)], ["BTC/USDT", "buy", "market", 0.01]);
  }
  const kept = await db`select from webhook_calls where payload like ${`%${token}%`}`;
  assert.equal(kept.count, 0, "a token was stored");
});

Deno.test("the secret may stand in the body instead, and is not kept; two different ones open nothing", async () => {
  await using fixture = await webhookFixture({ webhook: { isTest: true } });
  const { gate, token } = await gateOf(fixture);
  const body = (secret: string) => JSON.stringify({ action: "buy", symbol: "BTC/USDT", quantity: 1, secret });
  const call = { method: "POST", headers: {}, isGood: true };
  assert.equal(await send(gate, { ...call, path: "/webhook", body: body(token) }), 202);
  assert.equal(await send(gate, { ...call, path: `/webhook/${token}`, body: body(newWebhookToken()) }), 404);
  assert.equal(await send(gate, { ...call, path: "/webhook", body: "buy BTC/USDT quantity=1" }), 404);
  const [kept] = await callsOf(fixture);
  assert.equal(kept!.payload, body("…"));
});

Deno.test("a desk that does not run is a reason to call again", async () => {
  await using fixture = await webhookFixture();
  const desk = () => fixture.kit.system.whereis("/root/nobody", webhookDeskProtocol);
  const gate = webhookGate({ desk, trustedProxies: [], log: silent });
  const call = { method: "POST", path: `/webhook/${newWebhookToken()}`, headers: {}, body: "x", isGood: false };
  assert.equal(await send(gate, call), 503);
});
