/** A backtest desk with a database, and runs that do only what a test says. */
import type { RunProgress } from "../../domain/backtest/request.ts";
import { testBacktestRequest, testFound } from "../../db/test_backtests.ts";
import { findRun } from "../../db/backtests.ts";
import type { Db } from "../../db/db.ts";
import { testDatabase } from "../../db/test_database.ts";
import { TEST_START_MS, type TestRows, testRows } from "../../db/test_rows.ts";
import type { BacktestRequest } from "../../domain/backtest/request.ts";
import { type BacktestRunArgs, backtestRunArgs, backtestRunProtocol } from "../backtest_run/protocol.ts";
import type { ScriptedSource } from "../market_desk/scripted_source.ts";
import { type ActorRef, defineActor, supervisor } from "../runtime/mod.ts";
import { moduleOf, type TestKit, testKit } from "../runtime/testkit.ts";
import { runs } from "../topics.ts";
import { backtestDeskMessages } from "./state.ts";

/** Where the runs stand. */
export const RUNS_PATH = "/root/runs";

/** A desk at work. */
export interface DeskFixture extends AsyncDisposable {
  readonly kit: TestKit;
  readonly db: Db;
  readonly desk: ActorRef<typeof backtestDeskMessages>;
  readonly ana: TestRows;
  readonly bo: TestRows;
  /** Each start of a run, in order, and those that have their turn, as `id.start`. */
  readonly started: BacktestRunArgs[];
  readonly turns: string[];
  /** What users were told, in order. */
  readonly told: RunProgress[];
  readonly source: ScriptedSource;
}

/** Starts a desk with two users; `cores` defaults to 2. The exchange has BTC/USDT alone. */
export async function deskFixture({ cores = 2, seed = 1 } = {}): Promise<DeskFixture> {
  const database = await testDatabase();
  const { db } = database;
  const [ana, bo] = [await testRows(db, "ana"), await testRows(db, "bo")];
  const kit = testKit({ nowMs: TEST_START_MS, seed });
  const started: BacktestRunArgs[] = [];
  const turns: string[] = [];
  const source: ScriptedSource = { minutes: new Map([["BTC/USDT", []]]), log: [], failures: [] };
  const runModule = moduleOf(defineActor({
    protocol: backtestRunProtocol,
    args: backtestRunArgs,
    init: (_ctx, args) => (started.push(args), args),
    on: { Fetch() {}, Run: ({ work, start }) => void turns.push(`${work.id}.${start}`) },
  }));
  const paths = { candleReaderPath: "/root/none", marketDeskPath: "/root/none", recorderPath: "/root/none" };
  const args = { db, exchange: "demo", runsPath: RUNS_PATH, feedPath: "/root/feed", ...paths, cores, runModule };
  await kit.start(supervisor({
    strategy: "rest_for_one",
    intensity: 100,
    children: [
      {
        id: "feed",
        module: import.meta.resolve("../market_desk/scripted_source.ts"),
        args: { name: "feed", source },
      },
      { id: "desk", module: import.meta.resolve("../backtest_desk.actor.ts"), args },
      { id: "runs", supervisor: supervisor({ strategy: "dynamic" }) },
    ],
  }));
  const told: RunProgress[] = [];
  kit.system.subscribe(runs, (progress) => told.push(progress));
  const close = async () => {
    await kit[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  };
  const desk = kit.system.whereis("/root/desk", backtestDeskMessages);
  return { kit, db, desk, ana, bo, started, turns, told, source, [Symbol.asyncDispose]: close };
}

/** What is asked for, over the day before the fixture's clock begins. */
export function requestOf(of: TestRows, changes: Partial<BacktestRequest> = {}): BacktestRequest {
  return testBacktestRequest(of.strategy, changes);
}

/** Asks for a backtest; its id. @throws {Error} when it is refused. */
export async function startRun(
  fixture: DeskFixture,
  of: TestRows,
  changes?: Partial<BacktestRequest>,
): Promise<string> {
  const answer = await fixture.desk.ask("StartBacktest", { userId: of.user.id, request: requestOf(of, changes) });
  if (answer.outcome === "refused") throw new Error(answer.reason);
  return answer.id;
}

/** Asks for a search; its id. */
export async function startSearch(fixture: DeskFixture, of: TestRows): Promise<string> {
  const request = {
    ...requestOf(of),
    ranges: { fast: { from: 2, to: 4, step: 1 } },
    search: { by: "grid" as const },
    objective: "returnPercent" as const,
    windows: 0,
    heldOut: 0,
  };
  const answer = await fixture.desk.ask("StartOptimisation", { userId: of.user.id, request });
  if (answer.outcome === "refused") throw new Error(answer.reason);
  return answer.id;
}

/** Lets the candles of a run be stored, once it fetches. */
export async function stored(fixture: DeskFixture, id: string): Promise<void> {
  const { start } = await eventually(fixture, () => fixture.started.findLast(({ work }) => work.id === id));
  fixture.desk.tell("CandlesStored", { id, start });
}

/** Lets a run be done, once it has its turn; what the desk answers. */
export async function done(fixture: DeskFixture, id: string): Promise<boolean> {
  const turn = await eventually(fixture, () => fixture.turns.findLast((one) => one.startsWith(id)));
  const end = { kind: "backtest", found: testFound() } as const;
  return await fixture.desk.ask("EndRun", { id, start: Number(turn.split(".")[1]), end });
}

/** Waits until a run's row is in a state. */
export async function becomes(fixture: DeskFixture, id: string, state: RunProgress["state"]): Promise<void> {
  await eventually(fixture, async () => (await findRun(fixture.db, id))?.state === state);
}

const PATIENCE = 5_000;

/** Lets the actors run until `look` finds something; the database answers from outside the turned clock. */
export async function eventually<T>({ kit }: DeskFixture, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let turn = 0; turn < PATIENCE; turn++) {
    const found = await look();
    if (found) return found;
    await kit.settle();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Nothing was found: ${look}`);
}
