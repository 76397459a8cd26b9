/** For tests of pages: searches that are kept in a list, with results by a formula. */
import type { Judged, OptimisationResult } from "../domain/backtest/optimisation.ts";
import type { OptimisationRequest, RunProgress } from "../domain/backtest/request.ts";
import { setsToTry } from "../domain/backtest/search.ts";
import type { BacktestServices, OptimisationView, RunRow } from "./backtest_services.ts";
import { HttpError } from "./fresh/error.ts";
import { requestOf, testBacktests } from "./test_backtests.ts";
import { USER_ID } from "./test_house.ts";

/** The searches of a test. */
export interface TestSearches {
  readonly services: BacktestServices;
  /** What was started, of searches and of backtests. */
  readonly asked: {
    readonly optimise: OptimisationRequest[];
    readonly start: readonly unknown[];
    readonly interrupt: string[];
    readonly remove: string[];
  };
  /** Why a start is refused; null = it is not. */
  refusal: string | null;
  /** Keeps one that is done; its id. */
  keep(different?: Partial<OptimisationRequest>, result?: Partial<OptimisationResult>): string;
  /** Keeps one that has not ended; its progress. */
  add(progress?: Partial<RunProgress>): RunProgress;
  /** Ends one that goes on. */
  finish(id: string): RunProgress;
}

/** A request that the page would make. */
export function searchOf(different: Partial<OptimisationRequest> = {}): OptimisationRequest {
  return {
    ...requestOf(),
    ranges: { fast: { from: 5, to: 20, step: 5 }, slow: { from: 20, to: 60, step: 10 } },
    search: { by: "grid" },
    objective: "sharpeRatio",
    windows: 3,
    heldOut: 0.2,
    ...different,
  };
}

/** None yet. */
export function testSearches(): TestSearches {
  const views = new Map<string, OptimisationView>();
  const progress = new Map<string, RunProgress>();
  const { services, asked } = testBacktests();
  const viewOf = (id: string): OptimisationView => {
    const found = views.get(id);
    if (!found) throw new HttpError(404, `You have no such run "${id}"`);
    return found;
  };
  const put = (id: string, request: OptimisationRequest, result: OptimisationResult | null, state: RunRow["state"]) => {
    views.set(id, { row: rowOf(id, request, result, state), request, result });
    return id;
  };
  const held: TestSearches = {
    asked: { optimise: [], start: asked.start, interrupt: [], remove: [] },
    refusal: null,
    keep(different = {}, result = {}) {
      const request = searchOf(different);
      return put(crypto.randomUUID(), request, { ...resultOf(request), ...result }, "done");
    },
    add(different = {}) {
      const id = different.id ?? crypto.randomUUID();
      const told: RunProgress = { ...NEW, id, ...different };
      progress.set(id, told);
      put(id, searchOf(), null, told.state);
      return told;
    },
    finish(id) {
      const { request } = viewOf(id);
      put(id, request, resultOf(request), "done");
      progress.delete(id);
      return { ...NEW, id, state: "done", part: 1, timeMs: 9 };
    },
    services: {
      ...services,
      optimise: (request) => {
        if (held.refusal !== null) return Promise.reject(new HttpError(409, held.refusal));
        held.asked.optimise.push(request);
        return Promise.resolve({ id: held.add().id });
      },
      interrupt: async (id) => {
        const { request } = await viewOf(id);
        held.asked.interrupt.push(id);
        progress.delete(id);
        put(id, request, null, "interrupted");
      },
      running: () => Promise.resolve([...progress.values()]),
      runs: () => Promise.resolve({ runs: [...views.values()].map(({ row }) => row).reverse(), total: views.size }),
      optimisation: async (id) => await viewOf(id),
      remove: async (id) => {
        await viewOf(id);
        held.asked.remove.push(id);
        views.delete(id);
      },
    },
  };
  return held;
}

const NEW: RunProgress = {
  id: "",
  userId: USER_ID,
  kind: "optimisation",
  state: "running",
  part: 0.25,
  before: 0,
  error: null,
  timeMs: 1,
};

function rowOf(
  id: string,
  { strategyId, version, symbol, timeframe, fromMs, toMs }: OptimisationRequest,
  result: OptimisationResult | null,
  state: RunRow["state"],
): RunRow {
  return {
    id,
    kind: "optimisation",
    state,
    strategyId,
    strategyName: "SMA cross",
    version,
    symbol,
    timeframe,
    fromMs,
    toMs,
    createdMs: toMs,
    returnPercent: result?.whole?.returnPercent ?? null,
    buyAndHoldReturnPercent: result && 12,
    maxDrawdownPercent: result?.whole?.maxDrawdownPercent ?? null,
    sharpeRatio: result?.whole?.sharpeRatio ?? null,
    trades: result?.whole?.trades ?? null,
    error: null,
  };
}

/** In the sample the best lies at 10 and 40; out of it all is worth a third. */
function resultOf(request: OptimisationRequest): OptimisationResult {
  const attempts = setsToTry(request).map((parameters) => {
    const { fast = 10, slow = 40 } = parameters;
    const value = 2 - Math.abs(Number(fast) - 10) / 5 - Math.abs(Number(slow) - 40) / 20;
    return { parameters, inSample: judgedAt(value), outOfSample: request.heldOut > 0 ? judgedAt(value / 3) : null };
  }).sort((a, b) => b.inSample.sharpeRatio! - a.inSample.sharpeRatio!);
  const lengthMs = request.toMs - request.fromMs;
  const step = lengthMs * (1 - request.heldOut) / (request.windows + 3);
  const { parameters } = attempts[0]!;
  const windows = Array.from({ length: request.windows }, (_, at) => ({
    fromMs: request.fromMs + at * step,
    splitMs: request.fromMs + (at + 3) * step,
    toMs: request.fromMs + (at + 4) * step,
    parameters,
    inSample: judgedAt(2),
    outOfSample: judgedAt(1.5 - at / 2),
  }));
  const points = Array.from({ length: 200 }, (_, at) => at);
  return {
    attempts,
    failed: 0,
    firstError: null,
    windows,
    forwardCurve: request.windows === 0 ? null : {
      openMs: points.map((at) => request.fromMs + 3 * step + at * request.windows * step / 200),
      equity: points.map((at) => 10_000 + at * 8 + 300 * Math.sin(at / 9)),
      hold: points.map((at) => 10_000 + at * 5 + 700 * Math.sin(at / 14)),
    },
    whole: judgedAt(1.6),
    monteCarlo: {
      shuffles: 1_000,
      maxDrawdownPercent: [11, 15, 19, 25, 38.5],
      finalEquityQuote: [7_900, 9_800, 12_400, 15_100, 21_000],
      halvedShare: 0.012,
    },
    heldOutMs: request.heldOut > 0 ? request.toMs - lengthMs * request.heldOut : null,
  };
}

function judgedAt(value: number): Judged {
  return {
    returnPercent: value * 20,
    sharpeRatio: value,
    sortinoRatio: value * 1.4,
    calmarRatio: value * 0.8,
    profitFactor: value > 1.9 ? null : 1 + value / 4,
    maxDrawdownPercent: 24 - value * 4,
    trades: 40,
  };
}
