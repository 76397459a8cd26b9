/** A bounded queue with a rule for the case that it is full. Pure: it knows nothing of actors. */
import type { MailboxSpec } from "./types.ts";

/** What a mailbox can hold. */
export interface Letter {
  readonly kind: string;
  readonly payload: unknown;
}

const defaultCapacity = 10_000;

/** First in, first out, at most `capacity`; a ring that grows as needed and never shrinks. */
export class Mailbox<T extends Letter> {
  #ring: (T | undefined)[] = new Array(16);
  #mask = 15;
  /** Running number of the first entry; entry n lies in slot n & mask. */
  #first = 0;
  #size = 0;
  /** With `conflate`: the running number of the newest entry of each key. */
  #newest: Map<string, number> | undefined;
  #keyOf: (kind: string, payload: unknown) => string = (kind) => kind;
  #dropped = 0;
  #capacity = defaultCapacity;
  #overflow: NonNullable<MailboxSpec["overflow"]> = "reject";

  constructor(spec: MailboxSpec = {}) {
    this.configure(spec);
  }

  get depth(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#capacity;
  }

  get overflow(): NonNullable<MailboxSpec["overflow"]> {
    return this.#overflow;
  }

  /** How many were lost because it was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes another bound and rule; what is queued stays, even above the new capacity. */
  configure(spec: MailboxSpec): void {
    this.#capacity = Math.max(1, spec.capacity ?? defaultCapacity);
    this.#overflow = spec.overflow ?? "reject";
    this.#keyOf = spec.conflateBy ?? ((kind) => kind);
    this.#newest = this.#overflow === "conflate" ? new Map() : undefined;
    if (this.#newest === undefined) return;
    for (let n = this.#first; n < this.#first + this.#size; n++) this.#note(n);
  }

  /** Queues a letter. Returns the one that was lost for it (maybe itself), `undefined` when there was room. */
  push(letter: T): T | undefined {
    if (this.#size >= this.#capacity) return this.#pushFull(letter);
    this.#append(letter);
    return undefined;
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const slot = this.#first & this.#mask;
    const letter = this.#ring[slot];
    this.#ring[slot] = undefined;
    if (this.#newest !== undefined && letter !== undefined) this.#forget(letter);
    this.#first++;
    this.#size--;
    return letter;
  }

  /** Puts letters that were taken before back in front, in their order, whatever the capacity. */
  putBack(letters: readonly T[]): void {
    for (const letter of letters.toReversed()) {
      if (this.#size > this.#mask) this.#grow();
      this.#first--;
      this.#size++;
      this.#ring[this.#first & this.#mask] = letter;
      if (this.#newest?.has(this.#keyOf(letter.kind, letter.payload)) === false) this.#note(this.#first);
    }
  }

  /** Takes everything. */
  drain(): T[] {
    const all: T[] = [];
    for (let letter = this.shift(); letter !== undefined; letter = this.shift()) all.push(letter);
    return all;
  }

  #pushFull(letter: T): T | undefined {
    this.#dropped++;
    if (this.#overflow === "reject" || this.#overflow === "drop-new") return letter;
    const twin = this.#newest?.get(this.#keyOf(letter.kind, letter.payload));
    if (twin !== undefined) return this.#replace(twin, letter);
    const oldest = this.shift();
    this.#append(letter);
    return oldest;
  }

  #replace(n: number, letter: T): T | undefined {
    const old = this.#ring[n & this.#mask];
    this.#ring[n & this.#mask] = letter;
    return old;
  }

  #append(letter: T): void {
    if (this.#size > this.#mask) this.#grow();
    const n = this.#first + this.#size++;
    this.#ring[n & this.#mask] = letter;
    if (this.#newest !== undefined) this.#note(n);
  }

  #note(n: number): void {
    const letter = this.#ring[n & this.#mask];
    if (letter !== undefined) this.#newest?.set(this.#keyOf(letter.kind, letter.payload), n);
  }

  #forget(letter: T): void {
    const key = this.#keyOf(letter.kind, letter.payload);
    if (this.#newest?.get(key) === this.#first) this.#newest.delete(key);
  }

  #grow(): void {
    const mask = this.#mask * 2 + 1;
    const ring = new Array<T | undefined>(mask + 1);
    for (let n = this.#first; n < this.#first + this.#size; n++) ring[n & mask] = this.#ring[n & this.#mask];
    this.#ring = ring;
    this.#mask = mask;
  }
}
