/** Backtests in a running house: real workers, real processes, the market of the demo exchange. */
import assert from "node:assert/strict";
import { backtestDeskProtocol } from "../actors/backtest_desk_protocol.ts";
import { runs as runsTopic } from "../actors/topics.ts";
import { PATHS } from "../actors/tree.ts";
import { tradesOf } from "../db/backtest_trades.ts";
import { findBacktest, findOptimisation, findRun, hasDoneBacktest } from "../db/backtests.ts";
import { candlesBetween } from "../db/candles.ts";
import { saveStrategy } from "../db/strategies.ts";
import { testStrategy } from "../db/test_rows.ts";
import { findUser } from "../db/users.ts";
import type { BacktestRequest, RunProgress } from "../domain/backtest/request.ts";
import { runHere } from "../backtest/job.ts";
import { columnsOf } from "../domain/backtest/candle_columns.ts";
import { backtestOptions } from "../domain/backtest/options.ts";
import { compile } from "../strategies/compile.ts";
import { type House, openHouse, until } from "./house.ts";
import { testOnce } from "./once.ts";

const PATIENCE_MS = 120_000;
const HOUR_MS = 3_600_000;

const source = (body: string, names = "Strategy") =>
  `import { ${names} } from "aristobot/strategy";\nexport default class S extends Strategy {\n${body}\n}\n`;
const CROSS = source(
  `  fast = this.parameter("fast", 5, { min: 2, max: 50, step: 1 });
  slow = this.parameter("slow", 20, { min: 3, max: 200, step: 1 });
  crossing = cross(this, sma(this, this.fast), sma(this, this.slow));
  shouldLong() { return this.crossing.up; }
  override shouldExit() { return this.crossing.down; }`,
  "cross, sma, Strategy",
);
const ENDLESS = source(`  shouldLong() { const end = Date.now() + 200; while (Date.now() < end); return false; }`);
const HANGING = source(`  shouldLong() { for (;;); }`);

/** What is logged of the worker that falls on purpose. */
const FALLEN = "Ended and is not restarted";

class Walk {
  readonly told: RunProgress[] = [];
  constructor(readonly house: House, readonly userId: string) {
    house.system.subscribe(runsTopic, (progress) => this.told.push(progress));
  }

  static async in(house: House): Promise<Walk> {
    return new Walk(house, (await findUser(house.db, "dac"))!.id);
  }

  get desk() {
    return this.house.system.whereis(PATHS.backtestDesk, backtestDeskProtocol);
  }

  /** What is asked for: a new strategy of that source over the last hours. */
  async request(text: string, changes: Partial<BacktestRequest> = {}): Promise<BacktestRequest> {
    const strategy = testStrategy(this.userId, { name: crypto.randomUUID(), source: text });
    await saveStrategy(this.house.db, strategy);
    const toMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    return {
      strategyId: strategy.id,
      version: 1,
      symbol: "BTC/USDT",
      timeframe: "5m",
      fromMs: toMs - 48 * HOUR_MS,
      toMs,
      options: {},
      detail: false,
      parameters: {},
      ...changes,
    };
  }

  async start(request: BacktestRequest): Promise<string> {
    const answer = await this.desk.ask("StartBacktest", { userId: this.userId, request });
    return answer.outcome === "queued" ? answer.id : assert.fail(answer.reason);
  }

  async becomes(id: string, state: RunProgress["state"]): Promise<void> {
    await until(`the run is ${state}`, PATIENCE_MS, async () => {
      const row = await findRun(this.house.db, id);
      if (row?.state === "failed" && state !== "failed") assert.fail(row.error!);
      return row?.state === state;
    });
  }
}

