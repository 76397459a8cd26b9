/** One process of a search, seen from outside: it is given sets one after the other, and ended when it hangs. */
import { type CandleColumns, spacingMs } from "../domain/backtest/candle_columns.ts";
import type { Judged } from "../domain/backtest/optimisation.ts";
import type { GivenOptions } from "../domain/backtest/options.ts";
import type { BacktestTrade } from "../domain/backtest/trade.ts";
import { SourceRefused } from "../strategies/user_error.ts";
import { ContainedProcess, disbelieved, LOOK_MS, START_MS, unlessGone } from "./contained_process.ts";
import { type Frame, framesOf, jsonFrame, jsonIn, numbersIn } from "./frames.ts";
import { Refused } from "./refused.ts";
import { failed, FROM_SWEEP, progress, type SweepTask, TO_SWEEP, tried } from "./sweep_wire.ts";
import { longestAnswer, portions, unpackTrades } from "./wire.ts";

/** What all sets of a search share. */
export interface SweepLoad {
  /** TypeScript, as {@linkcode compile} takes it. */
  readonly source: string;
  readonly candles: CandleColumns;
  /** Shorter candles of the same market, where there are some. */
  readonly finer?: CandleColumns | undefined;
  readonly options: GivenOptions;
}

/** What came of a set: one judgement a part; trades and equity of the last part where they were wanted. */
export interface SweepAnswer {
  readonly judged: readonly Judged[];
  readonly trades: readonly BacktestTrade[];
  readonly equity: Float64Array;
}

const PROGRAM = new URL("./sweep_child.ts", import.meta.url);

/** A process with its candles. After it has ended it takes nothing more. */
export class SweepProcess {
  /** Runs that it has made, as its pool counts them. */
  runs = 0;
  readonly #frames: AsyncIterator<Frame>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #watch = setInterval(() => void this.#look(), LOOK_MS);
  #heardAt = performance.now();
  #patienceMs = START_MS;
  #isAsked = true;
  #through = 0;
  /** Why it was ended from here. */
  #ended: unknown;

  private constructor(private readonly process: ContainedProcess, candles: number, private readonly silenceMs: number) {
    this.#frames = framesOf(process.stdout, longestAnswer(candles))[Symbol.asyncIterator]();
    this.#writer = process.stdin.getWriter();
  }

