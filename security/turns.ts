/** Lets a few at once do what is dear, some wait, and refuses the rest: a crowd must not cost more than there is. */

/** Too many wait already: what was asked has not been done, and may be asked again later. */
export class TooBusy extends Error {
  override readonly name = "TooBusy";
}

/** Turns that are taken in the order of asking. */
export class Turns {
  readonly #queue: (() => void)[] = [];
  #free: number;

  /** @param waiting how many may wait beyond those `atOnce` */
  constructor(atOnce: number, private readonly waiting: number) {
    this.#free = atOnce;
  }

  /**
   * Does it when its turn comes.
   * @throws {TooBusy} when too many wait already.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    if (this.#queue.length >= this.waiting) {
      throw new TooBusy(`Too busy: ${this.waiting} wait already, try again later`);
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** The turn goes to the next one who waits. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free++;
  }
}
