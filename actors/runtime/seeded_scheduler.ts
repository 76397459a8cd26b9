/** Picks by chance, but the same chance for the same seed, which ready actor handles its next message. */
import type { Runnable, Scheduler } from "./scheduler.ts";

const manySteps = 2_000_000;

/** One message at a time, after a random number of microtasks. */
export class SeededScheduler implements Scheduler {
  #ready: Runnable[] = [];
  #running = false;
  /** Messages handled so far. */
  steps = 0;

  constructor(private readonly random: () => number) {}

  get idle(): boolean {
    return this.#ready.length === 0;
  }

  ready(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#running) return;
    this.#running = true;
    void this.#drain();
  }

  close(): void {
    this.#ready = [];
  }

  async #drain(): Promise<void> {
    while (this.#ready.length > 0) {
      for (let hops = Math.floor(this.random() * 3); hops >= 0; hops--) await Promise.resolve();
      const [picked] = this.#ready.splice(Math.floor(this.random() * this.#ready.length), 1);
      picked?.run(1);
      if (++this.steps > manySteps) throw new Error(`Actors are still busy after ${manySteps} messages`);
    }
    this.#running = false;
  }
}
