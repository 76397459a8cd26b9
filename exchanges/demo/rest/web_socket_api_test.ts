import assert from "node:assert/strict";
import fc from "fast-check";
import { NOON, shippedMarkets, standingExchange } from "../test_support.ts";
import { RestApi } from "./api.ts";
import { Budget } from "./budget.ts";
import { type ApiSession, WebSocketApi } from "./web_socket_api.ts";

const NOW = NOON + 30_500;
const SESSION: ApiSession = { address: "127.0.0.1", timeUnit: "MILLISECOND", returnRateLimits: true };

async function apis() {
  const exchange = standingExchange(await shippedMarkets(), NOW);
  const budget = new Budget(() => NOW);
  return { rest: new RestApi(exchange, budget), api: new WebSocketApi(exchange, budget) };
}

// deno-lint-ignore no-explicit-any -- answers are looked at field by field
function ask(api: WebSocketApi, request: unknown, session = SESSION): any {
  return JSON.parse(api.answer(typeof request === "string" ? request : JSON.stringify(request), session).text);
}

Deno.test("every method answers what REST answers, and says what it weighed", async () => {
  const { rest, api } = await apis();
  const cases: [method: string, params: Record<string, unknown>, path: string][] = [
    ["ping", {}, "ping"],
    ["time", {}, "time"],
    ["exchangeInfo", { symbols: ["BTCUSDT", "ETHUSDT"] }, 'exchangeInfo?symbols=["BTCUSDT","ETHUSDT"]'],
    ["depth", { symbol: "BTCUSDT", limit: 5 }, "depth?symbol=BTCUSDT&limit=5"],
    ["trades.recent", { symbol: "BTCUSDT", limit: 3 }, "trades?symbol=BTCUSDT&limit=3"],
    [
      "trades.historical",
      { symbol: "BTCUSDT", fromId: 7, limit: 3 },
      "historicalTrades?symbol=BTCUSDT&fromId=7&limit=3",
    ],
    ["trades.aggregate", { symbol: "BTCUSDT", limit: 3 }, "aggTrades?symbol=BTCUSDT&limit=3"],
    [
      "klines",
      { symbol: "BTCUSDT", interval: "1m", startTime: NOON - 120_000 },
      `klines?symbol=BTCUSDT&interval=1m&startTime=${NOON - 120_000}`,
    ],
    [
      "uiKlines",
      { symbol: "BTCUSDT", interval: "1d", timeZone: "8" },
      "uiKlines?symbol=BTCUSDT&interval=1d&timeZone=8",
    ],
    ["avgPrice", { symbol: "BTCUSDT" }, "avgPrice?symbol=BTCUSDT"],
    ["ticker.24hr", { symbol: "BTCUSDT" }, "ticker/24hr?symbol=BTCUSDT"],
    ["ticker.tradingDay", { symbols: ["BTCUSDT"] }, 'ticker/tradingDay?symbols=["BTCUSDT"]'],
    ["ticker", { symbol: "BTCUSDT", windowSize: "1h" }, "ticker?symbol=BTCUSDT&windowSize=1h"],
    ["ticker.price", {}, "ticker/price"],
    ["ticker.book", { symbol: "ETHUSDT" }, "ticker/bookTicker?symbol=ETHUSDT"],
  ];
  let used = 0;
  for (const [method, params, path] of cases) {
    const answer = ask(api, { id: "a-1", method, params });
    const overRest = rest.answer({ method: "GET", url: `/api/v3/${path}`, address: "127.0.0.1" });
    assert.equal(answer.id, "a-1");
    assert.deepEqual([answer.status, answer.result], [200, JSON.parse(overRest.body)], method);
    const [limit] = answer.rateLimits;
    assert.deepEqual([limit.rateLimitType, limit.limit, limit.interval], ["REQUEST_WEIGHT", 6000, "MINUTE"]);
    const overRestUsed = Number(overRest.headers["x-mbx-used-weight-1m"]);
    assert.equal(limit.count - used, overRestUsed - limit.count, method);
    used = overRestUsed;
  }
});

