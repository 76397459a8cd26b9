import assert from "node:assert/strict";
import { backtestDeskProtocol } from "../actors/backtest_desk_protocol.ts";
import { createSystem, defineActor, supervisor } from "../actors/runtime/mod.ts";
import { moduleOf } from "../actors/runtime/testkit.ts";
import { PATHS } from "../actors/tree.ts";
import { saveTrades } from "../db/backtest_trades.ts";
import { beginRun, finishBacktest, insertRun } from "../db/backtests.ts";
import { saveCandles } from "../db/candles.ts";
import { replaceSymbols } from "../db/symbols.ts";
import { testBacktest, testBacktestRequest, testFound } from "../db/test_backtests.ts";
import { testDatabase } from "../db/test_database.ts";
import { TEST_START_MS, type TestRows, testRows } from "../db/test_rows.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import { BTC_USDT } from "../domain/market_fixture.ts";
import { type Timeframe, timeframeMs } from "../domain/timeframe.ts";
import { z } from "zod";
import { backtestHouse } from "./backtest_house.ts";
import type { Viewer } from "./viewer.ts";

const NOW_MS = TEST_START_MS;
const NOWHERE = crypto.randomUUID();

/** A house with a desk that refuses BTC/EUR and keeps what it was asked. */
async function scene() {
  const database = await testDatabase();
  const { db } = database;
  const [ana, bo] = [await testRows(db, "ana"), await testRows(db, "bo")];
  const asked: unknown[] = [];
  const { StartBacktest, Interrupt, GetRuns } = backtestDeskProtocol;
  const desk = moduleOf(defineActor({
    protocol: { StartBacktest, Interrupt, GetRuns },
    args: z.undefined(),
    init: () => null,
    on: {
      StartBacktest: (_, { userId, request }) => {
        asked.push(["start", userId]);
        return request.symbol === "BTC/EUR"
          ? { outcome: "refused" as const, reason: "BTC/EUR is not traded at demo" }
          : { outcome: "queued" as const, id: NOWHERE };
      },
      Interrupt: (_, of) => (asked.push(["interrupt", of]), { outcome: "done" as const }),
      GetRuns: (_, { userId }) => (asked.push(["runs", userId]), []),
    },
  }));
  const backtests = supervisor({ strategy: "one_for_one", children: [{ id: "desk", module: desk }] });
  const laboratory = supervisor({ strategy: "one_for_one", children: [{ id: "backtests", supervisor: backtests }] });
  const system = await createSystem(
    supervisor({ strategy: "one_for_one", children: [{ id: "laboratory", supervisor: laboratory }] }),
  );
  assert.ok(PATHS.backtestDesk.startsWith("/root/laboratory/backtests/"));
  const house = (viewer: Partial<Viewer> & { readonly userId: string }) =>
    backtestHouse({ db, system: () => system, exchange: "demo", symbols: ["BTC/USDT", "SOL/USDT"] }, {
      name: "",
      browserId: "",
      sessionId: null,
      isDev: false,
      mustChangePassword: false,
      ...viewer,
    });
  const close = async () => {
    await system.stop();
    await database[Symbol.asyncDispose]();
  };
  return { db, ana, bo, asked, house, [Symbol.asyncDispose]: close };
}

const status = (expected: number) => (error: { status?: number }) => error.status === expected;

async function doneRun({ db }: Awaited<ReturnType<typeof scene>>, of: TestRows) {
  const run = testBacktest(of.strategy, { timeframe: "1m" });
  await insertRun(db, run);
  await db.begin((tx) => beginRun(tx, run.id, NOW_MS));
  const trade: BacktestTrade = {
    side: "long",
    quantity: 1,
    entryIndex: 0,
    exitIndex: 1,
    entryMs: NOW_MS,
    exitMs: NOW_MS,
    entryPrice: 1,
    exitPrice: 1,
    fees: 0,
    profit: 0,
    exitReason: "end",
  };
  await saveTrades(db, run, 0, [trade, trade, trade]);
  return { run, trade };
}

Deno.test("trades are shown of what is done alone, from any number on", async () => {
  await using of = await scene();
  const { run, trade } = await doneRun(of, of.ana);
  const mine = of.house({ userId: of.ana.user.id });
  assert.deepEqual(await mine.trades(run.id, 0, 10), { trades: [], total: 0 });
  assert.equal((await mine.backtest(run.id)).stats, null);
  await finishBacktest(of.db, run.id, { ...testFound(), stats: { ...testFound().stats, trades: 3 } }, NOW_MS);
  assert.deepEqual(await mine.trades(run.id, 1, 1), { trades: [trade], total: 3 });
  assert.equal((await mine.backtest(run.id)).row.strategyName, "SMA cross");
});

