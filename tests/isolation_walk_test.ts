/**
 * Nobody sees or changes what is another's: every route that the router knows is asked without a session, with forged ones,
 * from another site, and by a second user with the first one's ids. A route with a new parameter fails until it is said here
 * what to put there.
 */
import assert from "node:assert/strict";
import { NO_LIMITS } from "../domain/risk/limits.ts";
import { hashOfToken } from "../security/tokens.ts";
import { isOfApi } from "../web/api/routes.ts";
import { BOT_ACTIONS } from "../web/bot_services.ts";
import { type House, openHouse } from "./house.ts";
import { ask, PASSWORD, rowsOf, signIn, textOf, twoUsers, type Victim } from "./two_users.ts";

/** What answers anybody, and how. */
const PUBLIC: Readonly<Record<string, readonly number[]>> = {
  "GET /login": [200],
  "HEAD /login": [200],
  "POST /login": [415],
  "POST /logout": [303],
  "POST /preferences": [415],
  "GET /healthz": [200, 503],
  "HEAD /healthz": [200, 503],
};

interface Asked {
  readonly method: string;
  readonly pattern: string;
  readonly path: string;
  readonly json: unknown;
}

/** What else a route of trading by hand must be asked, so that nothing but its owner keeps it from answering. */
const ENTRY = { symbol: "BTC/USDT", side: "buy", type: "market", quantity: "0.01", price: null, stopLoss: null };
const HOLDING = { symbol: "BTC/USDT", quantity: "1", entryPrice: "1", stopLoss: null, takeProfit: null };
const DRAFT = { name: "stolen", description: "", timeframe: "1m", source: "", parameters: {}, origin: "user" };
const QUERIES: Readonly<Record<string, string>> = {
  candles: "?symbol=BTC/USDT&timeframe=1m",
  market: "?symbol=BTC/USDT",
  orders: "?which=attempts",
  "/api/backtests/:id/candles": "?from=0&to=1",
};
const STOLEN = { name: "stolen", events: [], isOn: true, channel: { kind: "webhook", url: null, key: null } };
const bodies = ({ brokerId, channelId: id }: Pick<Victim, "brokerId" | "channelId">): Readonly<
  Record<string, unknown>
> => ({
  check: { ticket: { ...ENTRY, takeProfit: null, brokerId } },
  place: { ticketId: crypto.randomUUID(), ticket: { ...ENTRY, takeProfit: null, brokerId } },
  "/account/risk/limits": { brokerId, limits: NO_LIMITS, countsAnew: false },
  "/account/risk/live": { brokerId, isOn: false, name: "" },
  "/account/notifications": { ...STOLEN, id },
  "/account/notifications/test": { channel: STOLEN.channel, id },
  "/account/notifications/remove": { id },
  "cancel-all": { symbol: null },
  "adopt-order": { symbol: "BTC/USDT", orderId: "1" },
  "adopt-holding": {
    ticketId: crypto.randomUUID(),
    holding: { ...HOLDING, brokerId },
  },
  release: { clientOrderId: "m-stolen" },
  move: { to: "1" },
  "/api/workshop/strategies/:id": DRAFT,
  "/api/bot": {
    strategyId: crypto.randomUUID(),
    symbol: "BTC/USDT",
    shares: [{ brokerId, amountQuote: "100" }],
  },
  "/api/workshop/strategies/:id/remove": { stop: true },
  "/api/webhooks/:id/try": { body: "buy BTC/USDT quantity=1" },
});