  /**
   * Starts a process and gives it the candles. `silenceMs`: how long the source may be silent over its candles; `started` is
   * told of it before it has loaded, so that it can be ended then too.
   * @throws {SourceRefused} when the source does not compile; {@linkcode Refused} when it hangs or leaves.
   */
  static async start(load: SweepLoad, silenceMs: number, started: (it: SweepProcess) => void): Promise<SweepProcess> {
    const process = new SweepProcess(await ContainedProcess.start(PROGRAM), load.candles.length, silenceMs);
    started(process);
    try {
      const [, frame] = await Promise.all([process.#send(load), process.#next(FROM_SWEEP.loaded)]);
      if (frame.kind === FROM_SWEEP.failed) throw process.#refusal(frame);
      process.#isAsked = false;
      return process;
    } catch (error) {
      await process.end(error);
      throw error;
    }
  }

  /**
   * Tries a set.
   * @throws {SourceRefused} when the source throws: it can try others; {@linkcode Refused} when it hung, ate memory or left.
   */
  async run(given: SweepTask): Promise<SweepAnswer> {
    this.#isAsked = true;
    this.#moved();
    try {
      const [, answer] = await Promise.all([
        this.#write([jsonFrame(TO_SWEEP.task, given)]),
        this.#answer(given),
      ]);
      return answer;
    } catch (error) {
      if (!(error instanceof SourceRefused)) await this.end(error);
      throw error;
    } finally {
      this.#isAsked = false;
    }
  }

  get isOver(): boolean {
    return this.#ended !== undefined;
  }

  /** Ends it at once, whatever it does; what it was asked fails with `why`. */
  async end(why: unknown): Promise<void> {
    this.#kill(why);
    await this.process.over();
    await this.#writer.abort();
    await this.#frames.return?.();
  }

  async #answer({ parts, inFull }: SweepTask): Promise<SweepAnswer> {
    let [trades, equity]: [BacktestTrade[], Float64Array] = [[], new Float64Array()];
    for (;;) {
      const frame = await this.#next(FROM_SWEEP.tried, FROM_SWEEP.trades, FROM_SWEEP.equity);
      if (frame.kind === FROM_SWEEP.failed) throw this.#refusal(frame);
      if (frame.kind === FROM_SWEEP.trades) trades = unpackTrades(numbersIn(frame));
      else if (frame.kind === FROM_SWEEP.equity) equity = numbersIn(frame);
      else {
        const { judged } = this.#believing(() => tried.parse(jsonIn(frame)));
        const { from, to } = parts.at(-1)!;
        if (judged.length === parts.length && equity.length === (inFull ? to - from : 0)) {
          return { judged, trades, equity };
        }
        throw new Refused(`Cannot take what the strategy's process says: ${judged.length} results of ${parts.length}`);
      }
    }
  }

  /** The next frame of these kinds, or of a failure; progress is heard on the way. */
  async #next(...kinds: readonly number[]): Promise<Frame> {
    for (;;) {
      const { value, done } = await this.#read();
      if (done) throw this.#ended ?? new Refused(`The strategy's process ended${await this.#why()}`);
      this.#patienceMs = this.silenceMs;
      if (value.kind !== FROM_SWEEP.progress) {
        if (kinds.includes(value.kind) || value.kind === FROM_SWEEP.failed) return value;
        throw new Refused(`Cannot take what the strategy's process says: a frame of kind ${value.kind}`);
      }
      const { candles } = this.#believing(() => progress.parse(jsonIn(value)));
      if (candles > this.#through) this.#moved();
      this.#through = Math.max(this.#through, candles);
    }
  }

  async #read(): Promise<IteratorResult<Frame>> {
    try {
      return await this.#frames.next();
    } catch (error) {
      throw this.#ended ?? disbelieved(error);
    }
  }

  #believing<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw disbelieved(error);
    }
  }

  #refusal(frame: Frame): SourceRefused {
    return new SourceRefused(this.#believing(() => failed.parse(jsonIn(frame))));
  }

  async #send({ source, candles, finer, options }: SweepLoad): Promise<void> {
    const shape = { candles: candles.length, finer: finer?.length ?? 0, lengthMs: spacingMs(candles) };
    await this.#write([jsonFrame(TO_SWEEP.load, { source, options, ...shape })]);
    if (finer) await this.#write(portions(TO_SWEEP.finer, finer));
    await this.#write(portions(TO_SWEEP.candles, candles));
  }

  /** A child that has gone takes nothing more: the other side tells why it went. */
  async #write(frames: Iterable<Uint8Array>): Promise<void> {
    try {
      for (const frame of frames) {
        await this.#writer.write(frame);
        this.#moved();
      }
    } catch (error) {
      unlessGone(error);
    }
  }

  #moved(): void {
    this.#heardAt = performance.now();
  }

  async #look(): Promise<void> {
    if (!this.#isAsked) return;
    if (performance.now() - this.#heardAt > this.#patienceMs) {
      this.#kill(new Refused(`The strategy was silent for ${this.#patienceMs} ms and was ended`));
    } else if (await this.process.isTooLarge()) {
      this.#kill(new Refused("The strategy took too much memory and was ended"));
    }
  }

  #kill(why: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    clearInterval(this.#watch);
    this.process.kill();
  }

  async #why(): Promise<string> {
    this.process.kill(); // it says nothing more, and may not want to go
    await this.process.over();
    return this.process.why;
  }
}
