/** Runs a user's source over candles in a child process that may do nothing, and believes nothing it says unchecked. */
import type { z } from "zod";
import { type CandleColumns, spacingMs } from "../domain/backtest/candle_columns.ts";
import { type LoggedDecision, unpackDecisions } from "../domain/backtest/decision_log.ts";
import type { BacktestResult, BacktestTrade } from "../domain/backtest/trade.ts";
import type { ParameterSpec } from "../strategies/parameter.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { ContainedProcess, disbelieved, LOOK_MS, START_MS, unlessGone } from "./contained_process.ts";
import { type Frame, frameOf, framesOf, jsonFrame, jsonIn, numbersIn } from "./frames.ts";
import type { Terms } from "./job.ts";
import { Refused } from "./refused.ts";
import {
  done,
  failed,
  FROM_CHILD,
  LONGEST_PRINTED,
  longestAnswer,
  MOST_PRINTED,
  portions,
  print,
  progress,
  ready,
  TO_CHILD,
  unpackTrades,
} from "./wire.ts";

/** What is to be run. */
export interface ContainedJob extends Terms {
  /** TypeScript, as {@linkcode compile} takes it. */
  readonly source: string;
  readonly candles: CandleColumns;
  /** Shorter candles of the same market, where there are some. */
  readonly finer?: CandleColumns;
  /** Whether its decisions are wanted, one a candle. */
  readonly logs?: boolean;
}

/** Who listens while it runs; all of it optional. */
export interface Listener {
  /** So many of the candles are through; 0 = its process has started. */
  readonly onProgress?: (candles: number) => void;
  /** The source printed a text; a few hundred reach this at most. */
  readonly onPrint?: (text: string) => void;
  /** Ends the run at once; it then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the source may be silent over its candles, ms. */
  readonly patienceMs?: number;
}

/** A run's result, and what its strategy declares. */
export interface ContainedResult {
  readonly result: BacktestResult;
  readonly specs: readonly ParameterSpec[];
  /** One a candle after the lead where the job wants them, else none. */
  readonly decisions: readonly LoggedDecision[];
  /** The first candle, by its index, at which it had seen enough to decide; null = none, or the job wants no decisions. */
  readonly warmFrom: number | null;
}

const PATIENCE_MS = 10_000;

/**
 * Runs a source in a child process.
 * @throws {SourceRefused} when it does not compile or throws, with its own line and column; {@linkcode Refused} when it
 * hangs, eats memory or leaves; the signal's reason when it was interrupted.
 */
export async function runContained(job: ContainedJob, listener: Listener = {}): Promise<ContainedResult> {
  listener.signal?.throwIfAborted();
  const run = new ContainedRun(await ContainedProcess.start(), job, listener);
  return await run.result();
}

class ContainedRun {
  #specs: ParameterSpec[] = [];
  #trades: BacktestTrade[] = [];
  #decisions: LoggedDecision[] = [];
  #warmFrom: number | null = null;
  #equity: Float64Array = new Float64Array();
  #result: BacktestResult | undefined;
  #heardAt = performance.now();
  #hasStarted = false;
  #through = 0;
  #printed = 0;
  /** Why it was ended from here. */
  #ended: unknown;

  constructor(
    private readonly process: ContainedProcess,
    private readonly job: ContainedJob,
    private readonly listener: Listener,
  ) {}

