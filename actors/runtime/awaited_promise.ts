/** A promise that knows whether somebody awaits it. */

/**
 * Calls {@linkcode AwaitedPromise.awaited} when the engine itself subscribes: for `await`, a `return` from an async function,
 * `Promise.all` and its like. A callback of the program is no waiting, but what comes of it may be awaited in its turn.
 */
export class AwaitedPromise<T> extends Promise<T> {
  awaited: (() => void) | undefined;

  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (isOfTheEngine(fulfilled) && isOfTheEngine(rejected)) this.awaited?.();
    const next = super.then(fulfilled, rejected);
    if (next instanceof AwaitedPromise) next.awaited = this.awaited;
    return next;
  }

  /** The engine's own version subscribes with the engine's own functions, and waits for nothing. */
  override finally(done?: (() => void) | null): Promise<T> {
    return this.then(async (value) => {
      await done?.();
      return value;
    }, async (error: unknown) => {
      await done?.();
      throw error;
    });
  }

  /** Calls back at the end, whatever it is; nobody awaits it by that. */
  settled(run: () => void): void {
    super.then(run, run);
  }
}

/** How the function looks that the engine makes to settle a promise. */
const engineText = String(Promise.withResolvers().resolve);

function isOfTheEngine(callback: unknown): boolean {
  return typeof callback === "function" && callback.name === "" &&
    Function.prototype.toString.call(callback) === engineText;
}
