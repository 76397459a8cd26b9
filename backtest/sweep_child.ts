/**
 * A process of a search: it may do nothing but read its input and write its output. It holds the candles, and tries one
 * parameter set after another until its input ends or it is killed.
 */
import { z } from "zod";
import type { Backtest } from "../domain/backtest/engine.ts";
import { compile } from "../strategies/compile.ts";
import { userErrorOf } from "../strategies/user_error.ts";
import { read, write } from "./child_pipe.ts";
import { Feeder } from "./feeder.ts";
import { type Frame, jsonFrame, jsonIn, numbersFrame, numbersIn } from "./frames.ts";
import { HeldCandles } from "./held_candles.ts";
import { type PartRun, runPart, type Shared } from "./sweep_run.ts";
import { FROM_SWEEP, load, type SweepTask, task, TO_SWEEP } from "./sweep_wire.ts";
import { candlesIn, packTrades } from "./wire.ts";

const feeder = new Feeder(FROM_SWEEP.progress);

function feed(run: Backtest, candles: HeldCandles, from: number, to: number): void {
  feeder.feed(run, from, to, (first, end) => candles.part(first, end));
}

/** What comes before the first set. */
function receive(): Shared {
  const { source, options, lengthMs, ...counts } = load.parse(jsonIn(read()));
  const [candles, finer] = [new HeldCandles(counts.candles), new HeldCandles(counts.finer)];
  while (!candles.isFull || !finer.isFull) {
    const frame = read();
    (frame.kind === TO_SWEEP.finer ? finer : candles).add(candlesIn(numbersIn(frame)));
    feeder.report();
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

feeder.report(); // from now on it may not be silent for long
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
