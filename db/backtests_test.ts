import assert from "node:assert/strict";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import { saveTrades, tradesOf } from "./backtest_trades.ts";
import {
  beginRun,
  countRuns,
  endRun,
  findBacktest,
  findOptimisation,
  findRun,
  finishBacktest,
  finishOptimisation,
  hasDoneBacktest,
  insertRun,
  removeRun,
  runPage,
  setRunState,
  unfinishedRuns,
} from "./backtests.ts";
import { testBacktest, testFound, testOptimisation } from "./test_backtests.ts";
import { testDatabase } from "./test_database.ts";
import { TEST_START_MS, testRows } from "./test_rows.ts";
import { removeStrategy } from "./strategies.ts";
import { removeUser } from "./user_removal.ts";

const NOW_MS = TEST_START_MS + 1_000;

function trade(at: number): BacktestTrade {
  return {
    side: at % 2 ? "short" : "long",
    quantity: 0.1 + at,
    entryIndex: at,
    exitIndex: at + 1,
    entryMs: TEST_START_MS + at * 60_000,
    exitMs: TEST_START_MS + (at + 1) * 60_000,
    entryPrice: 28_366.61,
    exitPrice: 1e21 / 3,
    fees: 1e-9,
    profit: 1.5 - at,
    exitReason: "stop-loss",
  };
}

/** A database with one backtest in the queue. */
async function queued() {
  const database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  const run = testBacktest(strategy);
  await insertRun(db, run);
  return { db, strategy, run, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

Deno.test("a backtest waits, fetches, runs and is done, with all its trades", async () => {
  await using of = await queued();
  const { db, strategy, run } = of;
  assert.deepEqual(await unfinishedRuns(db), [{ ...run, state: "queued", attempts: 0 }]);
  assert.equal(await setRunState(db, run.id, "fetching", NOW_MS), true);
  assert.equal(await db.begin((tx) => beginRun(tx, run.id, NOW_MS)), true);
  assert.deepEqual(await unfinishedRuns(db), [{ ...run, state: "running", attempts: 1 }]);
  const trades = Array.from({ length: 25 }, (_, at) => trade(at));
  await saveTrades(db, run, 0, trades.slice(0, 20));
  await saveTrades(db, run, 20, trades.slice(20));
  assert.equal(await hasDoneBacktest(db, strategy.id, 1), false);
  assert.equal(await finishBacktest(db, run.id, testFound(), NOW_MS), true);
  assert.equal(await hasDoneBacktest(db, strategy.id, 1), true);
  assert.equal(await hasDoneBacktest(db, strategy.id, 2), false);
  assert.deepEqual(await unfinishedRuns(db), []);
  assert.deepEqual(await tradesOf(db, run.id, 0, 100), trades);
  assert.deepEqual(await tradesOf(db, run.id, 10, 3), trades.slice(10, 13));
  assert.deepEqual(await findBacktest(db, run.id), { request: run.request, ...testFound() });
  const row = await findRun(db, run.id);
  assert.deepEqual([row?.state, row?.strategyName, row?.returnPercent, row?.trades], ["done", "SMA cross", 12.5, 25]);
});

Deno.test("a run that has ended stays as it is, whatever comes late", async () => {
  await using of = await queued();
  const { db, run } = of;
  await db.begin((tx) => beginRun(tx, run.id, NOW_MS));
  await saveTrades(db, run, 0, [trade(0)]);
  assert.equal(await db.begin((tx) => endRun(tx, run.id, { state: "interrupted" }, NOW_MS)), true);
  assert.deepEqual(await tradesOf(db, run.id, 0, 10), []);
  assert.equal(await finishBacktest(db, run.id, testFound(), NOW_MS), false);
  assert.equal(await setRunState(db, run.id, "queued", NOW_MS), false);
  assert.equal(await db.begin((tx) => beginRun(tx, run.id, NOW_MS)), false);
  assert.equal(await db.begin((tx) => endRun(tx, run.id, { state: "failed", error: "late" }, NOW_MS)), false);
  const row = await findRun(db, run.id);
  assert.deepEqual([row?.state, row?.error, row?.returnPercent], ["interrupted", null, null]);
});

Deno.test("a run that is begun once more forgets the trades of before", async () => {
  await using of = await queued();
  const { db, run } = of;
  await db.begin((tx) => beginRun(tx, run.id, NOW_MS));
  await saveTrades(db, run, 0, [trade(0), trade(1)]);
  await db.begin((tx) => beginRun(tx, run.id, NOW_MS));
  assert.deepEqual(await tradesOf(db, run.id, 0, 10), []);
  assert.equal((await unfinishedRuns(db))[0]!.attempts, 2);
});

Deno.test("what a search found comes back, and its figures stand in the list", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  const run = testOptimisation(strategy);
  await insertRun(db, run);
  const result = {
    attempts: [],
    failed: 1,
    firstError: 'it says "no"',
    windows: [],
    forwardCurve: null,
    whole: null,
    monteCarlo: null,
    heldOutMs: null,
  };
  const figures = {
    returnPercent: 3.5,
    buyAndHoldReturnPercent: null,
    maxDrawdownPercent: 1,
    sharpeRatio: null,
    trades: 7,
  };
  assert.equal(await finishBacktest(db, run.id, testFound(), NOW_MS), false);
  assert.equal(await finishOptimisation(db, run.id, { result: JSON.stringify(result), figures }, NOW_MS), true);
  assert.deepEqual(await findOptimisation(db, run.id), { request: run.request, result });
  assert.equal(await findBacktest(db, run.id), undefined);
  assert.equal(await hasDoneBacktest(db, strategy.id, 1), false);
  assert.equal((await findRun(db, run.id))?.returnPercent, 3.5);
});

Deno.test("a list has pages, the newest first, of one user, kind and strategy", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "ana"), await testRows(db, "bo")];
  const runs = [0, 1, 2].map((at) => testBacktest(mine.strategy, { createdMs: TEST_START_MS + at }));
  for (const run of runs) await insertRun(db, run);
  const search = testOptimisation(theirs.strategy);
  await insertRun(db, search);
  const page = async (query: Partial<Parameters<typeof runPage>[1]>) => {
    const all = { userId: null, kind: null, strategyId: null, page: 1, pageSize: 2, ...query };
    const { runs, total } = await runPage(db, all);
    return [total, ...runs.map(({ id }) => id)];
  };
  const [first, second, third] = runs.map(({ id }) => id);
  assert.deepEqual(await page({ userId: mine.user.id }), [3, third, second]);
  assert.deepEqual(await page({ userId: mine.user.id, page: 2 }), [3, first]);
  assert.deepEqual(await page({ kind: "optimisation" }), [1, search.id]);
  assert.deepEqual(await page({ strategyId: theirs.strategy.id }), [1, search.id]);
  assert.equal((await page({}))[0], 4);
  assert.equal(await countRuns(db, mine.user.id), 3);
});