/** Every method of every route, its parameters filled with what is the first user's. */
function everything(
  house: House,
  {
    activeStrategyId,
    sessionId,
    brokerId,
    clientOrderId,
    tokenId,
    strategyId,
    backtestId,
    searchId,
    webhookId,
    callId,
    channelId,
  }: Omit<
    Victim,
    "secrets" | "apiToken"
  >,
): Asked[] {
  const ofStrategy = [{ id: strategyId }];
  const values: Readonly<Record<string, readonly Record<string, string>[]>> = {
    "/bot/:id": [{ id: activeStrategyId }],
    "/api/bot/:id": [{ id: activeStrategyId }],
    "/bot/:id/:action": BOT_ACTIONS.map((action) => ({ id: activeStrategyId, action })),
    "/account/sessions/:id/revoke": [{ id: sessionId }],
    "/account/brokers/:id": [{ id: brokerId }],
    "/account/brokers/:id/:action": ["test", "default", "symbols", "remove"].map((action) => ({
      id: brokerId,
      action,
    })),
    "/account/tokens/:id/revoke": [{ id: tokenId }],
    "/api/trading/orders/:id/cancel": [{ id: clientOrderId }],
    "/api/trading/orders/:id/move": [{ id: clientOrderId }],
    "/api/trading/orders/:id/timeline": [{ id: clientOrderId }],
    "/strategies/:id": ofStrategy,
    "/strategies/:id/export": ofStrategy,
    "/api/workshop/strategies/:id": ofStrategy,
    "/api/workshop/strategies/:id/dependents": ofStrategy,
    "/api/workshop/strategies/:id/duplicate": ofStrategy,
    "/api/workshop/strategies/:id/remove": ofStrategy,
    "/api/workshop/strategies/:id/upgrade": ofStrategy,
    "/api/workshop/strategies/:id/versions/:number": [{ id: strategyId, number: "1" }],
    "/backtest/:id": [{ id: backtestId }],
    "/backtest/:id/:file": [{ id: backtestId, file: "trades.csv" }],
    "/backtest/optimise/:id": [{ id: searchId }],
    "/api/backtests/:id": [{ id: backtestId }],
    "/api/backtests/:id/trades": [{ id: backtestId }],
    "/api/backtests/:id/candles": [{ id: backtestId }],
    "/api/backtests/:id/interrupt": [{ id: backtestId }],
    "/api/backtests/:id/remove": [{ id: searchId }],
    "/api/optimisations/:id": [{ id: searchId }],
    "/webhooks/:id/change": [{ id: webhookId }],
    "/webhooks/:id/rotate": [{ id: webhookId }],
    "/webhooks/:id/revoke": [{ id: webhookId }],
    "/api/webhooks/:id/try": [{ id: webhookId }],
    "/api/webhooks/calls/:id/retry": [{ id: callId }],
    "/system/:action": [{ action: "restart" }, { action: "stop" }],
  };
  // The JSON API has a walk of its own: api_isolation_walk_test.ts.
  return house.routes.filter(({ pattern }) => !isOfApi(pattern)).flatMap(({ pattern, methods }) => {
    const ofBroker = pattern.startsWith("/api/trading/:broker/") ? [{ broker: brokerId }] : undefined;
    const filled = pattern.includes(":") ? values[pattern] ?? ofBroker : [{}];
    assert.ok(filled, `Say in this walk what to put into ${pattern}`);
    const [what = ""] = isOfTrading(pattern) ? pattern.split("/").slice(-1) : [pattern];
    return filled.flatMap((of: Record<string, string>) =>
      methods.map((method) => ({
        method,
        pattern,
        path: pattern.replace(/:(\w+)/g, (_, name) => of[name]!) + (QUERIES[what] ?? ""),
        json: bodies({ brokerId, channelId })[what] ?? { path: "/root" },
      }))
    );
  });
}

/** Each is about a strategy at work, also those that only tell. */
function isOfWork(pattern: string): boolean {
  return /^(\/api)?\/bot\/:id/.test(pattern);
}

/** Each is about a run, also those that only tell. */
function isOfRun(pattern: string): boolean {
  return /^\/(api\/(backtests|optimisations)|backtest|backtest\/optimise)\/:id/.test(pattern);
}

/** Each is about a strategy, also those that only tell. */
function isOfStrategy(pattern: string): boolean {
  return /^\/(api\/workshop\/strategies|strategies)\/:id/.test(pattern);
}

/** Each is about a broker or an order, also those that only tell. */
function isOfTrading(pattern: string): boolean {
  return pattern.startsWith("/api/trading/");
}

