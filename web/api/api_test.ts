/** Who may ask the API, what it refuses and how, and that what it answers is what its document says. */
import assert from "node:assert/strict";
import { testHouse, USER_ID, USER_NAME } from "../test_house.ts";
import { API_ROUTES } from "./routes.ts";
import { asker, programToken, Promises } from "./api_fixture.ts";

const WRONG = `aristobot_${"x".repeat(43)}`;

Deno.test("every route says who may ask, and the document says it too", async () => {
  await using house = await testHouse();
  const response = await asker(house)("GET", "/openapi.json", { token: null });
  const document = await response.json();
  assert.deepEqual([response.status, document.openapi], [200, "3.1.0"]);
  const ids = new Set<string>();
  for (const { method, path, needs, status } of API_ROUTES) {
    assert.ok(["read", "trade", "session"].includes(needs), `${method} ${path} says ${needs}`);
    const operation = document.paths[path][method];
    const schemes = needs === "session" ? [{ session: [] }] : [{ session: [] }, { token: [needs] }];
    assert.deepEqual(operation.security, schemes, path);
    assert.ok(operation.responses[status] && operation.responses[401] && operation.summary, path);
    assert.ok(!ids.has(operation.operationId), `two are called ${operation.operationId}`);
    ids.add(operation.operationId);
  }
  assert.equal(Object.values<object>(document.paths).flatMap((path) => Object.keys(path)).length, API_ROUTES.length);
  assert.deepEqual(Object.keys(document.components.securitySchemes), ["session", "token"]);
});

Deno.test("what reads needs a scope, what trades needs more, and what is about secrets no token may ask", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const [reads, trades] = [await programToken(house, "read"), await programToken(house, "trade")];
  for (const { method, path, needs } of API_ROUTES) {
    const filled = path.replaceAll(/\{\w+\}/g, "11111111-1111-4111-8111-111111111111");
    const statusFor = async (token: string | null) => {
      // A parameter that there is none of: whoever may ask is told so, and nothing is done.
      const response = await ask(method.toUpperCase(), `${filled}?nonsense=1`, { token });
      await response.body?.cancel();
      assert.equal(response.headers.get("set-cookie"), null, path);
      return response.status;
    };
    const found = [await statusFor(null), await statusFor(reads), await statusFor(trades)];
    const expected = { read: [401, 400, 400], trade: [401, 403, 400], session: [401, 403, 403], nobody: [] }[needs];
    assert.deepEqual(found, expected, `${method} ${path}`);
  }
});

Deno.test("a header Authorization counts alone, and a token that is none says so", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const cookie = `aristobot_session=${house.token}`;
  for (const authorization of [`Bearer ${WRONG}`, `Bearer ${house.token}`, "Basic dXNlcjp4", ""]) {
    const response = await ask("GET", "/me", { token: null, headers: { authorization, cookie } });
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer realm=/, authorization);
    const told = await promises.held("GET", "/me", response) as { status: number; instance: string };
    assert.deepEqual([told.status, told.instance], [401, "/api/v1/me"]);
  }
  const token = await programToken(house, "read");
  const me = await promises.held("GET", "/me", await ask("GET", "/me", { token }));
  assert.deepEqual(me, {
    userId: USER_ID,
    name: USER_NAME,
    by: "token",
    scopes: ["read"],
    environment: "demo",
    exchange: "demo",
  });
  const refused = await ask("PATCH", "/preferences", { token, json: { theme: "light" } });
  assert.match(refused.headers.get("www-authenticate") ?? "", /insufficient_scope.*scope="trade"/);
  await promises.held("PATCH", "/preferences", refused);
});

Deno.test("a token is shown once, is used for its user alone, and ends when it is revoked", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const make = (json: unknown) => ask("POST", "/tokens", { json });
  const made = await promises.held("POST", "/tokens", await make({ name: " my bot ", scopes: ["trade"] })) as {
    token: string;
    apiToken: { id: string; name: string };
  };
  assert.match(made.token, /^aristobot_[\w-]{43}$/);
  assert.equal(made.apiToken.name, "my bot");
  assert.equal((await make({ name: "my bot", scopes: ["read"] })).status, 409);
  for (const wrong of [{ name: "", scopes: ["read"] }, { name: "x", scopes: [] }, { name: "x", scopes: ["all"] }, {}]) {
    assert.equal((await make(wrong)).status, 400);
  }
  const patched = await ask("PATCH", "/preferences", { token: made.token, json: { timeZone: "Asia/Tokyo" } });
  assert.equal((await promises.held("PATCH", "/preferences", patched) as { timeZone: string }).timeZone, "Asia/Tokyo");
  const list = await promises.held("GET", "/tokens", await ask("GET", "/tokens")) as { usedMs: number | null }[];
  assert.equal(typeof list[0]?.usedMs, "number");
  assert.ok(!JSON.stringify(list).includes(made.token));
  const revoke = (id: string) => ask("DELETE", `/tokens/${id}`);
  assert.equal((await revoke(crypto.randomUUID())).status, 404);
  await promises.held("DELETE", "/tokens/{tokenId}", await revoke(made.apiToken.id));
  assert.equal((await ask("GET", "/me", { token: made.token })).status, 401);
  assert.deepEqual(house.errors, []);
});

