/** What channels are not told, until their users know: at once, and then at most every so often. */
import type { Dropped } from "../../db/notifications.ts";

/** Counted by channel. */
export class DroppedTold {
  readonly #untold = new Map<string, Dropped>();
  /** Users were told a short while ago. */
  #isQuiet = false;

  /** Adds what was dropped. */
  add(dropped: readonly Dropped[]): void {
    for (const one of dropped) {
      const count = (this.#untold.get(one.channelId)?.count ?? 0) + one.count;
      this.#untold.set(one.channelId, { ...one, count });
    }
  }

  /** What is to be told now; nothing while it is quiet, and quiet from here on where there is something. */
  take(): Dropped[] {
    if (this.#isQuiet) return [];
    const all = [...this.#untold.values()];
    this.#untold.clear();
    this.#isQuiet = all.length > 0;
    return all;
  }

  /** The time of quiet is over. */
  speakAgain(): void {
    this.#isQuiet = false;
  }
}
