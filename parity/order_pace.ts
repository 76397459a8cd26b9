/**
 * No more orders than an exchange takes in a while. It counts by the world's time; a market that is played faster would bring
 * the orders of an hour within its ten seconds.
 */

/** The exchange takes a hundred of an account in ten seconds. */
const MOST = 60;
const WINDOW_MS = 10_000;

/** Remembers when orders were sent. */
export class OrderPace {
  #sentAt: number[] = [];
  #count = 0;

  /** Waits, now that there were `count` orders in all, until there is room for more. */
  async wait(count: number): Promise<void> {
    const now = performance.now();
    for (; this.#count < count; this.#count++) this.#sentAt.push(now);
    const crowding = this.#sentAt.at(-MOST);
    this.#sentAt = this.#sentAt.slice(-MOST);
    const waitMs = crowding === undefined ? 0 : crowding + WINDOW_MS - now;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
