/** Feeds runs in a child process, and says how far they are. */
import type { CandleColumns } from "../domain/backtest/candle_columns.ts";
import type { Backtest } from "../domain/backtest/engine.ts";
import { write } from "./child_pipe.ts";
import { jsonFrame } from "./frames.ts";

/** Time between two reports. */
const REPORT_MS = 100;
/** Candles between two looks at the time, at most: fewer while the source is slow. */
const LOOK_EVERY = 512;

const now = performance.now.bind(performance);

/** Says now and then how many candles went through: whoever hears nothing for long ends this process. */
export class Feeder {
  #through = 0;
  #reportedAt = 0;
  #lookEvery = 1;

  /** `kind`: of the frames in which it reports. */
  constructor(private readonly kind: number) {}

  /** Feeds the candles from `from` up to but without `to`, which `part` cuts out. */
  feed(run: Backtest, from: number, to: number, part: (from: number, to: number) => CandleColumns): void {
    for (let at = from; at < to;) {
      const block = part(at, Math.min(at + this.#lookEvery, to));
      const began = now();
      run.feed(block);
      at += block.length;
      this.#through += block.length;
      this.#pace(began, now());
    }
  }

  /** Says how many went through so far, of all runs. */
  report(): void {
    this.#reportedAt = now();
    write(jsonFrame(this.kind, { candles: this.#through }));
  }

  #pace(began: number, ended: number): void {
    const isSlow = ended - began > REPORT_MS / 2;
    this.#lookEvery = isSlow ? Math.max(1, this.#lookEvery >> 1) : Math.min(LOOK_EVERY, this.#lookEvery * 2);
    if (ended - this.#reportedAt > REPORT_MS) this.report();
  }
}