  async result(): Promise<ContainedResult> {
    const { signal } = this.listener;
    const interrupt = () => this.#end(signal!.reason);
    signal?.addEventListener("abort", interrupt, { once: true });
    const watch = setInterval(() => void this.#look(), LOOK_MS);
    try {
      const sent = this.#send();
      await this.#listen();
      this.process.kill(); // it has nothing more to say, and may not want to go
      await Promise.all([sent, this.process.over()]);
    } catch (error) {
      this.#end(error);
      await this.process.over();
    } finally {
      clearInterval(watch);
      signal?.removeEventListener("abort", interrupt);
    }
    if (this.#result) {
      return {
        result: this.#result,
        specs: this.#specs,
        decisions: this.#decisions,
        warmFrom: this.#warmFrom,
      };
    }
    throw this.#ended ?? new Refused(`Cannot go on: the strategy's process ended${this.process.why}`);
  }

  /** Sends all of it. A child that has gone takes nothing more: the other side tells why it went. */
  async #send(): Promise<void> {
    const { source, parameters, options, candles, finer, lead = 0, logs = false } = this.job;
    const writer = this.process.stdin.getWriter();
    try {
      const shape = { expected: candles.length, lengthMs: spacingMs(candles) };
      await writer.write(jsonFrame(TO_CHILD.setup, { source, parameters, options, lead, logs, ...shape }));
      if (finer) { for (const frame of portions(TO_CHILD.finer, finer)) await writer.write(frame); }
      for (const frame of portions(TO_CHILD.candles, candles)) await writer.write(frame);
      await writer.write(frameOf(TO_CHILD.end, new Uint8Array()));
      await writer.close();
    } catch (error) {
      unlessGone(error);
    }
  }

  async #listen(): Promise<void> {
    try {
      for await (const frame of framesOf(this.process.stdout, longestAnswer(this.job.candles.length))) {
        if (!this.#hasStarted) this.#moved();
        this.#hasStarted = true;
        this.#hear(frame);
        if (this.#ended || this.#result) return;
      }
    } catch (error) {
      this.#end(disbelieved(error));
    }
  }

  /** It came further; who only talks does not. */
  #moved(): void {
    this.#heardAt = performance.now();
  }

  #hear(frame: Frame): void {
    switch (frame.kind) {
      case FROM_CHILD.ready:
        this.#specs = ready.parse(jsonIn(frame)).specs;
        return this.#moved();
      case FROM_CHILD.progress:
        return this.#progress(progress.parse(jsonIn(frame)).candles);
      case FROM_CHILD.print:
        if (++this.#printed > MOST_PRINTED) return;
        return this.listener.onPrint?.(print.parse(jsonIn(frame)).text.slice(0, LONGEST_PRINTED));
      case FROM_CHILD.trades:
        this.#trades = unpackTrades(numbersIn(frame));
        return;
      case FROM_CHILD.decisions:
        this.#decisions = unpackDecisions(numbersIn(frame));
        return;
      case FROM_CHILD.equity:
        this.#equity = numbersIn(frame);
        return;
      case FROM_CHILD.done:
        return this.#finish(done.parse(jsonIn(frame)));
      case FROM_CHILD.failed:
        return this.#end(new SourceRefused(failed.parse(jsonIn(frame))));
      default:
        throw new RangeError(`A frame of kind ${frame.kind} is unknown`);
    }
  }

  #progress(candles: number): void {
    if (candles > this.#through) this.#moved();
    this.#through = Math.min(Math.max(candles, this.#through), this.job.candles.length);
    this.listener.onProgress?.(this.#through);
  }

  #finish({ warmFrom, ...rest }: z.infer<typeof done>): void {
    const { candles: { length }, lead = 0, logs = false } = this.job;
    if (rest.candles !== length || this.#equity.length !== length) {
      throw new RangeError(`It ran over ${rest.candles} candles; expected ${length}`);
    }
    const decided = logs ? Math.max(0, length - lead) : 0;
    if (this.#decisions.length !== decided) {
      throw new RangeError(`It told ${this.#decisions.length} decisions; expected ${decided}`);
    }
    this.#warmFrom = warmFrom;
    this.#result = { ...rest, trades: this.#trades, equity: this.#equity };
  }

  /** Ends a child that hangs or has grown too large. */
  async #look(): Promise<void> {
    const patienceMs = this.#hasStarted ? this.listener.patienceMs ?? PATIENCE_MS : START_MS;
    if (performance.now() - this.#heardAt > patienceMs) {
      this.#end(new Refused(`Cannot go on: the strategy was silent for ${patienceMs} ms and was ended`));
    } else if (await this.process.isTooLarge()) {
      this.#end(new Refused("Cannot go on: the strategy took too much memory and was ended"));
    }
  }

  #end(why: unknown): void {
    if (this.#ended || this.#result) return;
    this.#ended = why;
    this.process.kill();
  }
}
