/** Hands what happens to whoever iterates, each at its own pace and with a bounded memory. */

const remembered = 1_000;

/** Events for any number of readers; one that lags behind loses the oldest. */
export class Feed<T> {
  readonly #readers = new Set<Reader<T>>();

  get watched(): boolean {
    return this.#readers.size > 0;
  }

  push(value: T): void {
    for (const reader of this.#readers) reader.push(value);
  }

  /** Ends all iterations. */
  close(): void {
    for (const reader of this.#readers) reader.end();
  }

  /** Everything from now on, until the signal or the end. `left` hears when this reader is gone. */
  read(signal?: AbortSignal, left: () => void = () => {}): AsyncIterable<T> {
    const reader = new Reader<T>(() => {
      if (this.#readers.delete(reader)) left();
    });
    this.#readers.add(reader);
    if (signal?.aborted === true) reader.end();
    else signal?.addEventListener("abort", () => reader.end(), { once: true });
    return reader;
  }
}

class Reader<T> implements AsyncIterable<T>, AsyncIterator<T> {
  readonly #values: T[] = [];
  #waiting: ((result: IteratorResult<T>) => void) | undefined;
  #ended = false;

  constructor(private readonly left: () => void) {}

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this;
  }

  push(value: T): void {
    if (this.#waiting !== undefined) {
      this.#waiting({ value, done: false });
      this.#waiting = undefined;
    } else if (this.#values.push(value) > remembered) this.#values.shift();
  }

  end(): void {
    this.#ended = true;
    this.left();
    this.#waiting?.({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<T>> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting = resolve);
  }

  return(): Promise<IteratorResult<T>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }
}
