/** A clock that stands still until a test turns it. */
import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Starts at a fixed time; {@linkcode TurnedClock.advance} wakes the sleepers in their order. */
export class TurnedClock implements Clock {
  #nowMs = Date.UTC(2023, 3, 10);
  /** How far the time of day was set from it. */
  #setMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#nowMs + this.#setMs;
  }

  elapsed(): number {
    return this.#nowMs;
  }

  /** Sets the time of day on, or back; nothing falls due by that. */
  set(byMs: number): void {
    this.#setMs += byMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const sleeper = { dueMs: this.#nowMs + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      }, { once: true });
    });
  }

  /** Turns the clock on; everything that falls due runs at its time. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const [next] = [...this.#sleepers].sort((a, b) => a.dueMs - b.dueMs);
      if (!next || next.dueMs > untilMs) break;
      this.#sleepers.delete(next);
      this.#nowMs = next.dueMs;
      next.wake();
      await settle();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets everything that is ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
