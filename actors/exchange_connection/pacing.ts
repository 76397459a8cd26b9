/** When to tell what has changed: at once, or the latest state every so often. Pure: the time is handed in. */

/** The pace of one flow. The first change is told at once; later ones at least `everyMs` after what was told last. */
export class Pacing {
  #toldMs = -Infinity;
  #isDue = false;

  /** @param everyMs null = every change at once. */
  constructor(readonly everyMs: number | null) {}

  /**
   * Something changed at `nowMs` (UTC ms).
   * @returns 0 = tell it now; more = tell it in so many ms; null = that was said before and is still to come.
   */
  changed(nowMs: number): number | null {
    if (this.everyMs === null) return 0;
    if (this.#isDue) return null;
    // A clock that was set back must not silence the flow for longer than its pace.
    const waitMs = Math.min(this.everyMs, Math.max(0, this.#toldMs + this.everyMs - nowMs));
    this.#isDue = waitMs > 0;
    return waitMs;
  }

  /** It was told at `nowMs`. */
  told(nowMs: number): void {
    this.#toldMs = nowMs;
    this.#isDue = false;
  }
}
