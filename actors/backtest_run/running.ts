/** A run's turn: it reads its candles, runs or searches, and hands over what it found. */
import { runContained } from "../../backtest/contained_run.ts";
import { Refused } from "../../backtest/refused.ts";
import { runSweep } from "../../backtest/sweep.ts";
import { packTrades } from "../../backtest/wire.ts";
import { storableValue } from "../../db/json_value.ts";
import { curveOf } from "../../domain/backtest/curve.ts";
import { measuresOf } from "../../domain/backtest/measures.ts";
import { monthlyReturns } from "../../domain/backtest/months.ts";
import type { OptimisationResult } from "../../domain/backtest/optimisation.ts";
import { backtestOptions } from "../../domain/backtest/options.ts";
import { measures } from "../../domain/backtest/shapes.ts";
import type { BacktestResult, BacktestTrade } from "../../domain/backtest/trade.ts";
import { candleReaderProtocol } from "../candle_reader_protocol.ts";
import { readCandles, type RunCandles } from "./candles.ts";
import type { BacktestRunArgs, Work } from "./protocol.ts";
import { deskOf, type RunContext, STORED_WITHIN, tellEnd } from "./state.ts";

/** Between two tellings of how far it is. */
const TELL_EVERY_MS = 500;
/** Trades of one message: few enough that the main isolate does not stand still over them. */
const TRADES_A_MESSAGE = 250;
/** A run that trades more often is refused: nobody could look at that. */
const MOST_TRADES = 500_000;

/** Runs it, and tells the desk what was found. */
export async function runIt(args: BacktestRunArgs, ctx: RunContext, signal: AbortSignal): Promise<void> {
  const reader = ctx.whereis(args.candleReaderPath, candleReaderProtocol);
  const over = await readCandles(reader, args.work.request, signal);
  if (args.work.kind === "optimisation") return await search(args, args.work, over, ctx, signal);
  return await backtest(args, args.work, over, ctx, signal);
}

type Of<K extends Work["kind"]> = Extract<Work, { kind: K }>;

async function backtest(
  args: BacktestRunArgs,
  { source, request }: Of<"backtest">,
  { candles, finer }: RunCandles,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const printed: string[] = [];
  const tell = teller(args, ctx);
  const { parameters, options } = request;
  const job = { source, candles, parameters, options, ...(finer && { finer }) };
  const { result } = await runContained(job, {
    onProgress: (count) => tell(count / candles.length),
    onPrint: (text) => printed.push(text),
    signal,
  });
  refuseNonsense(result, candles.openMs);
  const { cash } = backtestOptions.parse(options);
  const found = {
    stats: measures.parse(measuresOf(result, candles, cash)),
    months: monthlyReturns(candles.openMs, result.equity, cash),
    curve: curveOf(candles.openMs, candles.close, result.equity, cash),
    printed,
  };
  if (!await keepTrades(args, result.trades, ctx, signal)) return;
  await tellEnd(args, ctx, { kind: "backtest", found });
}

async function search(
  args: BacktestRunArgs,
  { source, request }: Of<"optimisation">,
  { candles, finer }: RunCandles,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<void> {
  const tell = teller(args, ctx);
  const result = await runSweep({ source, candles, request, ...(finer && { finer }) }, {
    onProgress: (tried, of) => tell(of === 0 ? 0 : tried / of),
    signal,
    processes: args.processes,
  });
  const { close, length } = candles;
  const figures = figuresOf(result, (close[length - 1]! / close[0]! - 1) * 100);
  await tellEnd(args, ctx, { kind: "optimisation", result: JSON.stringify(storableValue(result)), figures });
}

function figuresOf({ whole }: OptimisationResult, buyAndHoldReturnPercent: number) {
  return {
    returnPercent: whole?.returnPercent ?? null,
    buyAndHoldReturnPercent,
    maxDrawdownPercent: whole?.maxDrawdownPercent ?? null,
    sharpeRatio: whole?.sharpeRatio ?? null,
    trades: whole?.trades ?? null,
  };
}

/** Tells the desk how far it is, at once and then some times a second. */
function teller(args: BacktestRunArgs, ctx: RunContext): (part: number) => void {
  const { work: { id }, start } = args;
  let toldMs = -Infinity;
  return (part) => {
    const nowMs = ctx.clock.now();
    if (nowMs - toldMs < TELL_EVERY_MS) return;
    toldMs = nowMs;
    deskOf(args, ctx).tell("RunMoved", { id, start, part: Math.min(1, Math.max(0, part)), error: null });
  };
}

/** Hands the trades over. False: the desk wants no more of this run. */
async function keepTrades(
  args: BacktestRunArgs,
  trades: readonly BacktestTrade[],
  ctx: RunContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { work: { id }, start } = args;
  for (let from = 0; from < trades.length; from += TRADES_A_MESSAGE) {
    signal.throwIfAborted();
    const packed = packTrades(trades.slice(from, from + TRADES_A_MESSAGE));
    const message = { id, start, from, trades: packed };
    if (!await deskOf(args, ctx).ask("KeepTrades", message, { timeout: STORED_WITHIN })) return false;
  }
  return true;
}

/**
 * A user's process has said all of it: what cannot have come from a run is refused before it is measured or stored.
 * @throws {Refused}
 */
export function refuseNonsense({ trades, equity }: BacktestResult, openMs: Float64Array): void {
  if (trades.length > MOST_TRADES) {
    throw new Refused(`Cannot keep ${trades.length} trades: expected at most ${MOST_TRADES}`);
  }
  const isIndex = (index: number, ms: number) => Number.isInteger(index) && openMs[index] === ms;
  const wrong = trades.findIndex(({ entryIndex, exitIndex, entryMs, exitMs }) =>
    !isIndex(entryIndex, entryMs) || !isIndex(exitIndex, exitMs)
  );
  if (wrong >= 0) throw new Refused(`Cannot take what the strategy's process says: trade ${wrong} is none`);
  const odd = equity.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw new Refused(`Cannot take what the strategy's process says: its equity at candle ${odd} is none`);
}