Deno.test("only what has ended can be removed, and its trades go along", async () => {
  await using of = await queued();
  const { db, run } = of;
  assert.equal(await removeRun(db, run.id), false);
  await saveTrades(db, run, 0, [trade(0)]);
  await finishBacktest(db, run.id, testFound(), NOW_MS);
  assert.equal(await removeRun(db, run.id), true);
  assert.equal(await removeRun(db, run.id), false);
  assert.equal((await db`select from backtest_trades`).count, 0);
});

Deno.test("texts that the database cannot hold are stored as near as can be", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { strategy } = await testRows(db);
  const run = testBacktest(strategy, { parameters: { "mode\0": "a\0b\ud800c" } });
  await insertRun(db, run);
  await finishBacktest(db, run.id, { ...testFound(), printed: ["x\0y \udfff z"] }, NOW_MS);
  const found = await findBacktest(db, run.id);
  assert.deepEqual(found?.request.parameters, { "mode\ufffd": "a\ufffdb\ufffdc" });
  assert.deepEqual(found?.printed, ["x\ufffdy \ufffd z"]);
  const other = testBacktest(strategy);
  await insertRun(db, other);
  await db.begin((tx) => endRun(tx, other.id, { state: "failed", error: "no\0 \ud800" }, NOW_MS));
  assert.equal((await findRun(db, other.id))?.error, "no\ufffd \ufffd");
});

Deno.test("no run is of another user's strategy; a strategy and a user with runs stay", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [mine, theirs] = [await testRows(db, "ana"), await testRows(db, "bo")];
  const run = testBacktest(mine.strategy);
  await assert.rejects(insertRun(db, { ...run, userId: theirs.user.id }), /foreign key/);
  await insertRun(db, run);
  await db`delete from active_strategies`;
  assert.equal(await removeStrategy(db, mine.strategy.id, NOW_MS), true);
  assert.equal((await findRun(db, run.id))?.strategyName, "SMA cross");
  const theirsNow = await removeUser(db, mine.user.id);
  assert.ok(theirsNow.some(({ table }) => table === "backtests"));
});
