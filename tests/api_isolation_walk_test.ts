/**
 * The same as isolation_walk_test.ts for the JSON API: every route that its router knows is asked without a session, with
 * forged tokens, from another site, and by a second user with the first one's ids, by session and by token.
 */
import assert from "node:assert/strict";
import { brokersOf } from "../db/brokers.ts";
import { NO_LIMITS } from "../domain/risk/limits.ts";
import { hashOfToken } from "../security/tokens.ts";
import { API_PATH, isOfApi } from "../web/api/routes.ts";
import { ApiTokens } from "../web/api_tokens.ts";
import { type House, openHouse } from "./house.ts";
import { ask, type From, PASSWORD, rowsOf, textOf, twoUsers, type Victim } from "./two_users.ts";

/** What answers anybody. */
const PUBLIC = new Set([`${API_PATH}/openapi.json`]);
const FORGED = `aristobot_${"A".repeat(43)}`;

interface Asked {
  readonly method: string;
  readonly pattern: string;
  readonly path: string;
  readonly json: unknown;
}

/** Every method of every route with parameters and a body that name what is the first user's. */
function everything(house: House, victim: Victim): Asked[] {
  const values: Record<string, string> = {
    activeStrategyId: victim.activeStrategyId,
    brokerId: victim.brokerId,
    clientOrderId: victim.clientOrderId,
    tokenId: victim.tokenId,
    strategyId: victim.strategyId,
    runId: victim.backtestId,
    webhookId: victim.webhookId,
    callId: victim.callId,
    channelId: victim.channelId,
    number: "1",
    action: "stop",
  };
  const fill = (pattern: string) =>
    pattern.replace(/:(\w+)/g, (_, name) => values[name] ?? assert.fail(`Say in this walk what ${name} is`));
  return house.routes.filter(({ pattern }) => isOfApi(pattern)).flatMap(({ pattern, methods }) =>
    methods.map((method) => ({
      method,
      pattern,
      path: fill(pattern) + (QUERIES[pattern.slice(API_PATH.length)] ?? ""),
      json: bodyOf(`${method} ${pattern.slice(API_PATH.length)}`, victim),
    }))
  );
}

const MARKET = "?symbol=BTC/USDT";
/** What must be asked for; where it is missing, the walk fails by a 400. */
const QUERIES: Readonly<Record<string, string>> = {
  "/candles": `${MARKET}&timeframe=1m`,
  "/brokers/:brokerId/candles": `${MARKET}&timeframe=1m`,
  "/brokers/:brokerId/market": MARKET,
  "/brokers/:brokerId/view": MARKET,
};

const CHANNEL = { name: "stolen", events: [], isOn: true };
const DISCORD_URL = `https://discord.com/api/webhooks/12345/${"x".repeat(40)}`;

function bodyOf(route: string, { brokerId, strategyId }: Victim): unknown {
  const ticket = { brokerId, symbol: "BTC/USDT", side: "buy", type: "market", quantity: "0.01" };
  const broker = { name: "another", exchange: "demo", environment: "demo" };
  const run = { strategyId, version: 1, symbol: "BTC/USDT", timeframe: "1m", fromMs: 1, toMs: 2 };
  const search = { ranges: {}, search: { by: "grid" }, objective: "sharpeRatio", windows: 0, heldOut: 0 };
  const bodies: Readonly<Record<string, unknown>> = {
    "POST /bot": { strategyId, symbol: "BTC/USDT", shares: [{ brokerId, amountQuote: "100" }] },
    "POST /backtests": run,
    "POST /optimisations": { ...run, ...search },
    "POST /webhooks": { name: crypto.randomUUID(), brokerId },
    "PUT /webhooks/:webhookId": { brokerId },
    "POST /webhooks/:webhookId/try": { body: "buy BTC/USDT quantity=1" },
    "POST /notification-channels": { ...CHANNEL, channel: { kind: "discord", url: DISCORD_URL } },
    "PUT /notification-channels/:channelId": { ...CHANNEL, channel: { kind: "webhook" } },
    "PUT /risk/limits": { limits: NO_LIMITS },
    "PUT /brokers/:brokerId/limits": { limits: NO_LIMITS },
    "PUT /risk/kill-switch": {},
    "PATCH /preferences": { theme: "dark" },
    "POST /tokens": { name: crypto.randomUUID(), scopes: ["read"] },
    "POST /brokers": broker,
    "POST /brokers/test": { ...broker, brokerId },
    "PUT /brokers/:brokerId": broker,
    "POST /tickets/check": ticket,
    "POST /orders": ticket,
    "PATCH /orders/:clientOrderId": { price: "100" },
    "POST /brokers/:brokerId/elsewhere/orders": { symbol: "BTC/USDT", orderId: "1" },
    "POST /brokers/:brokerId/elsewhere/holdings": { symbol: "BTC/USDT", quantity: "1", entryPrice: "1" },
    "POST /strategies": { name: crypto.randomUUID(), timeframe: "1m", source: "" },
    "POST /strategies/check": { source: "" },
    "PUT /strategies/:strategyId": { name: "stolen", timeframe: "1m", source: "" },
  };
  return bodies[route];
}

