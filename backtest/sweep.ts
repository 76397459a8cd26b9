/**
 * A search for parameters: every set is tried on what is optimised on, on the tail that is held out, and on the first part of
 * each window; then the best of each window is judged on its rest, and the best of all is run from the first candle to the last.
 */
import { type CandleColumns, sliceColumns } from "../domain/backtest/candle_columns.ts";
import { compareJudged } from "../domain/backtest/judge.ts";
import { monteCarloOf } from "../domain/backtest/monte_carlo.ts";
import type { Attempt, ForwardWindow, Judged, OptimisationResult } from "../domain/backtest/optimisation.ts";
import { backtestOptions } from "../domain/backtest/options.ts";
import type { OptimisationRequest } from "../domain/backtest/request.ts";
import { type ParameterSet, setsToTry } from "../domain/backtest/search.ts";
import { divide, type Division, type Window } from "../domain/backtest/walk_forward.ts";
import { forwardCurveOf, type ForwardPart } from "./forward_curve.ts";
import { Refused } from "./refused.ts";
import { type Outcome, SweepPool } from "./sweep_pool.ts";
import type { SweepTask } from "./sweep_wire.ts";

/** A search, with the candles of its range. */
export interface SweepJob {
  /** TypeScript, as {@linkcode compile} takes it. */
  readonly source: string;
  readonly candles: CandleColumns;
  /** Shorter candles of the same market, where there are some. */
  readonly finer?: CandleColumns;
  readonly request: Pick<OptimisationRequest, Asked>;
}
type Asked = "parameters" | "ranges" | "search" | "objective" | "windows" | "heldOut" | "options";

/** Who listens while it runs. */
export interface SweepListener {
  /** So many of the steps are done; a step is a parameter set, or one of the runs that follow. */
  readonly onProgress?: (tried: number, of: number) => void;
  /** Ends the search at once; it then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Processes that work at the same time. */
  readonly processes: number;
  /** How long the source may be silent over its candles, ms. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 10_000;
/** The seed of the shuffles where the search has none of its own. */
const SEED = 1;

/**
 * Searches. A set that throws, hangs or leaves is counted as failed, and the others go on.
 * @throws {SourceRefused} when the source does not compile; {@linkcode Refused} for ranges or a division that cannot be, or
 * when process after process is lost; the signal's reason when it was interrupted.
 */
export async function runSweep(job: SweepJob, listener: SweepListener): Promise<OptimisationResult> {
  const { request, candles } = job;
  const [sets, division] = refusing(() =>
    [setsToTry(request), divide(candles.length, request.heldOut, request.windows)] as const
  );
  const { processes, signal, patienceMs: silenceMs = PATIENCE_MS } = listener;
  const load = { source: job.source, candles, finer: job.finer, options: request.options };
  const pool = new SweepPool(load, { processes, signal, silenceMs });
  try {
    return await new Sweep(job, sets, division, pool, listener).result();
  } finally {
    await pool.close();
  }
}

interface Tried {
  readonly parameters: ParameterSet;
  readonly attempt: Attempt;
  /** One a window. */
  readonly inWindows: readonly Judged[];
}

/** A task that remembers which of its kind it is. */
type Numbered = SweepTask & { readonly index: number };

class Sweep {
  readonly #tried: Tried[] = [];
  #failed = 0;
  #firstError: string | null = null;
  #done = 0;

  constructor(
    private readonly job: SweepJob,
    private readonly sets: readonly ParameterSet[],
    private readonly division: Division,
    private readonly pool: SweepPool,
    private readonly listener: SweepListener,
  ) {}

  async result(): Promise<OptimisationResult> {
    this.#progress(0);
    await this.#trySets();
    const { candles, request: { objective } } = this.job;
    const best = withoutHoles(this.#tried).sort((a, b) =>
      compareJudged(a.attempt.inSample, b.attempt.inSample, objective)
    );
    const { windows, curve } = await this.#walkForward();
    const { heldOut } = this.division;
    return {
      attempts: best.map(({ attempt }) => attempt),
      ...await this.#runWhole(best[0]?.parameters),
      failed: this.#failed,
      firstError: this.#firstError,
      windows,
      forwardCurve: curve,
      heldOutMs: heldOut ? candles.openMs[heldOut.from]! : null,
    };
  }

