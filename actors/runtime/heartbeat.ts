/** Notices a host that no longer lives or hangs. */
import { parseDuration } from "./duration.ts";
import type { ChildSpec, TimerClock } from "./types.ts";

/** How many beats may be missed. */
export interface Patience {
  readonly everyMs: number;
  readonly misses: number;
}

/** Watches a number that grows as long as somebody lives. */
export class Heartbeat {
  #last: number;
  #lastLookMs: number;
  #silentMs = 0;
  #cancel: () => void = () => {};

  constructor(
    private readonly clock: TimerClock,
    private readonly beats: () => number,
    private readonly patience: () => Patience,
    private readonly silent: () => void,
  ) {
    this.#last = beats();
    this.#lastLookMs = clock.elapsed();
    this.#wait();
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.clock.timer(this.#stepMs(), () => this.#look());
  }

  #look(): void {
    const nowMs = this.clock.elapsed();
    const beats = this.beats();
    // If this isolate itself stood still, the silence of that time proves nothing.
    const elapsedMs = Math.min(nowMs - this.#lastLookMs, 2 * this.#stepMs());
    this.#silentMs = beats === this.#last ? this.#silentMs + elapsedMs : 0;
    this.#last = beats;
    this.#lastLookMs = nowMs;
    const { everyMs, misses } = this.patience();
    if (this.#silentMs >= everyMs * misses) this.silent();
    else this.#wait();
  }

  #stepMs(): number {
    return Math.max(5, this.patience().everyMs / 4);
  }
}

/** The least patience that the actors of a host ask for, or the default. */
export function strictest(specs: Iterable<ChildSpec>, fallback: Patience): Patience {
  let found: Patience | undefined;
  for (const { heartbeat } of specs) {
    if (heartbeat === undefined) continue;
    const patience = { everyMs: parseDuration(heartbeat.every), misses: heartbeat.misses };
    if (found === undefined || patience.everyMs * patience.misses < found.everyMs * found.misses) found = patience;
  }
  return found ?? fallback;
}
