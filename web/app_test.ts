/** Pages and guards, asked without a port. */
import assert from "node:assert/strict";
import { AskError, supervisor } from "../actors/runtime/mod.ts";
import type { StrategyStatus } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import { DATABASE_AWAY } from "./errors.ts";
import { testBacktests } from "./test_backtests.ts";
import { type TestHouse, testHouse, USER_ID } from "./test_house.ts";

const PAGES = ["heartbeat", "trading", "bot", "strategies", "backtest", "webhooks", "statistics", "account", "system"];
const STRATEGY_ID = "11111111-1111-4111-8111-111111111111";

const strategy: StrategyStatus = {
  activeStrategyId: STRATEGY_ID,
  userId: USER_ID,
  name: "SMA <cross>",
  symbol: "BTC/USDT",
  timeframe: "1m",
  state: "running",
  error: null,
  restarts: 0,
  lastDecision: "long",
  lastCandleMs: 60_000,
  position: { symbol: "BTC/USDT", quantity: "0.5", costQuote: "100", realisedQuote: "3.21", openedMs: 1 },
  protection: "none",
  unprotectedSinceMs: null,
  unprotectedMs: 0,
  cashQuote: "900",
  equityQuote: "1001.5",
};

function candle(openMs: number): Candle {
  const closeMs = openMs + 59_999;
  return {
    symbol: "BTC/USDT",
    timeframe: "1m",
    openMs,
    closeMs,
    open: "10",
    high: "12",
    low: "9",
    close: "11.50",
    volume: "2",
  };
}

interface AskOptions extends RequestInit {
  readonly cookie?: string;
}

function asker(house: TestHouse) {
  return (path: string, { cookie, ...init }: AskOptions = {}): Promise<Response> => {
    const headers = new Headers({ accept: "text/html", host: "127.0.0.1:8000" });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    if (!cookie?.includes("aristobot_session=")) cookie = `aristobot_session=${house.token}; ${cookie ?? ""}`;
    headers.set("cookie", cookie);
    return house.app.fetch(new Request(`http://127.0.0.1:8000${path}`, { ...init, headers }));
  };
}

const sameOrigin = { origin: "http://127.0.0.1:8000" };

Deno.test("every page of the menu answers in both languages, and the way in leads to the heartbeat", async () => {
  await using house = await testHouse({ holdings: { strategies: [strategy], candles: [candle(0)] } });
  Object.assign(house.overrides, { backtests: testBacktests().services });
  const ask = asker(house);
  for (const page of PAGES) {
    for (const language of ["fr", "en"]) {
      const response = await ask(`/${page}`, { cookie: `aristobot_language=${language}` });
      const html = await response.text();
      assert.equal(response.status, 200, page);
      assert.match(html, new RegExp(`<html lang="${language}"`), page);
      assert.match(html, new RegExp(`<a href="/${page}" aria-current="page">`), page);
      assert.equal(html.match(/<h1>/g)?.length, 1, page);
    }
  }
  assert.equal((await ask("/")).headers.get("location"), "/heartbeat");
  assert.deepEqual(house.errors, []);
});

Deno.test("what a strategy is called is text on the page, not markup", async () => {
  await using house = await testHouse({ holdings: { strategies: [strategy] } });
  const html = await (await asker(house)("/bot")).text();
  assert.match(html, /SMA &lt;cross>/);
  assert.doesNotMatch(html, /SMA <cross>/);
  assert.match(html.replaceAll(/[\u202f\u00a0]/g, " "), /1 001,50<!-- --> <!-- -->USDT|1 001,50 USDT/);
});

