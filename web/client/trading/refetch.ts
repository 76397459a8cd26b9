/** Fetches something anew after it may have changed: once for a burst, one fetch at a time, and never without the last change. */
export class Refetch {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #again = false;

  /** @param delayMs how long a burst is waited for; further changes do not put it off. */
  constructor(private readonly fetch: () => Promise<void>, private readonly delayMs: number) {}

  /** It may have changed. */
  soon(): void {
    if (this.#isRunning) this.#again = true;
    else this.#timer ??= setTimeout(() => void this.#run(), this.delayMs);
  }

  /** It is wanted at once; what was due is fetched with it. */
  async now(): Promise<void> {
    if (this.#isRunning) this.#again = true;
    else {
      clearTimeout(this.#timer);
      await this.#run();
    }
  }

  /** What is due is not fetched any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#isRunning = true;
    try {
      await this.fetch();
    } finally {
      this.#isRunning = false;
    }
    if (!this.#again) return;
    this.#again = false;
    this.soon();
  }
}