Deno.test("another's run, one that never was and what is no id are as unknown as nothing", async () => {
  await using of = await scene();
  const { run } = await doneRun(of, of.ana);
  const theirs = of.house({ userId: of.bo.user.id });
  for (const id of [run.id, NOWHERE, "x' or true --"]) {
    await assert.rejects(theirs.backtest(id), status(404));
    await assert.rejects(theirs.optimisation(id), status(404));
    await assert.rejects(theirs.trades(id, 0, 1), status(404));
    await assert.rejects(theirs.candles(id, 0, 1, 10), status(404));
    await assert.rejects(theirs.interrupt(id), status(404));
    await assert.rejects(theirs.remove(id), status(404));
    await assert.rejects(theirs.start(testBacktestRequest({ id })), status(404));
  }
  await assert.rejects(theirs.start(testBacktestRequest(of.ana.strategy)), status(404));
  const runs = (strategyId: string | null) => theirs.runs({ kind: null, strategyId, page: 1 });
  assert.deepEqual(await runs(null), { runs: [], total: 0 });
  assert.deepEqual(await runs("x"), { runs: [], total: 0 });
  assert.deepEqual(of.asked, []);
});

Deno.test("the debug user sees the runs of all, and acts as the one whose strategy or run it is", async () => {
  await using of = await scene();
  const { run } = await doneRun(of, of.ana);
  const dev = of.house({ userId: of.bo.user.id, isDev: true });
  assert.equal((await dev.runs({ kind: null, strategyId: null, page: 1 })).total, 1);
  await dev.interrupt(run.id);
  await dev.start(testBacktestRequest(of.ana.strategy));
  await dev.running();
  const userId = of.ana.user.id;
  assert.deepEqual(of.asked, [["interrupt", { userId, id: run.id }], ["start", userId], ["runs", null]]);
});

Deno.test("what the desk refuses is a conflict in its words; a run that has not ended stays", async () => {
  await using of = await scene();
  const { run } = await doneRun(of, of.ana);
  const mine = of.house({ userId: of.ana.user.id });
  assert.deepEqual(await mine.start(testBacktestRequest(of.ana.strategy)), { id: NOWHERE });
  const refused = mine.start(testBacktestRequest(of.ana.strategy, { symbol: "BTC/EUR" }));
  await assert.rejects(refused, /BTC\/EUR is not traded at demo/);
  await assert.rejects(mine.remove(run.id), status(409));
  await assert.rejects(mine.optimisation(run.id), status(404));
});

Deno.test("markets with candles come first, and say how far these reach", async () => {
  await using of = await scene();
  await saveCandles(of.db, "demo", candles("1m", 3));
  await saveCandles(of.db, "binance", candles("1m", 9));
  await replaceSymbols(of.db, "demo", [{ ...BTC_USDT, symbol: "ADA/USDT" }, BTC_USDT]);
  assert.deepEqual(await of.house({ userId: of.ana.user.id }).markets(), [
    { symbol: "BTC/USDT", firstMs: NOW_MS, lastMs: NOW_MS + 120_000 },
    { symbol: "SOL/USDT", firstMs: null, lastMs: null },
    { symbol: "ADA/USDT", firstMs: null, lastMs: null },
  ]);
});

Deno.test("candles of a long range are of a longer timeframe, never of a shorter one than the run's", async () => {
  await using of = await scene();
  const { run } = await doneRun(of, of.ana);
  for (const timeframe of ["1m", "15m", "4h"] as const) await saveCandles(of.db, "demo", candles(timeframe, 60));
  const mine = of.house({ userId: of.ana.user.id });
  const shown = async (minutes: number, most: number) => {
    const { timeframe, candles } = await mine.candles(run.id, NOW_MS, NOW_MS + minutes * 60_000, most);
    return [timeframe, candles.length];
  };
  assert.deepEqual(await shown(60, 100), ["1m", 60]);
  assert.deepEqual(await shown(60, 4), ["15m", 4]);
  assert.deepEqual(await shown(14_400, 1), ["4h", 60]);
});

function candles(timeframe: Timeframe, count: number) {
  const length = timeframeMs(timeframe);
  return Array.from({ length: count }, (_, at) => ({
    symbol: "BTC/USDT",
    timeframe,
    openMs: NOW_MS + at * length,
    closeMs: NOW_MS + (at + 1) * length - 1,
    open: "1",
    high: "2",
    low: "1",
    close: "2",
    volume: "3",
  }));
}
