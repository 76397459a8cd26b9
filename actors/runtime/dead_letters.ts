/** Messages that nobody handled: told to whoever iterates, and to the log at most once a second. */
import { Feed } from "./feed.ts";
import type { DeadLetter, Logger, TimerClock } from "./types.ts";

const quietMs = 1_000;

/** The office of one system. */
export class DeadLetters {
  readonly feed = new Feed<DeadLetter>();
  #unlogged: DeadLetter[] = [];
  #suppressed = 0;
  #cancel: (() => void) | undefined;

  constructor(private readonly clock: TimerClock, private readonly logger: Logger) {}

  add(letter: DeadLetter): void {
    this.feed.push(letter);
    if (this.#cancel !== undefined) {
      if (this.#unlogged.length === 0) this.#unlogged.push(letter);
      this.#suppressed++;
      return;
    }
    this.#log(letter, 1);
    this.#cancel = this.clock.timer(quietMs, () => this.#flush());
  }

  close(): void {
    this.#cancel?.();
    this.feed.close();
  }

  #flush(): void {
    this.#cancel = undefined;
    const [first] = this.#unlogged.splice(0);
    const count = this.#suppressed;
    this.#suppressed = 0;
    if (first === undefined) return;
    this.#log(first, count);
    this.#cancel = this.clock.timer(quietMs, () => this.#flush());
  }

  #log({ to, kind, why }: DeadLetter, count: number): void {
    this.logger.warn("Dead letter", { to, kind, why, ...(count > 1 ? { andSimilar: count - 1 } : {}) });
  }
}
