/** The last events, for browsers that were away for a moment. Pure. */
import type { EventId, LiveEvent } from "./live_events.ts";

/** Keeps the newest events of one feed, within a count and a size in bytes. */
export class EventRing {
  readonly #feed: string;
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  #events: LiveEvent[] = [];
  #first = 0;
  #bytes = 0;
  #last = 0;

  constructor(feed: string, maxEvents: number, maxBytes: number) {
    this.#feed = feed;
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  /** The id of the newest event; number 0 before the first. */
  get lastId(): EventId {
    return { feed: this.#feed, number: this.#last };
  }

  /** The id that the next event must have. */
  get nextId(): EventId {
    return { feed: this.#feed, number: this.#last + 1 };
  }

  /** Adds an event. @throws {RangeError} when its id is not {@linkcode EventRing.nextId}. */
  push(event: LiveEvent): void {
    const { feed, number } = event.id ?? { feed: "", number: 0 };
    if (feed !== this.#feed || number !== this.#last + 1) {
      throw new RangeError(`Cannot keep event ${feed}-${number}: expected ${this.#feed}-${this.#last + 1}`);
    }
    this.#last = number;
    this.#events.push(event);
    this.#bytes += event.bytes.byteLength;
    while (this.#length > this.#maxEvents || this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  /**
   * The events after `id`, oldest first; null when some of them are gone already, when the id is another feed's, or when
   * they are more than `maxBytes`.
   */
  after(id: EventId, maxBytes: number): LiveEvent[] | null {
    const missed = this.#last - id.number;
    if (id.feed !== this.#feed || missed < 0 || missed > this.#length) return null;
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
