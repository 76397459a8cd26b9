/**
 * One queue for the deadlines of all asks of an isolate.
 *
 * A timer for each ask would cost three times the ask itself. Asks of the same time-out expire in the order in which they
 * began, so each time-out has a first-in-first-out bucket, and one timer waits for the earliest head of all buckets.
 */
import type { TimerClock } from "./types.ts";

/** Something that ends by itself, or expires at `dueMs`. */
export interface Expiring {
  readonly settled: boolean;
  dueMs: number;
  bucket: { live: number } | undefined;
  expire(): void;
}

interface Bucket {
  live: number;
  items: Expiring[];
  head: number;
}

/** The bucket is swept when it holds more settled entries than this, and more of them than waiting ones. */
const sweepAbove = 4_096;

/** Expires what is not settled in time. */
export class Deadlines {
  readonly #buckets = new Map<number, Bucket>();
  #armedMs = Infinity;
  #disarm: (() => void) | undefined;

  constructor(private readonly clock: TimerClock) {}

  /** Lets `item` expire in `timeoutMs` (Infinity: never). The item lowers `bucket.live` when it settles. */
  add(item: Expiring, timeoutMs: number): void {
    if (timeoutMs === Infinity) return;
    item.dueMs = this.clock.elapsed() + timeoutMs;
    const bucket = this.#buckets.get(timeoutMs) ?? this.#open(timeoutMs);
    item.bucket = bucket;
    bucket.live++;
    bucket.items.push(item);
    trim(bucket);
    if (item.dueMs < this.#armedMs) this.#arm(item.dueMs);
  }

  /** Entries in memory, settled ones that were not swept yet included. */
  get held(): number {
    return this.#buckets.values().reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Forgets everything; nothing expires any more. */
  close(): void {
    this.#disarm?.();
    this.#buckets.clear();
    this.#armedMs = Infinity;
  }

  #open(timeoutMs: number): Bucket {
    const bucket = { live: 0, items: [], head: 0 };
    this.#buckets.set(timeoutMs, bucket);
    return bucket;
  }

  #arm(dueMs: number): void {
    this.#disarm?.();
    this.#armedMs = dueMs;
    this.#disarm = this.clock.timer(Math.max(0, dueMs - this.clock.elapsed()), () => this.#expire());
  }

  #expire(): void {
    this.#armedMs = Infinity;
    this.#disarm = undefined;
    const now = this.clock.elapsed();
    for (const [timeoutMs, bucket] of this.#buckets) {
      for (let next = skipSettled(bucket); next !== undefined && next.dueMs <= now; next = skipSettled(bucket)) {
        bucket.head++;
        next.expire();
      }
      if (bucket.live === 0) this.#buckets.delete(timeoutMs);
    }
    let earliest = Infinity;
    for (const bucket of this.#buckets.values()) earliest = Math.min(earliest, skipSettled(bucket)?.dueMs ?? Infinity);
    if (earliest < this.#armedMs) this.#arm(earliest);
  }
}

/** The first entry that still waits. */
function skipSettled(bucket: Bucket): Expiring | undefined {
  while (bucket.items[bucket.head]?.settled) bucket.head++;
  return bucket.items[bucket.head];
}

function trim(bucket: Bucket): void {
  if (bucket.items.length - bucket.live < sweepAbove || bucket.items.length < 2 * bucket.live) return;
  bucket.items = bucket.items.filter((item, index) => index >= bucket.head && !item.settled);
  bucket.head = 0;
}