Deno.test("in debug mode a new browser is given a name that scripts cannot read; a known one keeps its own", async () => {
  await using house = await testHouse({ facts: { debug: true } });
  const ask = asker(house);
  const cookie = (await ask("/account")).headers.get("set-cookie") ?? "";
  assert.match(cookie, /^aristobot_browser=[0-9a-f-]{36}; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.equal((await ask("/account", { cookie: cookie.split(";")[0] ?? "" })).headers.get("set-cookie"), null);
  const forged = await ask("/account", { cookie: "aristobot_browser=../live" });
  assert.match(forged.headers.get("set-cookie") ?? "", /^aristobot_browser=/);
});

Deno.test("scripts may come from here alone, and no page may be framed or cached", async () => {
  await using house = await testHouse();
  const response = await asker(house)("/heartbeat");
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.doesNotMatch(await response.text(), /<script(?![^>]*type="(module|application\/json)")|\son[a-z]+="/);
});

Deno.test("a name that is not this machine's is refused, so that no foreign page can point its own at us", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  for (const host of ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"]) {
    assert.equal((await ask("/heartbeat", { headers: { host } })).status, 403, host);
  }
  for (const host of ["localhost:8000", "127.0.0.1", "[::1]:8000"]) {
    assert.equal((await ask("/heartbeat", { headers: { host } })).status, 200, host);
  }
});

Deno.test("a form of another site changes nothing", async () => {
  await using house = await testHouse({ holdings: { strategies: [strategy] } });
  const ask = asker(house);
  const post = (headers: Record<string, string>) =>
    ask(`/bot/${STRATEGY_ID}/stop`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  assert.equal((await post({ origin: "http://evil.example" })).status, 403);
  assert.equal((await post({})).status, 403);
  assert.deepEqual(house.acted, []);
  assert.equal((await post(sameOrigin)).status, 303);
  assert.deepEqual(house.acted, [{ id: STRATEGY_ID, action: "stop" }]);
});

Deno.test("asking something of a strategy: 204 for the page's own script, 404 and 400 by name for what is not there", async () => {
  await using house = await testHouse({ holdings: { strategies: [strategy] } });
  const ask = asker(house);
  const post = (path: string) => ask(path, { method: "POST", headers: { ...sameOrigin, accept: "application/json" } });
  assert.equal((await post(`/bot/${STRATEGY_ID}/suspend`)).status, 204);
  const unknown = await post("/bot/22222222-2222-4222-8222-222222222222/sell");
  assert.equal(unknown.status, 404);
  assert.match((await unknown.json()).error, /No strategy 22222222/);
  const nonsense = await post(`/bot/${STRATEGY_ID}/explode`);
  assert.equal(nonsense.status, 400);
  assert.match((await nonsense.json()).error, /suspend/);
  const get = await ask(`/bot/${STRATEGY_ID}/stop`);
  assert.equal(get.status, 405);
  assert.equal(get.headers.get("allow"), "OPTIONS, POST");
});

Deno.test("candles for a chart are numbers, oldest first; a wrong question is answered with what was expected", async () => {
  await using house = await testHouse({ holdings: { candles: [candle(0), candle(60_000), candle(120_000)] } });
  const ask = asker(house);
  const response = await ask("/api/candles?symbol=BTC/USDT&timeframe=1m&limit=2");
  assert.deepEqual(await response.json(), [[60_000, 10, 12, 9, 11.5, 2], [120_000, 10, 12, 9, 11.5, 2]]);
  const wrong = await ask("/api/candles?symbol=btc&timeframe=7m&limit=0", { headers: { accept: "*/*" } });
  assert.equal(wrong.status, 400);
  assert.match((await wrong.json()).error, /BTC\/USDT[\s\S]*timeframe[\s\S]*limit/);
});

Deno.test("an error of our own is a page with a reference; the log has the reason, the page has not", async () => {
  await using house = await testHouse();
  Object.assign(house.overrides, { bot: { view: () => Promise.reject(new Error("password=hunter2")) } });
  const response = await asker(house)("/bot");
  const html = await response.text();
  const [, reference] = /Référence : (?:<!-- -->)?([0-9a-f]{8})/.exec(html) ?? [];
  assert.equal(response.status, 500);
  assert.doesNotMatch(html, /hunter2/);
  assert.match(html, /<nav class="menu"/);
  assert.equal(house.errors[0]?.fields?.reference, reference);
  assert.match(String(house.errors[0]?.fields?.error), /hunter2/);
});

Deno.test("a page that is not there is a 404 in the layout, and JSON for who wants no page", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const page = await ask("/nowhere<b>");
  assert.equal(page.status, 404);
  assert.match(await page.text(), /Page introuvable/);
  const json = await ask("/nowhere", { headers: { accept: "application/json" } });
  assert.deepEqual([json.status, await json.json()], [404, { error: "Not Found", reference: null }]);
});

Deno.test("a body beyond the limit is refused", async () => {
  await using house = await testHouse();
  const body = JSON.stringify({ channels: ["x".repeat(70_000)] });
  const headers = { "content-type": "application/json", ...sameOrigin, "content-length": `${body.length}` };
  assert.equal((await asker(house)("/events/watch", { method: "POST", headers, body })).status, 413);
});

Deno.test("the language is kept in a cookie, and its page is shown again", async () => {
  await using house = await testHouse();
  const response = await asker(house)("/preferences", {
    method: "POST",
    headers: {
      ...sameOrigin,
      "content-type": "application/x-www-form-urlencoded",
      referer: "http://evil.example//other.example/bot?x=1",
    },
    body: "language=en",
  });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/other.example/bot?x=1");
  assert.match(response.headers.getSetCookie()[0] ?? "", /^aristobot_language=en;/);
});

Deno.test("a monitor is told whether the market is connected", async () => {
  await using house = await testHouse();
  const response = await asker(house)("/healthz");
  assert.equal(response.status, 503);
  assert.equal((await response.json()).ok, false);
});

Deno.test("the event stream begins with how long to wait, the build and a snapshot, and ends with the house", async () => {
  const house = await testHouse({ holdings: { strategies: [strategy] } });
  const ask = asker(house);
  const response = await ask("/events");
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("event: snapshot")) text += (await reader.read()).value ?? assert.fail("it ended");
  assert.match(
    text,
    /^retry: 5000\n\nevent: hello\ndata: \{"build":"[0-9a-f]+","dev":false,"userId":"[0-9a-f-]{36}"\}\n\nid: [0-9a-z]+-\d+\n/,
  );
  const watch = await ask("/events/watch", {
    method: "POST",
    headers: { "content-type": "application/json", ...sameOrigin },
    body: JSON.stringify({ channels: ["raw", "open:BTC/USDT@1m"] }),
  });
  assert.equal(watch.status, 204);
  await house[Symbol.asyncDispose]();
  while (!(await reader.read()).done);
  assert.equal(house.desk.size, 0);
});

