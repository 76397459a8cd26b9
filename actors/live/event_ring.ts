/** The last events, for browsers that were away for a moment. Pure. */
import type { LiveEvent } from "./live_events.ts";

/** Keeps the newest events within a count and a size in bytes. */
export class EventRing {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  #events: LiveEvent[] = [];
  #first = 0;
  #bytes = 0;
  #lastId: number;

  /** `firstId`: the id before the first event. */
  constructor(firstId: number, maxEvents: number, maxBytes: number) {
    this.#lastId = firstId;
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  /** The id of the newest event. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Adds an event; its id must be `lastId + 1`. */
  push(event: LiveEvent): void {
    if (event.id !== this.#lastId + 1) {
      throw new RangeError(`Cannot keep event ${event.id}: expected ${this.#lastId + 1}`);
    }
    this.#lastId = event.id;
    this.#events.push(event);
    this.#bytes += event.bytes.byteLength;
    while (this.#length > this.#maxEvents || this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  /**
   * The events after `id`, oldest first; null when some of them are gone already (or were never this ring's), or when
   * they are more than `maxBytes`.
   */
  after(id: number, maxBytes: number): LiveEvent[] | null {
    const missed = this.#lastId - id;
    if (missed < 0 || missed > this.#length) return null;
    const events = this.#events.slice(this.#events.length - missed);
    const bytes = events.reduce((sum, event) => sum + event.bytes.byteLength, 0);
    return bytes > maxBytes ? null : events;
  }

  get #length(): number {
    return this.#events.length - this.#first;
  }

  #dropOldest(): void {
    this.#bytes -= this.#events[this.#first]?.bytes.byteLength ?? 0;
    this.#first++;
    if (this.#first * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }
}
