import assert from "node:assert/strict";
import { packTrades } from "../backtest/wire.ts";
import { tradesOf } from "../db/backtest_trades.ts";
import { findBacktest, findRun, insertRun, unfinishedRuns } from "../db/backtests.ts";
import { testBacktest, testFound } from "../db/test_backtests.ts";
import { TEST_START_MS } from "../db/test_rows.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import {
  becomes,
  deskFixture,
  done,
  eventually,
  requestOf,
  RUNS_PATH,
  startRun,
  startSearch,
  stored,
} from "./backtest_desk/desk_fixture.ts";

const MINUTE_MS = 60_000;
const TRADE: BacktestTrade = {
  side: "long",
  quantity: 1,
  entryIndex: 1,
  exitIndex: 2,
  entryMs: TEST_START_MS,
  exitMs: TEST_START_MS + MINUTE_MS,
  entryPrice: 1,
  exitPrice: 2,
  fees: 0,
  profit: 1,
  exitReason: "end",
};

Deno.test("a run waits, fetches, has its turn and is done, and its user is told each time", async () => {
  await using fixture = await deskFixture();
  const { desk, told, ana } = fixture;
  const id = await startRun(fixture, ana, { options: { cash: 500 } });
  const { start, work } = await eventually(fixture, () => fixture.started[0]);
  assert.equal(work.source, ana.strategy.source);
  assert.deepEqual([work.request.options.cash, work.request.options.takerFee], [500, 0.001]);
  desk.tell("RunMoved", { id, start, part: 0.5, error: "the exchange is slow" });
  await becomes(fixture, id, "fetching");
  desk.tell("CandlesStored", { id, start });
  await eventually(fixture, () => fixture.turns.length === 1);
  desk.tell("RunMoved", { id, start, part: 0.25, error: null });
  assert.equal(await desk.ask("KeepTrades", { id, start, from: 0, trades: packTrades([TRADE, TRADE]) }), true);
  assert.equal(await done(fixture, id), true);
  assert.deepEqual(await tradesOf(fixture.db, id, 0, 10), [TRADE, TRADE]);
  assert.deepEqual((await findBacktest(fixture.db, id))?.stats, testFound().stats);
  assert.deepEqual(told.map(({ state, part, error }) => [state, part, error]), [
    ["queued", 0, null],
    ["fetching", 0.5, "the exchange is slow"],
    ["queued", 0, null],
    ["running", 0, null],
    ["running", 0.25, null],
    ["done", 1, null],
  ]);
  assert.ok(told.every(({ userId, kind }) => userId === ana.user.id && kind === "backtest"));
  assert.deepEqual(await desk.ask("GetRuns", { userId: null }), []);
  await eventually(fixture, async () => (await childrenOf(fixture)).length === 0);
});

async function childrenOf({ kit }: Awaited<ReturnType<typeof deskFixture>>) {
  return (await kit.system.tree()).children.find(({ path }) => path === RUNS_PATH)!.children;
}

Deno.test("what cannot be run is refused in words, and leaves no row", async () => {
  await using fixture = await deskFixture();
  const { desk, ana, bo, source } = fixture;
  const refusal = async (changes: Parameters<typeof requestOf>[1], of = ana) => {
    const answer = await desk.ask("StartBacktest", { userId: ana.user.id, request: requestOf(of, changes) });
    return answer.outcome === "refused" ? answer.reason : assert.fail("it was taken");
  };
  assert.match(await refusal({ strategyId: crypto.randomUUID() }), /there is no strategy/);
  assert.match(await refusal({}, bo), /there is no strategy/);
  assert.match(await refusal({ version: 2 }), /"SMA cross" has no version 2/);
  assert.match(await refusal({ symbol: "NOPE/USDT" }), /NOPE\/USDT is not traded at demo/);
  const start = TEST_START_MS;
  assert.match(await refusal({ fromMs: start, toMs: start - 1 }), /no two candles of 1m that have closed/);
  assert.match(await refusal({ fromMs: start + 1, toMs: start + 1e9 }), /no two candles/);
  assert.match(await refusal({ fromMs: Number.MIN_SAFE_INTEGER }), /no two candles/);
  assert.match(await refusal({ fromMs: 0 }), /has 29891520 candles, expected at most 3000000/);
  assert.match(await refusal({ fromMs: start - 2e11, timeframe: "5m", detail: true }), /candles, expected at most/);
  source.minutes.clear();
  assert.match(await refusal({}), /BTC\/USDT is not traded/);
  assert.deepEqual(await unfinishedRuns(fixture.db), []);
});