Deno.test("no route shows or changes anything of a user for nobody, for another user, or from another site", async (t) => {
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false", DEMO_SPEED: "300" });
  const { dac, theirs, mine, victim } = await twoUsers(house);
  const all = everything(house, victim);
  const before = await rowsOf(house, dac.id);
  const named = ({ method, path }: Asked) => `${method} ${path}`;
  const keepsSecret = (text: string, of: Asked) => {
    // An answer may name what the question named.
    const asked = `${of.path} ${JSON.stringify(of.json)}`;
    for (const secret of victim.secrets.filter((one) => !asked.includes(one))) {
      assert.ok(!text.includes(secret), `${named(of)} tells ${secret}`);
    }
  };
  assert.ok(all.length > 40, `only ${all.length} routes were found`);

  await t.step("without a session every route asks for the login", async () => {
    for (const asked of all) {
      const response = await ask(house, asked);
      keepsSecret(await textOf(response), asked);
      const expected = PUBLIC[`${asked.method} ${asked.pattern}`] ?? [401];
      const isNoMethod = response.status === 405;
      assert.ok(expected.includes(response.status) && !isNoMethod, `${named(asked)}: ${response.status}`);
      if (expected[0] !== 401) continue;
      const page = await ask(house, asked, { accept: "text/html" });
      await page.body?.cancel();
      assert.equal(page.status, 303, named(asked));
      assert.match(page.headers.get("location")!, /^\/login(\?next=|$)/, named(asked));
    }
    for (const path of ["/nowhere", "/bot/x", "/api/nothing"]) {
      const response = await ask(house, { method: "GET", path });
      await response.body?.cancel();
      assert.equal(response.status, 401, path);
    }
  });

  await t.step("forged, foreign and expired cookies are no session", async () => {
    const expired = await signIn(house, "dac");
    await house.db`
      update sessions set created_at = now() - interval '9 days', seen_at = now() - interval '8 days',
        expires_at = now() - interval '1 day'
      where token_hash = ${hashOfToken(expired)}`;
    const [{ hash } = { hash: "" }] = await house
      .db`select token_hash as hash from sessions where id = ${victim.sessionId}`;
    const forged = [
      expired,
      hash,
      victim.sessionId,
      dac.id,
      "A".repeat(43),
      `${mine}x`,
      "' or 1=1 --",
      "%00",
      "x".repeat(4_000),
    ];
    for (const token of forged) {
      for (const path of ["/api/bot", "/events", "/account"]) {
        const response = await ask(house, { method: "GET", path }, { token });
        await response.body?.cancel();
        assert.equal(response.status, 401, `${path} with ${token.slice(0, 50)}`);
      }
    }
    await house.db`delete from sessions where token_hash = ${hashOfToken(expired)}`;
  });

  await t.step("a second user gets nothing of the first", async () => {
    for (const asked of all) {
      // These end the second user's own session, and are asked last.
      if (asked.pattern === "/logout") continue;
      const response = await ask(house, asked, {
        token: theirs,
        json: asked.method === "POST" ? asked.json : undefined,
      });
      keepsSecret(await textOf(response), asked);
      assert.ok(response.status < 500 || asked.pattern === "/healthz", `${named(asked)}: ${response.status}`);
      const isOfDac = asked.pattern.includes(":") &&
        (asked.method === "POST" || [isOfTrading, isOfRun, isOfStrategy, isOfWork].some((isOf) => isOf(asked.pattern)));
      if (isOfDac) assert.ok([403, 404].includes(response.status), `${named(asked)}: ${response.status}`);
    }
    for (const path of [`/trading?broker=${victim.brokerId}`, `/backtest/parity?strategy=${victim.activeStrategyId}`]) {
      const page = await ask(house, { method: "GET", path }, { token: theirs, accept: "text/html" });
      await page.body?.cancel();
      assert.equal(page.status, 404, path);
    }
    const pages = all.filter(({ method, pattern }) => method === "GET" && !pattern.startsWith("/api"));
    for (const asked of pages) {
      keepsSecret(await textOf(await ask(house, asked, { token: theirs, accept: "text/html" })), asked);
    }
    for (const channel of ["tree:whole", "trace:/root/trading/portfolio"]) {
      const watch = { method: "POST", path: "/events/watch" };
      const response = await ask(house, watch, { token: theirs, json: { channels: [channel] } });
      await response.body?.cancel();
      assert.equal(response.status, 403, channel);
    }
    const own = await (await ask(house, { method: "GET", path: "/api/bot" }, { token: theirs })).json();
    assert.deepEqual(own, { strategies: [], work: [], orders: [], balances: [], balanceError: null });
  });

  await t.step("no form of another site is taken, not even with the user's own cookie", async () => {
    for (const asked of all.filter(({ method }) => method === "POST")) {
      for (const origin of ["https://evil.example", null]) {
        const response = await ask(house, asked, { token: mine, origin });
        await response.body?.cancel();
        assert.equal(response.status, 403, `${named(asked)} from ${origin}`);
      }
    }
  });

  assert.deepEqual(await rowsOf(house, dac.id), before);
  const seen = await (await ask(house, { method: "GET", path: "/api/bot" }, { token: mine })).json();
  assert.equal(seen.strategies[0].activeStrategyId, victim.activeStrategyId);
  assert.ok(seen.balances.length > 0);
  const logged = JSON.stringify(house.log);
  for (const secret of [mine, theirs, PASSWORD, hashOfToken(mine), "$scrypt$"]) assert.ok(!logged.includes(secret));
});

