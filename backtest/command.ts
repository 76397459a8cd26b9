/** `deno task backtest`, from its flags to its exit code. */
import { basename } from "node:path";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import { curveOf } from "../domain/backtest/curve.ts";
import { type Measures, measuresOf } from "../domain/backtest/measures.ts";
import { monthlyReturns, type MonthReturn } from "../domain/backtest/months.ts";
import { backtestOptions } from "../domain/backtest/options.ts";
import type { BacktestResult } from "../domain/backtest/trade.ts";
import { BUILT_IN } from "../strategies/built_in.ts";
import { readCandles } from "./candle_file.ts";
import { type Console, exitCodeOf, inTimeframe, put, sourceOf } from "./command_files.ts";
import { runContained } from "./contained_run.ts";
import { type Flags, HELP, parseFlags } from "./flags.ts";
import { htmlReport } from "./html_report.ts";
import { runHere } from "./job.ts";
import { Refused } from "./refused.ts";
import { jsonReport, table, tradesCsv } from "./report.ts";
import { ENGLISH } from "./report_words.ts";

/** Runs the command; answers the exit code: 0, or 1 when something was refused. */
export function backtestCommand(args: readonly string[], { out, err }: Console): Promise<number> {
  return exitCodeOf(async () => {
    const flags = parseFlags(args);
    if (flags) await run(flags, { out, err });
    else out(HELP);
  }, err);
}

async function run(flags: Flags, { out, err }: Console): Promise<void> {
  const candles = inTimeframe(await readCandles(flags.candles), flags.timeframeMs);
  const finer = flags.detail === undefined ? undefined : await readCandles(flags.detail);
  const { cash, quantityStep } = backtestOptions.parse(flags.options);
  const result = await resultOf(flags, candles, finer, err);
  const stats = measuresOf(result, candles, cash);
  const months = monthlyReturns(candles.openMs, result.equity, cash);
  if (flags.json !== undefined) await put(flags.json, jsonReport(stats, result, months), out);
  if (flags.trades !== undefined) await put(flags.trades, tradesCsv(result), out);
  if (flags.html !== undefined) await put(flags.html, reportOf(flags, candles, result, stats, months), out);
  if (![flags.json, flags.trades, flags.html].includes("-")) out(table(titleOf(flags), stats));
  if (stats.trades === 0 && stats.deniedOrders > 0) {
    err(`No entry was affordable in steps of ${quantityStep}: --step 0.00001 allows parts of a unit`);
  }
}

function titleOf({ strategy, candles }: Flags): string {
  return `${basename(strategy)} on ${basename(candles)}`;
}

/** The page of a run, in English; a file of candles does not say in which currency its prices are. */
function reportOf(
  flags: Flags,
  { openMs, close }: CandleColumns,
  { equity, trades }: BacktestResult,
  stats: Measures,
  months: readonly MonthReturn[],
): string {
  const { strategy, parameters, options } = flags;
  const { terms } = ENGLISH;
  const chosen = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`).join(", ");
  return htmlReport(
    {
      title: titleOf(flags),
      about: [
        [terms.strategy, basename(strategy)],
        [terms.candles, basename(flags.candles)],
        ...chosen === "" ? [] : [[terms.parameters, chosen] as const],
      ],
      options,
      stats,
      months,
      curve: curveOf(openMs, close, equity, stats.startEquityQuote),
      trades,
      totalTrades: trades.length,
    },
    { words: ENGLISH, locale: "en", quote: "" },
    "en",
  );
}

/** A built-in strategy runs here; a user's source in a process that may do nothing. */
async function resultOf(
  { strategy, parameters, options }: Flags,
  candles: CandleColumns,
  finer: CandleColumns | undefined,
  err: Console["err"],
): Promise<BacktestResult> {
  const builtIn = Object.hasOwn(BUILT_IN, strategy) ? BUILT_IN[strategy] : undefined;
  if (builtIn) return refusing(() => runHere(builtIn, { parameters, options }, candles, finer));
  const source = await sourceOf(strategy);
  const { result } = await runContained({ source, parameters, options, candles, ...finer && { finer } }, {
    onPrint: (text) => err(text),
  });
  return result;
}

/** What a built-in strategy refuses is the user's choice of parameters. */
function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeError || !(error instanceof Error)) throw error;
    throw new Refused(error.message);
  }
}
