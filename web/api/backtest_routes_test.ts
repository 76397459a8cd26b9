import assert from "node:assert/strict";
import { saveTrades } from "../../db/backtest_trades.ts";
import { endRun, finishBacktest, insertRun } from "../../db/backtests.ts";
import { saveStrategy } from "../../db/strategies.ts";
import { testBacktest, testBacktestRequest, testFound, testOptimisation } from "../../db/test_backtests.ts";
import { testStrategy } from "../../db/test_rows.ts";
import type { BacktestServices } from "../backtest_services.ts";
import { HttpError } from "../fresh/error.ts";
import { type TestHouse, testHouse, USER_ID } from "../test_house.ts";
import { asker, programToken, Promises } from "./api_fixture.ts";

const NOW_MS = Date.UTC(2026, 10, 2);

async function scene(house: TestHouse) {
  const { db } = house;
  const strategy = testStrategy(USER_ID);
  await saveStrategy(db, strategy);
  const [done, search] = [testBacktest(strategy), testOptimisation(strategy)];
  await insertRun(db, done);
  const trade = {
    side: "short",
    quantity: 0.5,
    entryIndex: 3,
    exitIndex: 9,
    entryMs: NOW_MS,
    exitMs: NOW_MS + 60_000,
    entryPrice: 100.25,
    exitPrice: 90,
    fees: 0.1,
    profit: 5,
    exitReason: "take-profit",
  } as const;
  await saveTrades(db, done, 0, Array.from({ length: 25 }, () => trade));
  await finishBacktest(db, done.id, testFound(), NOW_MS);
  await insertRun(db, search);
  const promises = await Promises.of(house);
  const token = await programToken(house, "trade");
  const ask = async (method: string, path: string, pattern: string, json?: unknown) => {
    const response = await asker(house)(method, path, { token, ...json !== undefined && { json } });
    await promises.held(method, pattern, response.clone());
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  };
  return { db, strategy, done, search, trade, ask };
}

Deno.test("backtests and searches are listed, read with their trades, and removed by a program", async () => {
  await using house = await testHouse();
  const { db, done, search, trade, ask } = await scene(house);
  const { body: list } = await ask("GET", "/runs", "/runs");
  assert.deepEqual([list.total, list.runs.length], [2, 2]);
  const { body: some } = await ask("GET", "/runs?kind=backtest", "/runs");
  assert.deepEqual(some.runs.map(({ id, state }: { id: string; state: string }) => [id, state]), [[done.id, "done"]]);
  const ONE = "/backtests/{runId}";
  const { body: found } = await ask("GET", `/backtests/${done.id}`, ONE);
  assert.deepEqual([found.stats, found.request.parameters], [testFound().stats, done.request.parameters]);
  const { body: page } = await ask("GET", `/backtests/${done.id}/trades?from=20`, "/backtests/{runId}/trades");
  assert.deepEqual([page.total, page.trades.length, page.trades[0]], [25, 5, trade]);
  const { body: waiting } = await ask("GET", `/optimisations/${search.id}`, "/optimisations/{runId}");
  assert.deepEqual([waiting.row.state, waiting.result], ["queued", null]);
  assert.equal((await ask("GET", `/backtests/${search.id}`, ONE)).status, 404);
  assert.equal((await ask("DELETE", `/runs/${search.id}`, "/runs/{runId}")).status, 409);
  await db.begin((tx) => endRun(tx, search.id, { state: "interrupted" }, NOW_MS));
  assert.equal((await ask("DELETE", `/runs/${search.id}`, "/runs/{runId}")).status, 204);
  assert.equal((await ask("DELETE", `/runs/${search.id}`, "/runs/{runId}")).status, 404);
  assert.deepEqual(
    (await ask("GET", "/backtests/markets", "/backtests/markets")).body,
    ["BTC/USDT", "ETH/USDT"].map((symbol) => ({ symbol, firstMs: null, lastMs: null })),
  );
});

Deno.test("a program starts, follows and interrupts runs; why one is refused is said in words", async () => {
  await using house = await testHouse();
  const { strategy, done, ask } = await scene(house);
  const asked: unknown[] = [];
  const progress = {
    id: done.id,
    userId: USER_ID,
    kind: "backtest",
    state: "fetching",
    part: 0.5,
    before: 0,
    error: null,
    timeMs: NOW_MS,
  } as const;
  const backtests: Partial<BacktestServices> = {
    start: (request) => {
      asked.push(request);
      if (request.symbol === "NOPE/USDT") return Promise.reject(new HttpError(409, "NOPE/USDT is not traded here"));
      return Promise.resolve({ id: done.id });
    },
    optimise: (request) => (asked.push(request), Promise.resolve({ id: done.id })),
    interrupt: (id) => (asked.push(id), Promise.resolve()),
    running: () => Promise.resolve([progress]),
  };
  Object.assign(house.overrides, { backtests });
  const { options: _options, detail: _detail, parameters: _parameters, ...request } = testBacktestRequest(strategy);
  const started = await ask("POST", "/backtests", "/backtests", request);
  assert.deepEqual([started.status, started.body], [202, { id: done.id }]);
  assert.deepEqual(asked[0], { ...request, options: {}, detail: false, parameters: {} });
  const search = { ranges: { fast: { values: [1, 2] } }, search: { by: "grid" }, objective: "sharpeRatio" };
  const sought = { ...request, ...search, windows: 0, heldOut: 0.2 };
  assert.equal((await ask("POST", "/optimisations", "/optimisations", sought)).status, 202);
  const refused = await ask("POST", "/backtests", "/backtests", { ...request, symbol: "NOPE/USDT" });
  assert.deepEqual([refused.status, refused.body.detail], [409, "NOPE/USDT is not traded here"]);
  const { body } = await ask("GET", "/runs/unfinished", "/runs/unfinished");
  const { userId: _userId, ...shown } = progress;
  assert.deepEqual(body, [shown]);
  assert.equal((await ask("POST", `/runs/${done.id}/interrupt`, "/runs/{runId}/interrupt")).status, 204);
  assert.deepEqual(asked.at(-1), done.id);
  for (const wrong of [{ fromMs: "soon" }, { timeframe: "2d" }, { more: 1 }, { options: { cash: -1 } }]) {
    assert.equal((await ask("POST", "/backtests", "/backtests", { ...request, ...wrong })).status, 400);
  }
});

Deno.test("a program that may only read starts and removes nothing; nobody sees another's runs", async () => {
  await using house = await testHouse();
  const { done, strategy } = await scene(house);
  const ask = asker(house);
  const token = await programToken(house, "read");
  assert.equal((await ask("GET", `/backtests/${done.id}`, { token })).status, 200);
  assert.equal((await ask("DELETE", `/runs/${done.id}`, { token })).status, 403);
  assert.equal((await ask("POST", "/backtests", { token, json: testBacktestRequest(strategy) })).status, 403);
  await house.addUser("eve");
  const headers = { cookie: `aristobot_session=${await house.signIn("eve")}`, origin: "http://127.0.0.1:8000" };
  for (const path of [`/backtests/${done.id}`, `/backtests/${done.id}/trades`]) {
    assert.equal((await ask("GET", path, { token: null, headers })).status, 404, path);
  }
  const { runs } = await (await ask("GET", "/runs", { token: null, headers })).json();
  assert.deepEqual(runs, []);
  const json = testBacktestRequest(strategy);
  assert.equal((await ask("POST", "/backtests", { token: null, headers, json })).status, 404);
  assert.equal((await ask("POST", `/runs/${done.id}/interrupt`, { token: null, headers })).status, 404);
});
