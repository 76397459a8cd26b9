/** For tests: backtests that are kept in a list, made by the real engine over candles of this file. */
import { runHere } from "../backtest/job.ts";
import { columnsOf } from "../domain/backtest/candle_columns.ts";
import { curveOf } from "../domain/backtest/curve.ts";
import { measuresOf } from "../domain/backtest/measures.ts";
import { monthlyReturns } from "../domain/backtest/months.ts";
import type { BacktestRequest } from "../domain/backtest/request.ts";
import { hasEnded } from "../domain/backtest/run_state.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import type { Candle } from "../domain/candle.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import {
  type BacktestMarket,
  type BacktestServices,
  type BacktestView,
  type RunProgress,
  type RunRow,
  RUNS_PAGE,
} from "./backtest_services.ts";
import { HttpError } from "./fresh/error.ts";
import { USER_ID } from "./test_house.ts";
import { TEST_MARKET } from "./test_trading.ts";

/** The strategy of all of them. */
export const STRATEGY_ID = "00000000-0000-4000-8000-00000000005a";
const HOUR_MS = 3_600_000;
/** When the candles begin, UTC ms. */
export const FIRST_MS = Date.UTC(2023, 10, 1);
const COUNT = 5_000;

/** The hour-long candles of the market: waves upon waves, and a rise. */
const ROWS = Array.from({ length: COUNT }, (_, at) => {
  const price = (of: number) => 20_000 + of + 900 * Math.sin(of / 40) + 240 * Math.sin(of / 7);
  const [open, close] = [price(at), price(at + 1)];
  return [FIRST_MS + at * HOUR_MS, open, Math.max(open, close) + 15, Math.min(open, close) - 15, close, 3] as const;
});

/** The backtests of a test. */
export interface TestBacktests {
  readonly services: BacktestServices;
  /** What was started and interrupted. */
  readonly asked: { readonly start: BacktestRequest[]; readonly interrupt: string[]; readonly remove: string[] };
  /** Why a start is refused; null = it is not. */
  refusal: string | null;
  /** Keeps one that is done; its id. */
  keep(different?: Partial<BacktestRequest>, name?: string): string;
  /** Keeps one that has not ended, or has failed; its progress. */
  add(progress: Partial<RunProgress>, name?: string): RunProgress;
  /** Ends one that runs. */
  finish(id: string): RunProgress;
}

/** A request that the page would make. */
export function requestOf(different: Partial<BacktestRequest> = {}): BacktestRequest {
  return {
    strategyId: STRATEGY_ID,
    version: 1,
    symbol: "BTC/USDT",
    timeframe: "1h",
    fromMs: FIRST_MS,
    toMs: FIRST_MS + COUNT * HOUR_MS,
    options: { cash: 10_000, takerFee: 0.001, quantityStep: 0.00001, canShort: true },
    detail: false,
    parameters: {},
    ...different,
  };
}

