/** Who follows whose messages. A trace is of an address: it goes on with whoever lives there next. */
import { Feed } from "./feed.ts";
import type { Port } from "./port.ts";
import type { TraceEntry } from "./types.ts";

/** All traces of one system. */
export class Traces {
  readonly #feeds = new Map<string, Feed<TraceEntry>>();

  /** `portOf` finds who lives at an address now. */
  constructor(private readonly portOf: (path: string) => Port | undefined) {}

  /** Addresses that are followed. */
  get size(): number {
    return this.#feeds.size;
  }

  /** Messages of the actor at `path` from now on. */
  follow(path: string, signal: AbortSignal | undefined): AsyncIterable<TraceEntry> {
    const feed = this.#feeds.get(path) ?? new Feed<TraceEntry>();
    this.#feeds.set(path, feed);
    this.attach(path, this.portOf(path));
    return feed.read(signal, () => {
      if (feed.watched || this.#feeds.get(path) !== feed) return;
      this.#feeds.delete(path);
      this.portOf(path)?.trace(undefined);
    });
  }

  /** Somebody has moved in. */
  attach(path: string, port: Port | undefined): void {
    const feed = this.#feeds.get(path);
    if (feed !== undefined) port?.trace((entry) => feed.push(entry));
  }

  close(): void {
    for (const feed of [...this.#feeds.values()]) feed.close();
  }
}
