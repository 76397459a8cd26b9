/** Leases in memory: who holds which name, since when, and who waits for it. */
import type { Lease, LeaseOptions, TimerClock } from "./types.ts";

interface Waiting {
  readonly node: string;
  readonly ttlMs: number;
  readonly done: PromiseWithResolvers<Lease>;
  readonly forget: () => void;
}

interface Entry {
  epoch: number;
  holder: Hold | undefined;
  waiting: Waiting[];
}

/** All leases of a net. */
export class LeaseBook {
  readonly #entries = new Map<string, Entry>();
  /** Also those that were taken away and whose holders do not know it yet. */
  readonly #holds = new Set<Hold>();

  constructor(private readonly clock: TimerClock, private readonly reaches: (node: string) => boolean) {}

  acquire(node: string, name: string, ttlMs: number, { steal, signal }: LeaseOptions = {}): Promise<Lease> {
    if (ttlMs <= 0) {
      return Promise.reject(new RangeError(`The time of lease "${name}" must be above 0, not ${ttlMs} ms`));
    }
    if (signal?.aborted) return Promise.reject(signal.reason);
    const entry = this.#entries.get(name) ?? { epoch: 0, holder: undefined, waiting: [] };
    this.#entries.set(name, entry);
    const done = Promise.withResolvers<Lease>();
    const giveUp = () => {
      entry.waiting = entry.waiting.filter((other) => other !== waiting);
      done.reject(signal?.reason);
    };
    const waiting = { node, ttlMs, done, forget: () => signal?.removeEventListener("abort", giveUp) };
    signal?.addEventListener("abort", giveUp, { once: true });
    if (steal === true && this.reaches(node)) {
      entry.waiting.unshift(waiting);
      this.#dispossess(entry);
    } else entry.waiting.push(waiting);
    this.#next(entry);
    return done.promise;
  }

  /** Somebody can be reached again. */
  changed(): void {
    for (const entry of this.#entries.values()) this.#next(entry);
  }

  /** The node has left the net. */
  left(node: string): void {
    for (const entry of this.#entries.values()) {
      for (const waiting of entry.waiting.filter((other) => other.node === node)) {
        waiting.forget();
        waiting.done.reject(new Error(`The node "${node}" has left`));
      }
      entry.waiting = entry.waiting.filter((other) => other.node !== node);
    }
    for (const hold of [...this.#holds]) if (hold.node === node) hold.lose("its node has left");
    this.changed();
  }

  /** A holder that cannot be told finds out when its time is over. */
  #dispossess(entry: Entry): void {
    const { holder } = entry;
    entry.holder = undefined;
    if (holder !== undefined && this.reaches(holder.node)) holder.lose("another node has taken it");
  }

  #next(entry: Entry): void {
    if (entry.holder !== undefined) return;
    const next = entry.waiting.find(({ node }) => this.reaches(node));
    if (next === undefined) return;
    entry.waiting = entry.waiting.filter((other) => other !== next);
    next.forget();
    const hold: Hold = new Hold(next.node, ++entry.epoch, next.ttlMs, this.clock, {
      reaches: () => this.reaches(next.node) && entry.holder === hold,
      free: () => {
        this.#holds.delete(hold);
        if (entry.holder !== hold) return;
        entry.holder = undefined;
        this.#next(entry);
      },
    });
    this.#holds.add(hold);
    entry.holder = hold;
    next.done.resolve(hold);
  }
}

/** One time of holding. It is made longer again and again while the holder can be reached. */
class Hold implements Lease {
  readonly #lost = new AbortController();
  #cancelRenewal = () => {};
  #cancelEnd = () => {};
  #over = false;

  constructor(
    readonly node: string,
    readonly epoch: number,
    private readonly ttlMs: number,
    private readonly clock: TimerClock,
    private readonly book: { readonly reaches: () => boolean; readonly free: () => void },
  ) {
    this.#extend();
    this.#renewLater();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  release(): Promise<void> {
    if (this.#over) return Promise.resolve();
    this.#cancelRenewal();
    // Who cannot be heard cannot give it back either: it is free when the time is over.
    if (this.book.reaches()) this.#end();
    else this.#over = true;
    return Promise.resolve();
  }

  lose(why: string): void {
    const wasHeld = !this.#over;
    this.#cancelRenewal();
    if (wasHeld) this.#lost.abort(new Error(`The lease was lost: ${why}`));
    this.#end();
  }

  #renewLater(): void {
    this.#cancelRenewal = this.clock.timer(this.ttlMs / 3, () => {
      if (this.book.reaches()) this.#extend();
      this.#renewLater();
    });
  }

  #extend(): void {
    this.#cancelEnd();
    this.#cancelEnd = this.clock.timer(this.ttlMs, () => this.lose("it was not renewed in time"));
  }

  #end(): void {
    this.#over = true;
    this.#cancelRenewal();
    this.#cancelEnd();
    this.book.free();
  }
}