Deno.test("wrong tokens must wait longer each time; one that was right before goes on", async () => {
  const clock = { nowMs: 1_800_000_000_000 };
  await using house = await testHouse({ now: () => clock.nowMs });
  const ask = asker(house);
  const known = await programToken(house, "read");
  const fresh = await programToken(house, "trade");
  assert.equal((await ask("GET", "/me", { token: known })).status, 200);
  const wrong = async () => (await ask("GET", "/me", { token: WRONG })).status;
  for (let n = 0; n < 5; n++) assert.equal(await wrong(), 401);
  const waiting = await ask("GET", "/me", { token: WRONG });
  assert.deepEqual([waiting.status, waiting.headers.get("retry-after")], [429, "1"]);
  assert.equal((await ask("GET", "/me", { token: known })).status, 200);
  assert.equal((await ask("GET", "/me", { token: fresh })).status, 429);
  assert.equal((await ask("GET", "/me")).status, 200, "a session has nothing to do with it");
  clock.nowMs += 1_000;
  assert.equal((await ask("GET", "/me", { token: fresh })).status, 200);
});

Deno.test("who must change the password gets nothing, neither by session nor by token; the debug user has no tokens", async () => {
  await using house = await testHouse();
  const token = await programToken(house, "trade");
  await house.db`update users set must_change_password = true where id = ${USER_ID}`;
  for (const asking of [{}, { token }]) {
    const response = await asker(house)("GET", "/me", asking);
    assert.deepEqual([response.status, (await response.json()).detail], [403, "Change your password first"]);
  }
  await using debug = await testHouse({ facts: { debug: true } });
  const ask = asker(debug);
  assert.equal((await (await ask("GET", "/me")).json()).by, "debug");
  assert.equal((await ask("POST", "/tokens", { json: { name: "x", scopes: ["read"] } })).status, 403);
});

Deno.test("a session takes what changes something from its own pages alone, whatever the body is called", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const patch = (headers: Record<string, string>) =>
    ask("PATCH", "/preferences", {
      token: null,
      json: { theme: "light" },
      headers: { cookie: `aristobot_session=${house.token}`, ...headers },
    });
  const origin = "http://127.0.0.1:8000";
  const others: Record<string, string>[] = [{}, { origin: "https://evil.example" }, { origin: "null" }, {
    "sec-fetch-site": "same-site",
  }];
  for (const foreign of others) {
    for (const type of ["application/json", "text/plain", "multipart/form-data"]) {
      assert.equal((await patch({ ...foreign, "content-type": type })).status, 403);
    }
  }
  assert.equal((await patch({ origin, "content-type": "text/plain" })).status, 415);
  assert.equal((await patch({ "sec-fetch-site": "same-origin" })).status, 200);
  assert.equal((await patch({ origin })).status, 200);
});

Deno.test("what is not declared is refused by its place, and nothing that was sent is repeated", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const response = await ask("PATCH", "/preferences", { json: { theme: "hunter2", "a/b~": 1, timeZone: "Mars/Base" } });
  const told = await promises.held("PATCH", "/preferences", response) as { errors: { pointer: string }[] };
  assert.equal(response.status, 400);
  assert.deepEqual(told.errors.map(({ pointer }) => pointer).sort(), ["#/a~1b~0", "#/theme", "#/timeZone"]);
  assert.ok(!JSON.stringify(told).includes("hunter2"));
  const wrong = [
    await ask("GET", "/candles?symbol=BTC/USDT&symbol=ETH/USDT&timeframe=1m"),
    await ask("GET", "/candles?symbol=BTC/USDT&timeframe=7m"),
    await ask("GET", "/candles?symbol=BTC/USDT&timeframe=1m&limit=1501"),
    await ask("GET", "/me?x"),
    await ask("POST", "/bot/x/stop"),
    await ask("PATCH", "/preferences", { json: [] }),
    await ask("PATCH", "/preferences", { json: undefined, headers: { "content-type": "application/json" } }),
  ];
  assert.deepEqual(wrong.map(({ status }) => status), wrong.map(() => 400));
});

Deno.test("problems of every kind are problem details: no such path, no such method, too large, our own fault", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  Object.assign(house.overrides, { bot: { view: () => Promise.reject(new Error("password=hunter2")) } });
  const large = { json: { theme: "x".repeat(70_000) }, headers: { "content-length": "70020" } };
  const answers = [
    await ask("GET", "/nowhere"),
    await ask("POST", "/me"),
    await ask("PATCH", "/preferences", large),
    await ask("GET", "/bot"),
    await ask("GET", "/", { token: null }),
  ];
  for (const response of answers) assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.deepEqual(answers.map(({ status }) => status), [404, 405, 413, 500, 401]);
  assert.equal(answers[1]!.headers.get("allow"), "GET");
  const { reference, ...told } = await answers[3]!.json();
  assert.deepEqual(told, {
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    instance: "/api/v1/bot",
  });
  assert.equal(house.errors[0]?.fields?.reference, reference);
});