Deno.test("the future is cut off; what the market has stored beyond the clock is not", async () => {
  await using fixture = await deskFixture();
  const id = await startRun(fixture, fixture.ana, { toMs: TEST_START_MS + 5 * MINUTE_MS });
  assert.equal((await findRun(fixture.db, id))?.toMs, TEST_START_MS);
  await fixture.db`
    insert into candles (exchange, symbol, timeframe, open_time, close_time, open, high, low, close, volume)
    values ('demo', 'BTC/USDT', '1m', ${TEST_START_MS + 120_000}, ${TEST_START_MS + 179_999}, 1, 1, 1, 1, 0)`;
  const later = await startRun(fixture, fixture.ana, { toMs: TEST_START_MS + 5 * MINUTE_MS });
  assert.equal((await findRun(fixture.db, later))?.toMs, TEST_START_MS + 3 * MINUTE_MS);
});

Deno.test("there are no more turns than cores; users take turns, and are told how many of theirs go first", async () => {
  await using fixture = await deskFixture({ cores: 2 });
  const { ana, bo, turns, desk } = fixture;
  const of = [await startRun(fixture, ana), await startRun(fixture, ana), await startRun(fixture, ana)];
  const last = await startRun(fixture, ana);
  const other = await startRun(fixture, bo);
  for (const id of [...of, last, other]) await stored(fixture, id);
  await eventually(fixture, () => turns.length === 2);
  assert.deepEqual(turns, [`${of[0]}.1`, `${of[1]}.1`]);
  const waiting = await desk.ask("GetRuns", { userId: ana.user.id });
  assert.deepEqual(waiting.map(({ state, before }) => [state, before]), [
    ["running", 0],
    ["running", 0],
    ["queued", 0],
    ["queued", 1],
  ]);
  await done(fixture, of[0]!);
  await eventually(fixture, () => turns.length === 3);
  assert.equal(turns[2], `${other}.1`);
  await done(fixture, other);
  await eventually(fixture, () => turns.length === 4);
  assert.equal(turns[3], `${of[2]}.1`);
});

Deno.test("a search takes all cores", async () => {
  await using fixture = await deskFixture({ cores: 2 });
  const { ana, bo, turns } = fixture;
  const first = await startRun(fixture, ana);
  await stored(fixture, first);
  await eventually(fixture, () => turns.length === 1);
  const search = await startSearch(fixture, bo);
  await stored(fixture, search);
  const later = await startRun(fixture, ana);
  await stored(fixture, later);
  await eventually(fixture, () => fixture.started.length === 3);
  await fixture.kit.settle();
  assert.equal(turns.length, 1);
  await done(fixture, first);
  await eventually(fixture, () => turns.length === 2);
  assert.equal(turns[1], `${search}.1`);
  assert.equal(fixture.started.find(({ work }) => work.id === search)?.processes, 2);
  const figures = { returnPercent: 1, buyAndHoldReturnPercent: 2, maxDrawdownPercent: 3, sharpeRatio: null, trades: 4 };
  const result = JSON.stringify({
    attempts: [],
    failed: 0,
    firstError: null,
    windows: [],
    forwardCurve: null,
    whole: null,
    monteCarlo: null,
    heldOutMs: null,
  });
  const end = { kind: "optimisation" as const, result, figures };
  assert.equal(await fixture.desk.ask("EndRun", { id: search, start: 1, end }), true);
  await becomes(fixture, search, "done");
  await eventually(fixture, () => turns.length === 3);
});

Deno.test("interrupted it is over at once, wherever it stands, and its actor ends", async () => {
  await using fixture = await deskFixture({ cores: 1 });
  const { desk, ana, bo, told } = fixture;
  const [running, waiting, fetching, fresh] = [
    await startRun(fixture, ana),
    await startRun(fixture, ana),
    await startRun(fixture, ana),
    await startRun(fixture, ana),
  ];
  await stored(fixture, running);
  await stored(fixture, waiting);
  await eventually(fixture, () => fixture.turns.length === 1);
  desk.tell("RunMoved", { id: fetching, start: 1, part: 0.1, error: null });
  await becomes(fixture, fetching, "fetching");
  await desk.ask("KeepTrades", { id: running, start: 1, from: 0, trades: packTrades([TRADE]) });
  const userId = ana.user.id;
  assert.deepEqual(await desk.ask("Interrupt", { userId: bo.user.id, id: running }), { outcome: "unknown" });
  assert.deepEqual(await desk.ask("Interrupt", { userId, id: crypto.randomUUID() }), { outcome: "unknown" });
  for (const id of [running, waiting, fetching, fresh]) {
    assert.deepEqual(await desk.ask("Interrupt", { userId, id }), { outcome: "done" });
    assert.equal((await findRun(fixture.db, id))?.state, "interrupted");
    assert.equal(told.findLast((one) => one.id === id)?.state, "interrupted");
  }
  assert.deepEqual(await desk.ask("Interrupt", { userId, id: running }), { outcome: "done" });
  assert.deepEqual(await tradesOf(fixture.db, running, 0, 10), []);
  assert.equal(await desk.ask("KeepTrades", { id: running, start: 1, from: 1, trades: packTrades([TRADE]) }), false);
  const end = { kind: "backtest" as const, found: testFound() };
  assert.equal(await desk.ask("EndRun", { id: running, start: 1, end }), false);
  assert.equal((await findRun(fixture.db, running))?.state, "interrupted");
  await eventually(fixture, async () => (await childrenOf(fixture)).length === 0);
});

