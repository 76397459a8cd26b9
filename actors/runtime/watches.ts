/** Who waits for whose end. */
import type { Down, ExitReason } from "./types.ts";

/** Each watch hears exactly one {@linkcode Down}. */
export class Watches {
  readonly #byPath = new Map<string, Set<(down: Down) => void>>();

  /** Returns the canceller. */
  add(path: string, ended: (down: Down) => void): () => void {
    const watchers = this.#byPath.get(path) ?? new Set();
    this.#byPath.set(path, watchers);
    watchers.add(ended);
    return () => {
      watchers.delete(ended);
      if (watchers.size === 0 && this.#byPath.get(path) === watchers) this.#byPath.delete(path);
    };
  }

  /** The actor has ended: tells all, and forgets them. */
  fire(path: string, reason: ExitReason): void {
    const watchers = this.#byPath.get(path);
    if (watchers === undefined) return;
    this.#byPath.delete(path);
    for (const ended of watchers) ended({ path, reason });
  }
}