/** The broker that the walk itself has made. */
async function ofEve({ db }: House, userId: string): Promise<{ id: string }> {
  const [broker] = await brokersOf(db, userId);
  return broker ?? assert.fail("eve has no broker");
}

function askApi(house: House, asked: Asked, from: From): Promise<Response> {
  return ask(house, asked, { json: asked.json, headers: { "idempotency-key": crypto.randomUUID() }, ...from });
}

Deno.test("no route of the API shows or changes anything of a user for nobody, for another user, or from another site", async (t) => {
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false", DEMO_SPEED: "300" });
  const { dac, eve, mine, theirs, victim } = await twoUsers(house);
  const tokens = new ApiTokens({ db: house.db, now: () => Date.now() });
  const { token: program } = await tokens.make(eve.id, { name: "of eve", scopes: ["read", "trade"] });
  const all = everything(house, victim);
  const before = await rowsOf(house, dac.id);
  const named = ({ method, path }: Asked) => `${method} ${path}`;
  const keepsSecret = (text: string, of: Asked) => {
    const named = `${of.path} ${JSON.stringify(of.json)}`;
    for (const secret of victim.secrets.filter((one) => !named.includes(one))) {
      assert.ok(!text.includes(secret), `${of.method} ${of.path} tells ${secret}`);
    }
  };
  assert.ok(all.length > 30, `only ${all.length} routes were found`);

  await t.step("a second user gets nothing of the first, neither by session nor by token", async () => {
    for (const asked of all) {
      for (const from of [{ token: theirs }, { bearer: program, origin: null }]) {
        const response = await askApi(house, asked, from);
        keepsSecret(await textOf(response), asked);
        const body = JSON.stringify(asked.json ?? "");
        const names = [victim.brokerId, victim.strategyId].some((id) => body.includes(id));
        const isOfDac = /:(?!action)/.test(asked.pattern) || names;
        // A token may not even ask for some; a name is taken the second time.
        const expected = isOfDac ? [404, ...("bearer" in from ? [403] : [])] : [200, 201, 204, 403, 409, 422];
        assert.ok(expected.includes(response.status), `${named(asked)}: ${response.status}`);
      }
    }
  });

  await t.step("a key under which another user has placed an order tells nothing of it", async () => {
    const route = { method: "POST", path: `${API_PATH}/orders` };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const ticket = { symbol: "BTC/USDT", side: "buy", type: "market", quantity: "0.01" };
    const placed = await ask(house, route, { token: mine, headers, json: { ...ticket, brokerId: victim.brokerId } });
    assert.equal((await placed.json()).order.userId, dac.id);
    const { id: brokerId } = await ofEve(house, eve.id);
    const response = await ask(house, route, { token: theirs, headers, json: { ...ticket, brokerId } });
    const text = await response.text();
    assert.ok([201, 422].includes(response.status), text);
    for (const secret of victim.secrets) assert.ok(!text.includes(secret), text);
  });

  await t.step(
    "nothing that changes something is taken from another site, not even with the user's own cookie",
    async () => {
      for (const asked of all.filter(({ method }) => method !== "GET" && method !== "HEAD")) {
        for (const origin of ["https://evil.example", null]) {
          const response = await askApi(house, asked, { token: mine, origin });
          await response.body?.cancel();
          assert.equal(response.status, 403, `${named(asked)} from ${origin}`);
        }
      }
    },
  );

  await t.step("without a session, and with what is no token, one must sign in", async () => {
    const strangers: From[] = [
      {},
      { accept: "text/html" },
      { token: victim.apiToken },
      { token: mine, bearer: mine },
      { token: mine, bearer: FORGED },
    ];
    for (const asked of all.filter(({ pattern }) => !PUBLIC.has(pattern))) {
      for (const from of strangers) {
        const response = await askApi(house, asked, from);
        keepsSecret(await textOf(response), asked);
        // Whoever shows wrong tokens must wait before long.
        const expected = from.bearer === undefined ? [401] : [401, 429];
        assert.ok(expected.includes(response.status), `${named(asked)}: ${response.status}`);
        assert.equal(response.headers.get("content-type"), "application/problem+json");
        assert.deepEqual(response.headers.getSetCookie(), []);
      }
    }
  });

  await t.step("who must change the password gets nothing at all", async () => {
    await house.db`update users set must_change_password = true where id = ${eve.id}`;
    for (const asked of all.filter(({ pattern }) => !PUBLIC.has(pattern))) {
      for (const from of [{ token: theirs }, { bearer: program }]) {
        const response = await askApi(house, asked, from);
        await response.body?.cancel();
        assert.equal(response.status, 403, named(asked));
      }
    }
  });

  assert.deepEqual(await rowsOf(house, dac.id), before);
  const me = await ask(house, { method: "GET", path: `${API_PATH}/me` }, { token: mine });
  assert.equal((await me.json()).userId, dac.id);
  const logged = JSON.stringify(house.log);
  for (const secret of [mine, theirs, program, victim.apiToken, PASSWORD, hashOfToken(program), "$scrypt$"]) {
    assert.ok(!logged.includes(secret));
  }
});
