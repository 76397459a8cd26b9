/** The processes of a search: each takes the next set when it is done with one; what ends is replaced. */
import { SourceRefused } from "../strategies/user_error.ts";
import { Refused } from "./refused.ts";
import { type SweepAnswer, type SweepLoad, SweepProcess } from "./sweep_process.ts";
import type { SweepTask } from "./sweep_wire.ts";

/** What came of a set; an error is in the author's words, after the set's own. */
export type Outcome = { readonly answer: SweepAnswer } | { readonly error: string };

/** How many processes at most, and what ends them. */
export interface PoolLimits {
  readonly processes: number;
  readonly signal?: AbortSignal | undefined;
  /** How long a source may be silent over its candles, ms. */
  readonly silenceMs: number;
}

/** What was compiled stays in a process for as long as it lives, and makes the next slower: another one goes on after so many. */
const MOST_RUNS = 200;
/** So many processes may end one after the other, with no set tried in between, before the search is given up. */
const MOST_LOST = 10;

/** Processes that try sets. Close it in the end. */
export class SweepPool {
  readonly #all = new Set<SweepProcess>();
  readonly #idle: SweepProcess[] = [];
  #lost = 0;
  #ended: { readonly why: unknown } | undefined;
  readonly #interrupt = () => void this.#end(this.limits.signal!.reason);

  constructor(private readonly load: SweepLoad, private readonly limits: PoolLimits) {
    limits.signal?.throwIfAborted();
    limits.signal?.addEventListener("abort", this.#interrupt, { once: true });
  }

  /**
   * Tries all tasks and tells what came of each, in the order in which they end.
   * @throws {SourceRefused} when the source does not compile; {@linkcode Refused} when process after process is lost; the
   * signal's reason when it was interrupted.
   */
  async each<T extends SweepTask>(tasks: Iterable<T>, hear: (task: T, outcome: Outcome) => void): Promise<void> {
    const queue = tasks[Symbol.iterator]();
    const workers = Array.from({ length: Math.max(1, this.limits.processes) }, () => this.#work(queue, hear));
    await Promise.all(workers);
    if (this.#ended) throw this.#ended.why;
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.limits.signal?.removeEventListener("abort", this.#interrupt);
    await this.#end(new Refused("The search is over"));
  }

  /** One after the other, by one process after the other; an error ends the work of all. */
  async #work<T extends SweepTask>(queue: Iterator<T>, hear: (task: T, outcome: Outcome) => void): Promise<void> {
    try {
      for (let next = this.#next(queue); next; next = this.#next(queue)) {
        const process = this.#idle.pop() ?? await this.#start();
        const outcome = await this.#try(process, next.task);
        if (!this.#ended) hear(next.task, outcome);
      }
    } catch (error) {
      await this.#end(error);
    }
  }

  #next<T>(queue: Iterator<T>): { readonly task: T } | undefined {
    if (this.#ended) return undefined;
    const { value, done } = queue.next();
    return done ? undefined : { task: value };
  }

  async #start(): Promise<SweepProcess> {
    const process = await SweepProcess.start(this.load, this.limits.silenceMs, (it) => {
      this.#all.add(it);
      if (this.#ended) void it.end(this.#ended.why);
    });
    return process;
  }

  async #try(process: SweepProcess, task: SweepTask): Promise<Outcome> {
    try {
      const answer = await process.run(task);
      this.#lost = 0;
      return { answer };
    } catch (error) {
      if (!(error instanceof SourceRefused || error instanceof Refused)) throw error;
      const words = `${nameOf(task)}: ${error.message}`;
      if (process.isOver) this.#countLost(words);
      else this.#lost = 0;
      return { error: words };
    } finally {
      await this.#putBack(process, task.parts.length);
    }
  }

  #countLost(last: string): void {
    if (++this.#lost < MOST_LOST || this.#ended) return;
    throw new Refused(`Cannot go on: ${MOST_LOST} processes ended one after the other, the last with ${last}`);
  }

  async #putBack(process: SweepProcess, runs: number): Promise<void> {
    process.runs += runs;
    if (!process.isOver && process.runs < MOST_RUNS) {
      this.#idle.push(process);
      return;
    }
    await process.end(new Refused("It has run enough"));
    this.#all.delete(process);
  }

  /** What is under way fails with `why`. */
  async #end(why: unknown): Promise<void> {
    this.#ended ??= { why };
    await Promise.all([...this.#all].map((process) => process.end(why)));
  }
}

/** `fast=3, slow=9`. */
export function nameOf({ parameters }: Pick<SweepTask, "parameters">): string {
  return Object.entries(parameters).map(([name, value]) => `${name}=${value}`).join(", ") || "without parameters";
}