Deno.test("a user must change the first password before anything else is shown", async () => {
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false" });
  const login = await fetch(`${house.url}/login`, {
    method: "POST",
    headers: { origin: house.url },
    body: new URLSearchParams({ name: "dac", password: "aristobot", next: "//evil.example" }),
    redirect: "manual",
  });
  await login.body?.cancel();
  assert.deepEqual([login.status, login.headers.get("location")], [303, "/"]);
  const token = /^aristobot_session=([^;]+);/.exec(login.headers.getSetCookie()[0]!)![1]!;
  const open = new Set(["/login", "/logout", "/preferences", "/healthz", "/password"]);
  const id = crypto.randomUUID();
  const ofNobody = {
    activeStrategyId: id,
    sessionId: id,
    brokerId: id,
    clientOrderId: "m-1",
    tokenId: id,
    strategyId: id,
    backtestId: id,
    searchId: id,
    webhookId: id,
    callId: id,
    channelId: id,
  };
  for (const asked of everything(house, ofNobody)) {
    if (open.has(asked.pattern)) continue;
    const response = await ask(house, asked, { token });
    await response.body?.cancel();
    assert.equal(response.status, 403, `${asked.method} ${asked.path}`);
    const page = await ask(house, asked, { token, accept: "text/html" });
    await page.body?.cancel();
    assert.deepEqual([page.status, page.headers.get("location")], [303, "/password"], asked.path);
  }
  assert.match(
    house.log.map(({ message }) => message).join("\n"),
    /Sign in as "dac" with the password "aristobot", to be changed at the first login/,
  );
});

Deno.test("in debug mode whoever comes is dev and sees all; signing in is being somebody, signing out is being dev again", async () => {
  await using house = await openHouse({ DEMO_SPEED: "300" });
  const { theirs, victim } = await twoUsers(house);
  const bot = async (token?: string) =>
    await (await ask(house, { method: "GET", path: "/api/bot" }, token === undefined ? {} : { token })).json();
  assert.equal((await bot()).strategies[0].activeStrategyId, victim.activeStrategyId);
  assert.ok((await bot()).orders.length > 0);
  assert.deepEqual((await bot(theirs)).strategies, []);
  const suspend = { method: "POST", path: `/bot/${victim.activeStrategyId}/suspend` };
  const refused = await ask(house, suspend, { token: theirs });
  await refused.body?.cancel();
  assert.equal(refused.status, 404);
  assert.equal((await ask(house, suspend)).status, 204);
  const out = await ask(house, { method: "POST", path: "/logout" }, { token: theirs });
  assert.deepEqual([out.status, out.headers.get("location")], [303, "/"]);
  assert.match(out.headers.getSetCookie().join(), /aristobot_session=; Max-Age=0;/);
  assert.equal((await bot(theirs)).strategies.length, 1, "the ended session is dev's again");
});