Deno.test("asking something of an actor: 204 when it is done, 404, 409 and 400 by name, and no form can ask", async () => {
  await using house = await testHouse({ facts: { debug: true } });
  await house.system.start("/root", { id: "room", supervisor: supervisor({ strategy: "dynamic" }) });
  const post = (action: string, body: string, type = "application/json") =>
    asker(house)(`/system/${action}`, {
      method: "POST",
      headers: { ...sameOrigin, accept: "application/json", "content-type": type },
      body,
    });
  const at = (path: string) => JSON.stringify({ path });
  assert.equal((await post("stop", at("/root/room"))).status, 204);
  assert.equal((await post("restart", at("/root/room"))).status, 204);
  assert.match(await (await asker(house)("/system")).text(), /data-path="\/root\/room"/);
  const answers = [
    await post("stop", at("/root/nobody")),
    await post("stop", at("/root/dashboard/web")),
    await post("restart", at("/root")),
    await post("explode", at("/root/room")),
    await post("stop", "{}"),
    await post("stop", "path=/root/room", "application/x-www-form-urlencoded"),
  ];
  assert.deepEqual(answers.map(({ status }) => status), [404, 409, 409, 400, 400, 415]);
  assert.match((await answers[0]!.json()).error, /no actor at "\/root\/nobody"/);
  assert.match((await answers[1]!.json()).error, /Cannot stop .*web: it carries this page/);
});

Deno.test("a page that needs an actor which does not run says so, and that is no fault of ours", async () => {
  await using house = await testHouse();
  const fails = () => Promise.reject(new AskError("noproc", "/root/x", "GetX", "no such actor"));
  Object.assign(house.overrides, { bot: { view: fails } });
  const response = await asker(house)("/bot");
  assert.equal(response.status, 503);
  assert.match(await response.text(), /Indisponible pour le moment[\s\S]*Cannot ask \/root\/x/);
  assert.deepEqual(house.errors, []);
});

Deno.test("only channels that exist can be watched", async () => {
  await using house = await testHouse({ facts: { debug: true } });
  const post = (body: string, type = "application/json") =>
    asker(house)("/events/watch", { method: "POST", headers: { "content-type": type, ...sameOrigin }, body });
  assert.equal((await post('{"channels":["trace:/root/dashboard/live"]}')).status, 204);
  for (const name of ["everything", "trace:", "trace:/root/a b", `trace:/root/${"x".repeat(81)}`, "trace:root"]) {
    assert.equal((await post(JSON.stringify({ channels: [name] }))).status, 400, name);
  }
  assert.equal((await post("not json")).status, 400);
  assert.equal((await post("{}", "text/plain")).status, 415);
});

Deno.test("while the database is away everybody is told so, in a page, in JSON, and by the API", async () => {
  await using house = await testHouse();
  const away = Object.assign(new Error("write CONNECTION_CLOSED db:5432"), { code: "CONNECTION_CLOSED" });
  Object.assign(house.overrides, {
    bot: { view: () => Promise.reject(away) },
    risk: { kill: () => Promise.reject(away) },
  });
  const ask = asker(house);
  const page = await ask("/bot", { headers: { accept: "text/html" } });
  assert.equal(page.status, 503);
  assert.match(await page.text(), /<html lang="fr"[\s\S]*La base de données ne répond pas/);
  const json = await ask("/bot", { headers: { accept: "application/json" } });
  assert.deepEqual([json.status, (await json.json()).error], [503, DATABASE_AWAY]);
  const api = await ask("/api/v1/bot");
  assert.deepEqual([api.status, (await api.json()).detail], [503, DATABASE_AWAY]);
  assert.deepEqual(house.errors, []);
});

Deno.test("who asks is not found out while the database is away, which a page tells as well", async () => {
  await using house = await testHouse();
  await house.db`alter table sessions rename to sessions_away`;
  try {
    const page = await asker(house)("/bot", { headers: { accept: "text/html" } });
    assert.equal(page.status, 500);
    assert.match(await page.text(), /<html lang="fr"[\s\S]*Erreur interne/);
  } finally {
    await house.db`alter table sessions_away rename to sessions`;
  }
  assert.equal(house.errors.length, 1);
});