Deno.test("after a restart all that had not ended waits again, and begins anew", async () => {
  await using fixture = await deskFixture({ cores: 1 });
  const { desk, ana, kit, turns } = fixture;
  const running = await startRun(fixture, ana);
  await kit.advance("1s");
  const waiting = await startRun(fixture, ana);
  await stored(fixture, running);
  await eventually(fixture, () => turns.length === 1);
  await desk.ask("KeepTrades", { id: running, start: 1, from: 0, trades: packTrades([TRADE]) });
  const before = fixture.started.length;
  await kit.crash("/root/desk");
  await kit.advance("1s");
  await eventually(fixture, () => fixture.started.length === before + 2);
  const all = await desk.ask("GetRuns", { userId: null });
  assert.deepEqual(all.map(({ id, state }) => [id, state]), [[running, "queued"], [waiting, "queued"]]);
  assert.equal((await findRun(fixture.db, running))?.state, "queued");
  await stored(fixture, running);
  await eventually(fixture, () => turns.length === 2);
  assert.deepEqual(await tradesOf(fixture.db, running, 0, 10), []);
  await done(fixture, running);
  await becomes(fixture, running, "done");
});

Deno.test("a run whose worker falls begins anew, and fails when that goes on", async () => {
  await using fixture = await deskFixture({ cores: 1 });
  const { desk, ana, kit, turns } = fixture;
  const id = await startRun(fixture, ana);
  for (const start of [1, 2, 3]) {
    await eventually(fixture, () => fixture.started.length === start);
    await stored(fixture, id);
    await eventually(fixture, () => turns.length === start);
    assert.equal(turns.at(-1), `${id}.${start}`);
    await kit.crash(`${RUNS_PATH}/${id}.${start}`, new Error("out of luck"));
  }
  await becomes(fixture, id, "failed");
  assert.match((await findRun(fixture.db, id))!.error!, /ended 3 times \(crash\): out of luck/);
  assert.deepEqual(await desk.ask("GetRuns", { userId: null }), []);
  const end = { kind: "failed" as const, error: "late" };
  assert.equal(await desk.ask("EndRun", { id, start: 3, end }), false);
});

Deno.test("a run that was begun too often is not begun again", async () => {
  await using fixture = await deskFixture();
  const { db, ana, kit } = fixture;
  const run = testBacktest(ana.strategy);
  await insertRun(db, run);
  await db`update backtests set attempts = 5, state = 'running' where id = ${run.id}`;
  await kit.crash("/root/desk");
  await becomes(fixture, run.id, "failed");
  assert.match((await findRun(db, run.id))!.error!, /begun 5 times/);
});

Deno.test("a run whose row is gone leaves the queue without a word in the log", async () => {
  await using fixture = await deskFixture();
  const { db, desk, ana, told } = fixture;
  const id = await startRun(fixture, ana);
  await eventually(fixture, () => fixture.started.length === 1);
  await db`delete from backtests where id = ${id}`;
  await stored(fixture, id);
  await eventually(fixture, () => told.at(-1)?.state === "interrupted");
  assert.deepEqual(await desk.ask("GetRuns", { userId: null }), []);
});

Deno.test("a strategy that is removed while its run waits is run all the same: its row stays", async () => {
  await using fixture = await deskFixture();
  const { db, ana } = fixture;
  const id = await startRun(fixture, ana);
  await db`update strategies set removed_at = now() where id = ${ana.strategy.id}`;
  await stored(fixture, id);
  await done(fixture, id);
  await becomes(fixture, id, "done");
});

Deno.test("of one user only so many fetch at once, and only so many wait at all", async () => {
  await using fixture = await deskFixture({ cores: 1 });
  const { ana, bo, desk } = fixture;
  for (let at = 0; at < 50; at++) await startRun(fixture, ana);
  await assert.rejects(startRun(fixture, ana), /50 of your runs wait already/);
  await startRun(fixture, bo);
  await eventually(fixture, () => fixture.started.length === 5);
  await fixture.kit.settle();
  assert.deepEqual(fixture.started.map(({ work }) => work.request.strategyId === bo.strategy.id), [
    ...[false, false, false, false],
    true,
  ]);
  assert.equal((await desk.ask("GetRuns", { userId: ana.user.id })).length, 50);
});