/** None yet. */
export function testBacktests(): TestBacktests {
  const views = new Map<string, BacktestView>();
  const trades = new Map<string, readonly BacktestTrade[]>();
  const progress = new Map<string, RunProgress>();
  const asked: TestBacktests["asked"] = { start: [], interrupt: [], remove: [] };
  const viewOf = (id: string): BacktestView => {
    const found = views.get(id);
    if (!found) throw new HttpError(404, `You have no such run "${id}"`);
    return found;
  };
  const put = (view: BacktestView) => void views.set(view.row.id, view);
  const held: TestBacktests = {
    asked,
    refusal: null,
    keep(different = {}, name = "SMA cross") {
      const request = requestOf(different);
      const id = crypto.randomUUID();
      const row = rowOf(id, request, name, views.size);
      const { found, made } = resultOf(request);
      put({ ...found, request, row: { ...row, state: "done", ...figuresOf(found) } });
      trades.set(id, made);
      return id;
    },
    add(different, name = "SMA cross") {
      const id = different.id ?? crypto.randomUUID();
      const told = { ...NEW, id, ...different };
      const row = { ...rowOf(id, requestOf(), name, views.size), state: told.state, error: told.error };
      put({ row, request: requestOf(), stats: null, months: [], curve: null, printed: [] });
      if (!hasEnded(told.state)) progress.set(id, told);
      return told;
    },
    finish(id) {
      const { request, row } = viewOf(id);
      const { found, made } = resultOf(request);
      put({ ...found, request, row: { ...row, state: "done", ...figuresOf(found) } });
      trades.set(id, made);
      progress.delete(id);
      return { ...NEW, id, state: "done", part: 1, timeMs: 9 };
    },
    services: {
      markets: () => Promise.resolve(MARKETS),
      market: (symbol) => Promise.resolve({ ...TEST_MARKET, symbol }),
      start: (request) => {
        if (held.refusal !== null) return Promise.reject(new HttpError(409, held.refusal));
        asked.start.push(request);
        const { id } = held.add({});
        return Promise.resolve({ id });
      },
      optimise: () => Promise.reject(new HttpError(409, "not here")),
      interrupt: (id) => {
        const view = viewOf(id);
        asked.interrupt.push(id);
        put({ ...view, row: { ...view.row, state: "interrupted" } });
        progress.delete(id);
        return Promise.resolve();
      },
      running: () => Promise.resolve([...progress.values()]),
      runs: ({ kind, strategyId, page }) => {
        const all = [...views.values()].map(({ row }) => row).reverse()
          .filter((row) => (kind === null || row.kind === kind) && (strategyId ?? row.strategyId) === row.strategyId);
        return Promise.resolve({ runs: all.slice((page - 1) * RUNS_PAGE, page * RUNS_PAGE), total: all.length });
      },
      backtest: async (id) => await viewOf(id),
      optimisation: (id) => Promise.reject(new HttpError(404, `You have no such run "${id}"`)),
      trades: async (id, from, limit) => {
        await viewOf(id);
        const all = trades.get(id) ?? [];
        return { trades: all.slice(from, from + limit), total: all.length };
      },
      candles: async (id, fromMs, toMs, most) => {
        await viewOf(id);
        const candles = ROWS.filter(([openMs]) => openMs >= fromMs && openMs < toMs).slice(0, most).map(candleOf);
        return { timeframe: "1h", candles };
      },
      remove: async (id) => {
        await viewOf(id);
        asked.remove.push(id);
        views.delete(id);
      },
    },
  };
  return held;
}

const MARKETS: readonly BacktestMarket[] = [
  { symbol: "BTC/USDT", firstMs: FIRST_MS, lastMs: FIRST_MS + (COUNT - 1) * HOUR_MS },
  { symbol: "ETH/USDT", firstMs: null, lastMs: null },
];

const NEW: RunProgress = {
  id: "",
  userId: USER_ID,
  kind: "backtest",
  state: "running",
  part: 0,
  before: 0,
  error: null,
  timeMs: 1,
};

function rowOf(id: string, request: BacktestRequest, strategyName: string, at: number): RunRow {
  const { strategyId, version, symbol, timeframe, fromMs, toMs } = request;
  const figures = {
    returnPercent: null,
    buyAndHoldReturnPercent: null,
    maxDrawdownPercent: null,
    sharpeRatio: null,
    trades: null,
  };
  const createdMs = FIRST_MS + COUNT * HOUR_MS + at * 1_000;
  return {
    id,
    kind: "backtest",
    state: "queued",
    strategyId,
    strategyName,
    version,
    symbol,
    timeframe,
    fromMs,
    toMs,
    createdMs,
    error: null,
    ...figures,
  };
}

function resultOf({ parameters, options, fromMs, toMs }: BacktestRequest) {
  const candles = columnsOf(ROWS.filter(([openMs]) => openMs >= fromMs && openMs < toMs));
  const result = runHere(BUILT_IN["sma-cross"]!, { parameters, options }, candles);
  const cash = options.cash ?? 10_000;
  const stats = measuresOf(result, candles, cash);
  return {
    found: {
      stats,
      months: monthlyReturns(candles.openMs, result.equity, cash),
      curve: curveOf(candles.openMs, candles.close, result.equity, cash),
      printed: ["hello", "<b>world</b>"],
    },
    made: result.trades,
  };
}

function figuresOf({ stats }: ReturnType<typeof resultOf>["found"]) {
  const { returnPercent, buyAndHoldReturnPercent, maxDrawdownPercent, sharpeRatio, trades } = stats;
  return { returnPercent, buyAndHoldReturnPercent, maxDrawdownPercent, sharpeRatio, trades };
}

function candleOf([openMs, open, high, low, close, volume]: typeof ROWS[number]): Candle {
  const text = (value: number) => value.toFixed(2);
  return {
    symbol: "BTC/USDT",
    timeframe: "1h",
    openMs,
    closeMs: openMs + HOUR_MS - 1,
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
    volume: text(volume),
  };
}
