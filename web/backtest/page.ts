/** What the page of backtests begins with: the form that its address asks for, or the usual one. */
import type { Symbol } from "../../domain/market.ts";
import { timeframeMs } from "../../domain/timeframe.ts";
import type { BacktestMarket } from "../backtest_services.ts";
import { dayOf } from "../client/backtest/days.ts";
import { formOf, type RunForm, USUAL_FORM } from "../client/backtest/run_form.ts";
import type { RunLists, StrategyChoice } from "../client/backtest/views.ts";
import type { Services } from "../services.ts";
import type { Times } from "../times.ts";
import { runLists } from "./lists.ts";
import { deskAddress } from "./queries.ts";

const USUAL_DAYS = 90;
const DAY_MS = 86_400_000;

/** What the page shows at first. */
export interface DeskPage {
  readonly strategies: readonly StrategyChoice[];
  readonly markets: readonly BacktestMarket[];
  /** Null where there is nothing to choose from. */
  readonly form: RunForm | null;
  /** Whether it is the form of an earlier run. */
  readonly isAgain: boolean;
  readonly lists: RunLists;
  /** No candle is newer, UTC ms. */
  readonly nowMs: number;
}

/** @throws {HttpError} 404 for a run or a strategy that is none of the user's. */
export async function deskPage(services: Services, query: URLSearchParams, times: Times): Promise<DeskPage> {
  const { backtests, workshop } = services;
  const asked = deskAddress.parse(Object.fromEntries(query));
  const [rows, markets, lists, again] = await Promise.all([
    workshop.list(),
    backtests.markets(),
    runLists(backtests, { kind: null, strategy: null, page: 1 }),
    asked.again === undefined ? null : backtests.backtest(asked.again),
  ]);
  const strategies = rows.map(({ id, name, version, timeframe }) => ({ id, name, version, timeframe }));
  const nowMs = Math.max(services.now(), ...markets.map(({ lastMs }) => (lastMs ?? 0) + timeframeMs("1m")));
  const first = strategies.find(({ id }) => id === asked.strategy) ?? strategies[0];
  const market = markets.find(({ symbol }) => symbol === asked.symbol) ?? markets[0];
  const form = again !== null
    ? formOf(again.request, times)
    : first === undefined || market === undefined
    ? null
    : firstForm(first, asked.version ?? null, market.symbol, nowMs, times);
  return { strategies, markets, form, isAgain: again !== null, lists, nowMs };
}

function firstForm(
  { id, timeframe }: StrategyChoice,
  version: number | null,
  symbol: Symbol,
  nowMs: number,
  times: Times,
): RunForm {
  const from = dayOf(nowMs - USUAL_DAYS * DAY_MS, times);
  return { ...USUAL_FORM, strategyId: id, version, symbol, timeframe, from, to: dayOf(nowMs, times) };
}
