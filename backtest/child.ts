/**
 * The process in which a user's source is backtested: it may do nothing but read its input and write its output.
 *
 * The candles come in portions, so that no later one is in its memory while an earlier one is decided on. Everything is
 * read and written synchronously: what the source leaves pending never runs between candles.
 */
import { z } from "zod";
import { type CandleColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { DecisionLog } from "../domain/backtest/decision_log.ts";
import type { Backtest } from "../domain/backtest/engine.ts";
import { FinerCandles } from "../domain/backtest/finer.ts";
import { compile } from "../strategies/compile.ts";
import { makeStrategy } from "../strategies/decide.ts";
import { ENGINE } from "../strategies/strategy.ts";
import { userErrorOf } from "../strategies/user_error.ts";
import { type Frame, jsonFrame, jsonIn, numbersFrame, numbersIn, payloadLength } from "./frames.ts";
import { beginRun } from "./job.ts";
import { candlesIn, FROM_CHILD, LONGEST_PRINTED, MOST_PRINTED, packTrades, restOf, setup, TO_CHILD } from "./wire.ts";

/** Time between two reports. */
const REPORT_MS = 100;
/** Candles between two looks at the time, at most: fewer while the source is slow. */
const LOOK_EVERY = 512;

const { stdin, stdout } = Deno;
const now = performance.now.bind(performance);

function write(frame: Uint8Array): void {
  for (let at = 0; at < frame.length;) at += stdout.writeSync(frame.subarray(at));
}

/** The next frame from outside. @throws {RangeError} when there is none. */
function read(): Frame {
  const head = readExactly(5);
  return { kind: head[4]!, payload: readExactly(payloadLength(head)) };
}

function readExactly(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = stdin.readSync(bytes.subarray(at));
    if (count === null) throw new RangeError("The input ended within a frame");
    at += count;
  }
  return bytes;
}

let printed = 0;

function tellPrinted(...values: unknown[]): void {
  if (++printed > MOST_PRINTED) return;
  const text = values.map((value) => typeof value === "string" ? value : Deno.inspect(value)).join(" ");
  write(jsonFrame(FROM_CHILD.print, { text: text.slice(0, LONGEST_PRINTED) }));
}

let through = 0;
let reportedAt = 0;

let lookEvery = 1;

/** Feeds a portion, and says now and then how far it came: whoever hears nothing for long ends this process. */
function feed(run: Backtest, candles: CandleColumns): void {
  for (let at = 0; at < candles.length;) {
    const block = sliceColumns(candles, at, Math.min(at + lookEvery, candles.length));
    const began = now();
    run.feed(block);
    at += block.length;
    through += block.length;
    const ended = now();
    lookEvery = ended - began > REPORT_MS / 2 ? Math.max(1, lookEvery >> 1) : Math.min(LOOK_EVERY, lookEvery * 2);
    if (ended - reportedAt > REPORT_MS) report();
  }
}

function report(): void {
  reportedAt = now();
  write(jsonFrame(FROM_CHILD.progress, { candles: through }));
}

async function main(): Promise<void> {
  report(); // from now on it may not be silent for long
  const { source, parameters, options, expected, lengthMs, lead, logs } = setup.parse(jsonIn(read()));
  let url = "";
  try {
    const compiled = await compile(source, tellPrinted);
    url = compiled.url;
    const { specs } = makeStrategy(compiled.strategy, { parameters })[ENGINE];
    write(jsonFrame(FROM_CHILD.ready, { specs }));
    let frame = read();
    const finer: Float64Array[] = [];
    for (; frame.kind === TO_CHILD.finer; frame = read()) finer.push(numbersIn(frame));
    const shorter = joined(finer);
    const explained = shorter && new FinerCandles(shorter, lengthMs);
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

/** Portions of candles as one. */
function joined(blocks: readonly Float64Array[]): CandleColumns | undefined {
  if (blocks.length === 0) return undefined;
  const parts = blocks.map(candlesIn);
  const join = (name: Exclude<keyof CandleColumns, "length">) => {
    const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part[name], at);
      at += part.length;
    }
    return whole;
  };
  const openMs = join("openMs");
  const [open, high, low, close, volume] = [join("open"), join("high"), join("low"), join("close"), join("volume")];
  return { length: openMs.length, openMs, open, high, low, close, volume };
}

await main();
Deno.exit(0);
