/** A clock that stands still until it is turned. */
import { sleepOn } from "./clock.ts";
import { parseDuration } from "./duration.ts";
import type { Duration, TimerClock } from "./types.ts";

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Timers fire in the order of their time; those of one time in the order in which they were set. */
export class VirtualClock implements TimerClock {
  #timers: Timer[] = [];
  /** What the time of day is ahead of the time that has gone by. */
  #aheadMs = 0;

  /** Stands at `nowMs` (UTC milliseconds) at first. */
  constructor(private elapsedMs: number = 0) {}

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** UTC milliseconds at which it stands. */
  now(): number {
    return this.elapsedMs + this.#aheadMs;
  }

  /** Milliseconds that it was turned, and those at which it stood at first. */
  elapsed(): number {
    return this.elapsedMs;
  }

  /** Sets the time of day forward or back, as an administrator or a time server does: timers go on as before. */
  jump(ms: number): void {
    this.#aheadMs += ms;
  }

  /** Runs `run` once the clock was turned so far; returns the canceller. */
  timer(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.elapsedMs + Math.max(0, delayMs), run };
    const index = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(index === -1 ? this.#timers.length : index, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Settles once the clock was turned so far. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, duration, signal);
  }

  /** Fires the next timer that is due until `untilMs`, and stands at its time; false when there is none. */
  step(untilMs: number): boolean {
    const [next] = this.#timers;
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#timers.shift();
    this.elapsedMs = Math.max(this.elapsedMs, next.dueMs);
    next.run();
    return true;
  }

  /** Turns the clock over the time, with a `pause` after each timer (and one before the first). */
  async advance(duration: Duration, pause: () => Promise<void>): Promise<void> {
    const untilMs = this.elapsedMs + parseDuration(duration);
    do await pause(); while (this.step(untilMs));
    this.elapsedMs = untilMs;
  }
}
