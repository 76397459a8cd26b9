/** One thing after another. */

/** Runs work in the order in which it was given; a failure does not stop what follows. */
export class Lane {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => {});
    return done;
  }
}