Deno.test("used weight is told unless the connection or the request says otherwise", async () => {
  const { api } = await apis();
  const quiet = { ...SESSION, returnRateLimits: false };
  const has = (request: unknown, session: ApiSession) => "rateLimits" in ask(api, request, session);
  assert.equal(has({ id: 1, method: "ping" }, SESSION), true);
  assert.equal(has({ id: 1, method: "ping", params: { returnRateLimits: false } }, SESSION), false);
  assert.equal(has({ id: 1, method: "ping" }, quiet), false);
  assert.equal(has({ id: 1, method: "ping", params: { returnRateLimits: true } }, quiet), true);
  assert.equal(has({ id: 1, method: "nothing" }, quiet), false);
});

Deno.test("wrong requests are answered with Binance's codes", async () => {
  const { api } = await apis();
  const cases: [unknown, number, unknown][] = [
    ["{", -1135, null],
    ["[]", -1135, null],
    [{ id: 1 }, -1135, null],
    [{ id: 1, method: "ping", params: [] }, -1135, null],
    [{ id: 2, method: "order.dance" }, -1020, 2],
    [{ id: "x", method: "ping", params: { x: 1 } }, -1104, "x"],
    [{ id: 3, method: "klines", params: { symbol: "BTCUSDT" } }, -1102, 3],
    [{ id: 3, method: "klines", params: { symbol: "NOPE", interval: "1m" } }, -1121, 3],
    [{ id: 3, method: "klines", params: { symbol: "BTCUSDT", interval: "10m" } }, -1120, 3],
    [{ id: 3, method: "depth", params: { symbol: { name: "BTCUSDT" } } }, -1135, 3],
    [{ id: 3, method: "ping", params: { returnRateLimits: "no" } }, -1135, 3],
  ];
  for (const [request, code, id] of cases) {
    const { error, status, id: answered } = ask(api, request);
    assert.deepEqual([error.code, status, answered], [code, 400, id], JSON.stringify(request));
  }
  assert.equal(ask(api, { id: 1, method: "v3/ping" }).status, 200);
  assert.equal(ask(api, { id: 1, method: "ping" }, { ...SESSION, timeUnit: null }).error.code, -1194);
});

Deno.test("a connection that wants microseconds gets every time in them", async () => {
  const { api } = await apis();
  const fine = { ...SESSION, timeUnit: "MICROSECOND" as const };
  assert.equal(ask(api, { id: 1, method: "time" }, fine).result.serverTime, NOW * 1000);
  const [kline] = ask(api, {
    id: 1,
    method: "klines",
    params: { symbol: "BTCUSDT", interval: "1m", startTime: NOON * 1000, limit: 1 },
  }, fine).result;
  assert.deepEqual([kline[0], kline[6]], [NOON * 1000, (NOON + 60_000) * 1000 - 1]);
  const [trade] = ask(api, { id: 1, method: "trades.aggregate", params: { symbol: "BTCUSDT", limit: 1 } }, fine).result;
  assert.ok(trade.T > NOON * 1000);
});

Deno.test("whatever a client sends, it gets an answer", async () => {
  const { api } = await apis();
  const session = () => ({ ...SESSION, address: String(client++) }); // each from another address: none is too much
  let client = 0;
  const method = fc.constantFrom("ping", "klines", "depth", "ticker", "exchangeInfo", "trades.aggregate", "__proto__");
  const params = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom("symbol", "symbols", "interval", "limit", "fromId"), fc.jsonValue()),
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.record({ id: fc.jsonValue(), method, params })), (request) => {
      const text = typeof request === "string" ? request : JSON.stringify(request);
      const answer = JSON.parse(api.answer(text, session()).text);
      assert.ok("result" in answer || "error" in answer);
    }),
    { numRuns: 500 },
  );
});