  async #trySets(): Promise<void> {
    const { inSample, heldOut, windows } = this.division;
    const parts = [inSample, ...heldOut ? [heldOut] : [], ...windows.map((window) => window.inSample)];
    const tasks = this.sets.map((set, index) => this.#task(set, parts, index));
    await this.#each(tasks, ({ parameters, index }, { judged }) => {
      const [first, second] = judged;
      const attempt = { parameters, inSample: first!, outOfSample: heldOut ? second! : null };
      this.#tried[index] = { parameters, attempt, inWindows: judged.slice(heldOut ? 2 : 1) };
    });
  }

  async #walkForward() {
    const found: ForwardWindow[] = [];
    const parts: ForwardPart[] = [];
    const { windows } = this.division;
    const tasks = windows.flatMap(({ outOfSample }, index) => {
      const best = this.#bestIn(index);
      return best ? [{ ...this.#task(best.parameters, [outOfSample], index), inFull: true }] : [];
    });
    await this.#each(tasks, ({ parameters, index }, { judged, equity }) => {
      const window = windows[index]!;
      const judgements = { inSample: this.#bestIn(index)!.inWindows[index]!, outOfSample: judged[0]! };
      found[index] = { ...this.#timesOf(window), parameters, ...judgements };
      parts[index] = { equity, candles: this.#candlesOf(window) };
    });
    const judgedParts = withoutHoles(parts);
    const curve = judgedParts.length > 0 ? forwardCurveOf(judgedParts, this.#cash) : null;
    return { windows: withoutHoles(found), curve };
  }

  /** The best set over the whole range, and its trades in other orders. */
  async #runWhole(best: ParameterSet | undefined): Promise<Pick<OptimisationResult, "whole" | "monteCarlo">> {
    const found: Pick<OptimisationResult, "whole" | "monteCarlo"> = { whole: null, monteCarlo: null };
    if (!best) return found;
    const { search } = this.job.request;
    const all = { warmFrom: 0, from: 0, to: this.job.candles.length };
    await this.#each([{ ...this.#task(best, [all], 0), inFull: true }], (_task, { judged, trades }) => {
      found.whole = judged[0]!;
      found.monteCarlo = monteCarloOf(trades, this.#cash, search.by === "random" ? search.seed : SEED);
    });
    return found;
  }

  async #each(tasks: readonly Numbered[], hear: (task: Numbered, answer: Answer) => void): Promise<void> {
    await this.pool.each(tasks, (task, outcome) => {
      if ("answer" in outcome) hear(task, outcome.answer);
      else {
        this.#failed++;
        this.#firstError ??= outcome.error;
      }
      this.#progress(1);
    });
  }

  #progress(more: number): void {
    this.#done += more;
    this.listener.onProgress?.(this.#done, this.sets.length + this.division.windows.length + 1);
  }

  /** The best by the first part of a window, the earlier one of equals. */
  #bestIn(window: number): Tried | undefined {
    const { objective } = this.job.request;
    return withoutHoles(this.#tried).reduce<Tried | undefined>((best, tried) => {
      if (!best) return tried;
      return compareJudged(tried.inWindows[window]!, best.inWindows[window]!, objective) < 0 ? tried : best;
    }, undefined);
  }

  #task(set: ParameterSet, parts: SweepTask["parts"], index: number): Numbered {
    return { parameters: { ...this.job.request.parameters, ...set }, parts, inFull: false, index };
  }

  #timesOf({ inSample, outOfSample }: Window) {
    const { openMs } = this.job.candles;
    return { fromMs: openMs[inSample.from]!, splitMs: openMs[outOfSample.from]!, toMs: openMs[outOfSample.to - 1]! };
  }

  #candlesOf({ outOfSample: { from, to } }: Window): CandleColumns {
    return sliceColumns(this.job.candles, from, to);
  }

  get #cash(): number {
    return backtestOptions.shape.cash.parse(this.job.request.options.cash);
  }
}

type Answer = Extract<Outcome, { answer: unknown }>["answer"];

/** What failed has left a hole. */
function withoutHoles<T>(found: readonly T[]): T[] {
  return Object.values(found);
}

function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError) throw new Refused(error.message);
    throw error;
  }
}
