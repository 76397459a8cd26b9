/** Taking a run into the queue, or saying why not. */
import { countRuns, insertRun, type StoredRun } from "../../db/backtests.ts";
import { findStrategy } from "../../db/strategies.ts";
import { findVersion } from "../../db/strategy_versions.ts";
import { lastCandle } from "../../db/candles.ts";
import type { BacktestRequest, OptimisationRequest } from "../../domain/backtest/request.ts";
import type { Market } from "../../domain/market.ts";
import { candlesOf, MOST_CANDLES } from "../backtest_run/range.ts";
import { marketSourceProtocol } from "../market_desk_protocol.ts";
import { AskError } from "../runtime/mod.ts";
import { type BacktestDesk, type DeskContext, queued } from "./state.ts";
import { tell } from "./telling.ts";
import { termsOn } from "./terms.ts";

/** What of a user may wait or run at once, and may be kept. */
const MOST_WAITING = 50;
const MOST_KEPT = 2_000;
const MARKET_WITHIN = "3s";

/** A run as it is asked for. */
export type Asked =
  | { readonly kind: "backtest"; readonly userId: string; readonly request: BacktestRequest }
  | { readonly kind: "optimisation"; readonly userId: string; readonly request: OptimisationRequest };

type Answer = { outcome: "queued"; id: string } | { outcome: "refused"; reason: string };

/** Puts a run into the queue, with its terms filled in and its range cut to what has passed. */
export async function accept(desk: BacktestDesk, asked: Asked, ctx: DeskContext): Promise<Answer> {
  const { db } = desk.args;
  const refuse = (reason: string) => ({ outcome: "refused", reason }) as const;
  const ofStrategy = await whyNoStrategy(desk, asked);
  if (ofStrategy !== null) return refuse(ofStrategy);
  const toMs = Math.min(asked.request.toMs, await latestMs(desk, asked, ctx));
  const ofRange = whyNoRange({ ...asked.request, toMs });
  if (ofRange !== null) return refuse(ofRange);
  const tooMany = await whyTooMany(desk, asked.userId);
  if (tooMany !== null) return refuse(tooMany);
  const { market, why } = await marketOf(desk, asked.request.symbol, ctx);
  if (market === null) return refuse(why);
  const id = crypto.randomUUID();
  const run: StoredRun = {
    ...filledIn(asked, toMs, market),
    id,
    state: "queued",
    attempts: 0,
    createdMs: ctx.clock.now(),
  };
  await insertRun(db, run);
  const waiting = queued(run, desk.args);
  desk.runs.set(id, waiting);
  tell(desk, waiting, ctx);
  ctx.self.tell("StartNext");
  return { outcome: "queued", id };
}

function filledIn(asked: Asked, toMs: number, market: Market): Asked {
  const options = termsOn(market, asked.request.options);
  return asked.kind === "backtest"
    ? { ...asked, request: { ...asked.request, toMs, options } }
    : { ...asked, request: { ...asked.request, toMs, options } };
}

async function whyNoStrategy({ args: { db } }: BacktestDesk, { userId, request }: Asked): Promise<string | null> {
  const { strategyId, version } = request;
  const strategy = await findStrategy(db, strategyId);
  if (strategy?.userId !== userId) return `there is no strategy ${strategyId}`;
  const found = await findVersion(db, strategyId, version);
  return found ? null : `the strategy "${strategy.name}" has no version ${version}`;
}

/** Up to here there may be candles, UTC ms: a market that runs faster than the clock has some that lie beyond it. */
async function latestMs({ args }: BacktestDesk, { request }: Asked, ctx: DeskContext): Promise<number> {
  const last = await lastCandle(args.db, args.exchange, request.symbol, "1m");
  return Math.max(ctx.clock.now(), last ? last.closeMs + 1 : 0);
}

function whyNoRange(request: BacktestRequest): string | null {
  const { fromMs, toMs, timeframe } = request;
  const count = candlesOf(request);
  if (fromMs < 0 || count < 2) {
    const [from, to] = [fromMs, toMs].map(timeOf);
    return `the range from ${from} to ${to} holds no two candles of ${timeframe} that have closed`;
  }
  if (count <= MOST_CANDLES) return null;
  return `the range has ${count} candles, expected at most ${MOST_CANDLES}; choose a shorter one or a longer timeframe`;
}

function timeOf(ms: number): string {
  return Math.abs(ms) > 8.64e15 ? String(ms) : new Date(ms).toISOString();
}

async function whyTooMany({ args: { db }, runs }: BacktestDesk, userId: string): Promise<string | null> {
  const waiting = [...runs.values()].filter((run) => run.userId === userId).length;
  if (waiting >= MOST_WAITING) return `${waiting} of your runs wait already, expected at most ${MOST_WAITING}`;
  const kept = await countRuns(db, userId);
  return kept >= MOST_KEPT ? `${kept} of your runs are kept, expected at most ${MOST_KEPT}; remove some` : null;
}

async function marketOf(
  { args }: BacktestDesk,
  symbol: string,
  ctx: DeskContext,
): Promise<{ market: Market; why: null } | { market: null; why: string }> {
  try {
    const feed = ctx.whereis(args.feedPath, marketSourceProtocol);
    const market = await feed.ask("GetMarket", { symbol }, { timeout: MARKET_WITHIN });
    return market ? { market, why: null } : { market, why: `${symbol} is not traded at ${args.exchange}` };
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return { market: null, why: `the market feed does not answer: ${error.message}` };
  }
}
