/**
 * A process of a search: it may do nothing but read its input and write its output. It holds the candles, and tries one
 * parameter set after another until its input ends or it is killed.
 */
import { z } from "zod";
import type { Backtest } from "../domain/backtest/engine.ts";
import { compile } from "../strategies/compile.ts";
import { userErrorOf } from "../strategies/user_error.ts";
import { read, write } from "./child_pipe.ts";
import { type Frame, jsonFrame, jsonIn, numbersFrame, numbersIn } from "./frames.ts";
import { HeldCandles } from "./held_candles.ts";
import { type PartRun, runPart, type Shared } from "./sweep_run.ts";
import { FROM_SWEEP, load, type SweepTask, task, TO_SWEEP } from "./sweep_wire.ts";
import { candlesIn, packTrades } from "./wire.ts";

/** Time between two reports. */
const REPORT_MS = 100;
/** Candles between two looks at the time, at most: fewer while the source is slow. */
const LOOK_EVERY = 512;

const now = performance.now.bind(performance);
let [through, reportedAt, lookEvery] = [0, 0, 1];

function report(): void {
  reportedAt = now();
  write(jsonFrame(FROM_SWEEP.progress, { candles: through }));
}

/** Feeds a run, and says now and then how far it came: whoever hears nothing for long ends this process. */
function feed(run: Backtest, candles: HeldCandles, from: number, to: number): void {
  for (let at = from; at < to;) {
    const block = candles.part(at, Math.min(at + lookEvery, to));
    const began = now();
    run.feed(block);
    at += block.length;
    through += block.length;
    const ended = now();
    lookEvery = ended - began > REPORT_MS / 2 ? Math.max(1, lookEvery >> 1) : Math.min(LOOK_EVERY, lookEvery * 2);
    if (ended - reportedAt > REPORT_MS) report();
  }
}

/** What comes before the first set. */
function receive(): Shared {
  const { source, options, lengthMs, ...counts } = load.parse(jsonIn(read()));
  const [candles, finer] = [new HeldCandles(counts.candles), new HeldCandles(counts.finer)];
  while (!candles.isFull || !finer.isFull) {
    const frame = read();
    (frame.kind === TO_SWEEP.finer ? finer : candles).add(candlesIn(numbersIn(frame)));
    report();
  }
  return { source, options, candles, finer, lengthMs };
}

async function tryOne(shared: Shared, { parameters, parts, inFull }: SweepTask): Promise<void> {
  const runs: PartRun[] = [];
  for (const part of parts) runs.push(await runPart(shared, parameters, part, feed));
  if (inFull) {
    write(numbersFrame(FROM_SWEEP.trades, packTrades(runs.at(-1)!.trades)));
    write(numbersFrame(FROM_SWEEP.equity, runs.at(-1)!.equity));
  }
  write(jsonFrame(FROM_SWEEP.tried, { judged: runs.map(({ judged }) => judged) }));
}

function tellFailure(thrown: unknown): void {
  const words = thrown instanceof z.ZodError ? new Error(z.prettifyError(thrown)) : thrown;
  write(jsonFrame(FROM_SWEEP.failed, userErrorOf(words, "")));
}

report(); // from now on it may not be silent for long
const shared = receive();
try {
  await compile(shared.source);
  write(jsonFrame(FROM_SWEEP.loaded, {}));
} catch (thrown) {
  tellFailure(thrown);
}
for (let frame: Frame = read(); frame.kind === TO_SWEEP.task; frame = read()) {
  try {
    await tryOne(shared, task.parse(jsonIn(frame)));
  } catch (thrown) {
    tellFailure(thrown);
  }
}
Deno.exit(0);
