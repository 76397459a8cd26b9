/** `deno task optimise`, from its flags to its exit code. */
import { basename } from "node:path";
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import type { OptimisationResult } from "../domain/backtest/optimisation.ts";
import { examples } from "../strategies/examples.ts";
import { readCandles } from "./candle_file.ts";
import { type Console, exitCodeOf, inTimeframe, put, sourceOf } from "./command_files.ts";
import { OPTIMISE_HELP, type OptimiseFlags, parseOptimiseFlags } from "./optimise_flags.ts";
import { optimiseTable } from "./optimise_report.ts";
import { runSweep } from "./sweep.ts";

/** Runs the command; answers the exit code: 0, or 1 when something was refused. */
export function optimiseCommand(args: readonly string[], console: Console): Promise<number> {
  return exitCodeOf(async () => {
    const flags = parseOptimiseFlags(args);
    if (flags) await search(flags, console);
    else console.out(OPTIMISE_HELP);
  }, console.err);
}

async function search(flags: OptimiseFlags, { out, err }: Console): Promise<void> {
  const { strategy, parameters, options, search, processes, top, json } = flags;
  const candles = inTimeframe(await readCandles(flags.candles), flags.timeframeMs);
  const finer = flags.detail === undefined ? undefined : await readCandles(flags.detail);
  const source = examples.find(({ name }) => builtInName(name) === strategy)?.source ?? await sourceOf(strategy);
  const job = { source, candles, ...finer && { finer }, request: { ...search, parameters, options } };
  const found = await runSweep(job, { processes, onProgress: tellTenths(err) });
  if (json !== undefined) await put(json, `${JSON.stringify(found, null, 1)}\n`, out);
  if (json !== "-") out(tableOf(flags, candles, found, top));
}

function tableOf(flags: OptimiseFlags, { openMs, length }: CandleColumns, found: OptimisationResult, top: number) {
  const range = { fromMs: openMs[0] ?? 0, toMs: openMs[length - 1] ?? 0 };
  const title = `${basename(flags.strategy)} on ${basename(flags.candles)}`;
  return optimiseTable(title, found, { objective: flags.search.objective, top, range });
}

/** "SMA cross" is `sma-cross` on a command line. */
function builtInName(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

/** Says how far it is, ten times at most. */
function tellTenths(err: Console["err"]): (tried: number, of: number) => void {
  let told = 0;
  return (tried, of) => {
    const tenth = Math.floor(tried / of * 10);
    if (tenth > told && tenth < 10) err(`${tenth * 10} %`);
    told = tenth;
  };
}