testOnce("backtests in a running house", async (t) => {
  await using house = await openHouse({ DEBUG_ARISTOBOT: "false" });
  const walk = await Walk.in(house);
  const { db } = house;

  await t.step("missing candles are fetched, every trade is kept, and all is as the engine says here", async () => {
    const request = await walk.request(CROSS, { parameters: { fast: 3 }, options: { cash: 5_000 } });
    const id = await walk.start(request);
    await walk.becomes(id, "done");
    const states = new Set(walk.told.filter((one) => one.id === id).map(({ state }) => state));
    assert.ok(states.has("fetching") && states.has("running"), [...states].join());
    const found = await findBacktest(db, id);
    const range = { ...request, limit: 1_000_000 };
    const candles = columnsOf(
      (await candlesBetween(db, "demo", range)).map((one) => [
        one.openMs,
        Number(one.open),
        Number(one.high),
        Number(one.low),
        Number(one.close),
        Number(one.volume),
      ]),
    );
    assert.equal(candles.length, 48 * 12);
    const { strategy } = await compile(CROSS);
    const options = backtestOptions.parse(found!.request.options);
    assert.deepEqual([options.takerFee, options.canShort, options.cash], [0.001, false, 5_000]);
    const here = runHere(strategy, { parameters: { fast: 3 }, options }, candles);
    assert.ok(here.trades.length > 5);
    assert.deepEqual(await tradesOf(db, id, 0, 10_000), here.trades);
    assert.equal(found?.stats?.finalEquityQuote, here.equity.at(-1));
    assert.equal(found?.curve?.equity.at(-1), here.equity.at(-1));
    assert.equal(await hasDoneBacktest(db, request.strategyId, 1), true);
  });

  await t.step("a search tries every set, in the processes that there are", async () => {
    const request = await walk.request(CROSS);
    const answer = await walk.desk.ask("StartOptimisation", {
      userId: walk.userId,
      request: {
        ...request,
        ranges: { fast: { from: 2, to: 4, step: 1 }, slow: { values: [10, 20] } },
        search: { by: "grid" },
        objective: "returnPercent",
        windows: 2,
        heldOut: 0.2,
      },
    });
    const id = answer.outcome === "queued" ? answer.id : assert.fail(answer.reason);
    await walk.becomes(id, "done");
    const found = await findOptimisation(db, id);
    assert.equal(found?.result?.attempts.length, 6);
    assert.equal((await findRun(db, id))?.returnPercent, found?.result?.whole?.returnPercent ?? null);
  });

  await t.step("interrupted in the middle it is over at once, and its process is gone", async () => {
    const id = await walk.start(await walk.request(ENDLESS));
    await until("it runs", PATIENCE_MS, () => walk.told.some((one) => one.id === id && one.part > 0));
    await walk.desk.ask("Interrupt", { userId: walk.userId, id });
    assert.equal((await findRun(db, id))?.state, "interrupted");
    await until("its actor ends", PATIENCE_MS, async () => (await runsIn(house)).length === 0);
  });

  await t.step("a worker that falls begins its runs anew", async () => {
    const id = await walk.start(await walk.request(ENDLESS));
    await until("it runs", PATIENCE_MS, () => walk.told.some((one) => one.id === id && one.part > 0));
    await house.system.killHost({ worker: "backtests" });
    const fallen = walk.told.length;
    await until("it runs again", PATIENCE_MS, () => {
      const since = walk.told.slice(fallen).filter((one) => one.id === id);
      return since.some(({ state }) => state === "queued") && since.some(({ part }) => part > 0);
    });
    await walk.desk.ask("Interrupt", { userId: walk.userId, id });
  });

  await t.step("a source that hangs, throws or does not compile fails in its author's words", async () => {
    const failure = async (text: string) => {
      const id = await walk.start(await walk.request(text));
      await walk.becomes(id, "failed");
      return (await findRun(db, id))!.error!;
    };
    assert.match(await failure(HANGING), /silent for \d+ ms and was ended/);
    assert.match(
      await failure(source(`  shouldLong() { throw new Error("no\\u0000w"); }`)),
      /^line 3, column \d+: Error: no\ufffdw$/,
    );
    assert.match(await failure("export default 1 +"), /SyntaxError/);
  });

  await t.step("a range before the market's first candle holds none", async () => {
    const id = await walk.start(await walk.request(CROSS, { fromMs: 1e12, toMs: 1e12 + 48 * HOUR_MS }));
    await walk.becomes(id, "failed");
    assert.match((await findRun(db, id))!.error!, /There are 0 candles of BTC\/USDT 5m from 2001-09-09T01:46/);
  });

  await t.step("the house is well: nothing of it failed", () => {
    const errors = house.log.filter(({ level, message }) => level === "error" && message !== FALLEN);
    assert.deepEqual(errors, []);
  });
});

async function runsIn({ system }: House) {
  const all = (await system.tree()).children.flatMap(({ children }) => children).flatMap(({ children }) => children);
  return all.find(({ path }) => path === PATHS.backtestRuns)!.children;
}
