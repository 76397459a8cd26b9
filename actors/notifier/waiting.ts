/** What was heard and is not stored yet, and how much more there was than is kept. */
import type { Overflow } from "../../db/notifications.ts";
import type { Happening } from "../../domain/notification/event.ts";

/** What happened, and the order where it was one. */
export interface Heard {
  readonly happening: Happening;
  readonly clientOrderId: string | null;
}

/** What is to be stored together. */
export interface Batch {
  readonly heard: readonly Heard[];
  readonly overflows: readonly Overflow[];
}

/** Bounded: what is beyond is counted, by whom and what it was for. */
export class Waiting {
  readonly #heard: Heard[] = [];
  readonly #overflows = new Map<string, Overflow>();

  constructor(private readonly most: number) {}

  /** Keeps it, or counts it: `isFirst` of those since all was stored that find no place. */
  add(heard: Heard): { readonly isFirst: boolean } {
    if (this.#heard.length < this.most) {
      this.#heard.push(heard);
      return { isFirst: false };
    }
    const isFirst = this.#overflows.size === 0;
    this.#count(heard.happening, 1);
    return { isFirst };
  }

  /** Nothing waits, and nothing is counted. */
  get isEmpty(): boolean {
    return this.#heard.length === 0 && this.#overflows.size === 0;
  }

  /** All that waits; it stays until it is removed. */
  batch(): Batch {
    return { heard: [...this.#heard], overflows: [...this.#overflows.values()] };
  }

  /** A batch was stored; what came meanwhile waits on. */
  remove({ heard, overflows }: Batch): void {
    this.#heard.splice(0, heard.length);
    for (const overflow of overflows) this.#count(overflow, -overflow.count);
  }

  #count({ userId, event }: Pick<Overflow, "userId" | "event">, by: number): void {
    const key = `${event} ${userId}`;
    const count = (this.#overflows.get(key)?.count ?? 0) + by;
    if (count === 0) this.#overflows.delete(key);
    else this.#overflows.set(key, { userId, event, count });
  }
}
