/**
 * The process in which a user's source is backtested: it may do nothing but read its input and write its output.
 *
 * The candles come in portions, so that no later one is in its memory while an earlier one is decided on. Everything is
 * read and written synchronously: what the source leaves pending never runs between candles.
 */
import { z } from "zod";
import { type CandleColumns, joinColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { DecisionLog } from "../domain/backtest/decision_log.ts";
import type { Backtest } from "../domain/backtest/engine.ts";
import { FinerCandles } from "../domain/backtest/finer.ts";
import { compile } from "../strategies/compile.ts";
import { makeStrategy } from "../strategies/decide.ts";
import { ENGINE } from "../strategies/strategy.ts";
import { userErrorOf } from "../strategies/user_error.ts";
import { read, write } from "./child_pipe.ts";
import { Feeder } from "./feeder.ts";
import { jsonFrame, jsonIn, numbersFrame, numbersIn } from "./frames.ts";
import { beginRun } from "./job.ts";
import { candlesIn, FROM_CHILD, LONGEST_PRINTED, MOST_PRINTED, packTrades, restOf, setup, TO_CHILD } from "./wire.ts";

const feeder = new Feeder(FROM_CHILD.progress);
let printed = 0;

function tellPrinted(...values: unknown[]): void {
  if (++printed > MOST_PRINTED) return;
  const text = values.map((value) => typeof value === "string" ? value : Deno.inspect(value)).join(" ");
  write(jsonFrame(FROM_CHILD.print, { text: text.slice(0, LONGEST_PRINTED) }));
}

function feed(run: Backtest, candles: CandleColumns): void {
  feeder.feed(run, 0, candles.length, (from, to) => sliceColumns(candles, from, to));
}

async function main(): Promise<void> {
  feeder.report(); // from now on it may not be silent for long
  const { source, parameters, options, expected, lengthMs, lead, logs } = setup.parse(jsonIn(read()));
  let url = "";
  try {
    const compiled = await compile(source, tellPrinted);
    url = compiled.url;
    const { specs } = makeStrategy(compiled.strategy, { parameters })[ENGINE];
    write(jsonFrame(FROM_CHILD.ready, { specs }));
    let frame = read();
    const finer: CandleColumns[] = [];
    for (; frame.kind === TO_CHILD.finer; frame = read()) finer.push(candlesIn(numbersIn(frame)));
    const explained = finer.length > 0 ? new FinerCandles(joinColumns(finer), lengthMs) : undefined;
    const log = logs ? new DecisionLog() : undefined;
    const run = beginRun(compiled.strategy, { parameters, options, lead }, expected, explained, log);
    for (; frame.kind === TO_CHILD.candles; frame = read()) feed(run, candlesIn(numbersIn(frame)));
    const result = run.finish();
    if (log) write(numbersFrame(FROM_CHILD.decisions, log.packed));
    write(numbersFrame(FROM_CHILD.trades, packTrades(result.trades)));
    write(numbersFrame(FROM_CHILD.equity, result.equity));
    write(jsonFrame(FROM_CHILD.done, { ...restOf(result), warmFrom: log?.warmFrom ?? null }));
  } catch (thrown) {
    const words = thrown instanceof z.ZodError ? new Error(z.prettifyError(thrown)) : thrown;
    write(jsonFrame(FROM_CHILD.failed, userErrorOf(words, url)));
  }
}

await main();
Deno.exit(0);
