/**
 * Lanes: what is done under one name is done one after the other, in the order in which it came; what has other names is done
 * beside it. For whoever does much side by side, as actors that answer `later` do.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` once all that came before under this name is over; takes its place at once. @throws what it throws. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name);
    const { promise: over, resolve: leave } = Promise.withResolvers<void>();
    this.#last.set(name, over);
    try {
      await before;
      return await work();
    } finally {
      if (this.#last.get(name) === over) this.#last.delete(name);
      leave();
    }
  }

  /** Waits until nothing is done any more. */
  async rest(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  /** Whether something is done under a name, or waits for it. */
  has(name: string): boolean {
    return this.#last.has(name);
  }

  /** Names under which something is done. */
  get size(): number {
    return this.#last.size;
  }
}
