/** Children that wait for their next start. */
import { Backoff } from "./restart_policy.ts";
import type { BackoffSpec, TimerClock } from "./types.ts";

/** A child, as far as waiting goes. */
interface Waiting {
  readonly id: string;
  /** How long the last incarnation lived; 0 when it did not even start. */
  readonly livedMs: number;
}

/** The back-offs of one supervisor, and the timers that run because of them. */
export class Waits<C extends Waiting> {
  readonly #backoffs = new Map<string, Backoff>();
  readonly #timers = new Map<C, () => void>();

  constructor(
    private readonly spec: BackoffSpec | undefined,
    private readonly clock: TimerClock,
    private readonly random: () => number,
  ) {}

  /** Milliseconds until the child may start again; `undefined` = at once. */
  nextMs(child: C): number | undefined {
    if (this.spec === undefined) return undefined;
    const backoff = this.#backoffs.get(child.id) ?? new Backoff(this.spec, this.random);
    this.#backoffs.set(child.id, backoff);
    return backoff.nextMs(child.livedMs);
  }

  /** Calls `then` after the time, unless something else is decided before. */
  wait(child: C, waitMs: number, then: () => void): void {
    this.cancel(child);
    this.#timers.set(
      child,
      this.clock.timer(waitMs, () => {
        this.#timers.delete(child);
        then();
      }),
    );
  }

  cancel(child: C): void {
    this.#timers.get(child)?.();
    this.#timers.delete(child);
  }

  /** The child has left. */
  forget(child: C): void {
    this.cancel(child);
    this.#backoffs.delete(child.id);
  }

  cancelAll(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
