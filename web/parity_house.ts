/** Live beside backtest for one user: recorded decisions and fills against a backtest over the same candles, run for it. */
import { HISTORY } from "../actors/active_strategy/demand.ts";
import { Refused } from "../backtest/refused.ts";
import { findActiveStrategy, listUnstopped } from "../db/active_strategies.ts";
import { candlesBetween } from "../db/candles.ts";
import { decisionsOf } from "../db/decisions.ts";
import { fillsOfActiveStrategy, ordersOfActiveStrategy } from "../db/orders.ts";
import { findStrategy } from "../db/strategies.ts";
import { findVersion } from "../db/strategy_versions.ts";
import type { ActiveStrategy } from "../domain/active_strategy.ts";
import type { Candle } from "../domain/candle.ts";
import type { DecisionRecord } from "../domain/decision_record.ts";
import { cashQuote, positionOf } from "../domain/position.ts";
import { goesByExecutions, parityOf } from "../domain/parity/report.ts";
import { timeframeMs } from "../domain/timeframe.ts";
import { backtestBeside, type BacktestFacts } from "../parity/backtest_run.ts";
import { comparableDecisions } from "../parity/comparable.ts";
import { type LiveFacts, runOfLive } from "../parity/live_run.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { HttpError } from "./fresh/error.ts";
import { brokerOf } from "./own_rows.ts";
import type { ParityChoice, ParityServices, ParityView } from "./parity_services.ts";
import { marketOf } from "./trading/markets.ts";
import { answered, type TradingParts } from "./trading/parts.ts";
import type { Viewer } from "./viewer.ts";
import type { UserTurns } from "./workshop/user_turns.ts";

/** What comparisons stand on. */
export interface ParityParts {
  readonly trading: TradingParts;
  /** The exchange whose candles are stored. */
  readonly exchange: string;
  /** Who may compare when: each comparison runs a process. */
  readonly turns: UserTurns;
}

/** Candles that are compared at most: the last ones on which it decided. */
export const MOST_COMPARED = 3_000;
/** A backtest of so few candles is over long before; one that is not is interrupted, ms. */
const LONGEST_MS = 30_000;

/** The services of one user. */
export function parityHouse(parts: ParityParts, viewer: Viewer): ParityServices {
  const { db } = parts.trading;
  return {
    choices: async () => {
      const own = (await listUnstopped(db)).filter(({ userId }) => viewer.isDev || userId === viewer.userId);
      return await Promise.all(own.map((active) => choiceOf(parts, active)));
    },
    compare: async (activeStrategyId) => {
      const active = await findActiveStrategy(db, activeStrategyId);
      if (!active || (active.userId !== viewer.userId && !viewer.isDev)) {
        throw new HttpError(404, `You have no strategy "${activeStrategyId}" at work`);
      }
      return await parts.turns.take(viewer.userId, () => compared(parts, viewer, active));
    },
  };
}

async function choiceOf({ trading: { db } }: ParityParts, active: ActiveStrategy): Promise<ParityChoice> {
  const { id: activeStrategyId, symbol, timeframe, strategyId } = active;
  const name = (await findStrategy(db, strategyId))?.name ?? strategyId;
  return { activeStrategyId, name, symbol, timeframe };
}

/** Finds what can be compared; without that, says why there is none. */
async function compared(parts: ParityParts, viewer: Viewer, active: ActiveStrategy): Promise<ParityView> {
  const { db } = parts.trading;
  const market = await marketOf(parts.trading, await brokerOf(db, viewer, active.brokerId), active.symbol);
  const all = await decisionsOf(db, active.id, { fromMs: null, toMs: null, limit: MOST_COMPARED });
  if (all.length === 0) return { outcome: "nothing" };
  const decisions = comparableDecisions(all, Number(market.minQuantity));
  if (decisions.length === 0) return { outcome: "always_held" };
  const { candles, lead } = await candlesOf(parts, active, decisions[0]!, decisions.at(-1)!);
  if (candles.length === lead) return { outcome: "no_candles" };
  try {
    return await besideBacktest(parts, active, { market, decisions, candles, lead });
  } catch (error) {
    if (error instanceof SourceRefused || error instanceof Refused) return { outcome: "failed", reason: error.message };
    if (error instanceof DOMException && error.name === "TimeoutError") throw tooSlow(error);
    throw error;
  }
}

/** What is compared: decisions on candles, of which `lead` were only shown. */
interface Comparable extends Pick<BacktestFacts, "market" | "candles" | "lead"> {
  readonly decisions: readonly DecisionRecord[];
}

/** Runs the backtest, and holds the live run against it. */
async function besideBacktest(
  parts: ParityParts,
  active: ActiveStrategy,
  { market, decisions, candles, lead }: Comparable,
): Promise<ParityView> {
  const { db } = parts.trading;
  const [first, last] = [decisions[0]!, decisions.at(-1)!];
  const { facts, cash } = await liveFacts(parts, active, decisions, candles.at(-1)!);
  const source = (await findVersion(db, active.strategyId, first.version))?.source ?? "";
  const fees = await feesOf(parts, active);
  const run = { source, parameters: active.parameters, market, cash, fees, candles, lead };
  const backtest = await backtestBeside(run, AbortSignal.timeout(LONGEST_MS));
  const report = parityOf(backtest, runOfLive(facts), {
    candleMs: timeframeMs(active.timeframe),
    close: Number(facts.close),
    minQuantity: Number(market.minQuantity),
    goesByExecutions: goesByExecutions(source),
  });
  const range = { version: first.version, fromMs: first.openMs, lastMs: last.openMs };
  const said = { ...await choiceOf(parts, active), ...range, cashQuote: cash, feeRate: fees.taker };
  return { outcome: "compared", facts: said, report };
}

function tooSlow(cause: DOMException): HttpError {
  return new HttpError(504, `The backtest took longer than ${LONGEST_MS} ms and was interrupted`, { cause });
}

/** Those that were shown before, `lead` of them, and those that were decided on; oldest first. */
async function candlesOf(
  { trading: { db }, exchange }: ParityParts,
  { symbol, timeframe }: ActiveStrategy,
  first: DecisionRecord,
  last: DecisionRecord,
): Promise<{ candles: Candle[]; lead: number }> {
  const of = { symbol, timeframe };
  const before = { ...of, fromMs: null, toMs: first.openMs, limit: HISTORY };
  const decidedOn = { ...of, fromMs: first.openMs, toMs: last.openMs + 1, limit: 2 * MOST_COMPARED };
  const shown = await candlesBetween(db, exchange, before);
  return { candles: [...shown, ...await candlesBetween(db, exchange, decidedOn)], lead: shown.length };
}

/** What it did since the first of these decisions, and the money that it had then. */
async function liveFacts(
  { trading: { db } }: ParityParts,
  { id, symbol, timeframe, amountQuote }: ActiveStrategy,
  decisions: readonly DecisionRecord[],
  last: Candle,
): Promise<{ facts: LiveFacts; cash: number }> {
  const [orders, fills] = [await ordersOfActiveStrategy(db, id), await fillsOfActiveStrategy(db, id)];
  const [first] = decisions;
  const fromMs = first!.openMs + timeframeMs(timeframe);
  const before = fills.filter(({ fill }) => fill.timeMs < fromMs);
  const since = orders.filter(({ createdMs }) => createdMs >= first!.decidedMs);
  const facts = { symbol, decisions, orders: since, fills, close: last.close, fromMs, toMs: last.closeMs + 1 };
  return { facts, cash: Number(cashQuote(amountQuote, positionOf(symbol, before))) };
}

/** What its account pays; nothing where that is not known. */
async function feesOf({ trading: { orderDesk } }: ParityParts, { brokerId, symbol }: ActiveStrategy) {
  const fees = await answered(orderDesk().ask("GetFees", { brokerId, symbol }));
  return { maker: Number(fees?.maker ?? 0), taker: Number(fees?.taker ?? 0) };
}
