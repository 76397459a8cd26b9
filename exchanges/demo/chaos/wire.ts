/** The way from a stream to one client, on which frames get lost, doubled, late and out of order. Owns no timer. */
import type { FrameFault } from "./frame_fault.ts";

interface Waiting<T> {
  readonly item: T;
  readonly dueMs: number;
}

/** More waiting frames than this are let go at once. */
const MOST_WAITING = 10_000;

/** Frames under way, by stream. Times by the machine's clock, ms. */
export class Wire<T extends { readonly stream: string }> {
  /** Late frames of a stream, in order; nothing overtakes them there. */
  readonly #late = new Map<string, Waiting<T>[]>();
  /** A frame of a stream that waits for the next one to go first. */
  readonly #overtaken = new Map<string, Waiting<T>>();
  #waiting = 0;

  constructor(private readonly write: (item: T) => void) {}

  /** Whether nothing is under way. */
  get idle(): boolean {
    return this.#waiting === 0;
  }

  /** Sends an item on its way; null = nothing befalls it. */
  send(item: T, fault: FrameFault | null, nowMs: number): void {
    switch (fault?.kind) {
      case "drop":
        return;
      case "duplicate":
        this.#pass(item, nowMs);
        this.#pass(item, nowMs);
        return;
      case "delay":
        return this.#queue(item, nowMs + fault.ms);
      case "reorder":
        return this.#hold(item, nowMs + fault.ms, nowMs);
      case undefined:
        this.#pass(item, nowMs);
    }
  }

  /** Lets go of what is due. To be called often. */
  release(nowMs: number): void {
    if (this.#waiting === 0) return;
    const until = this.#waiting > MOST_WAITING ? Infinity : nowMs;
    for (const [stream, held] of this.#overtaken) {
      if (held.dueMs <= until) this.#letOvertaken(stream);
    }
    for (const [stream, queue] of this.#late) this.#releaseStream(stream, queue, until);
  }

  #releaseStream(stream: string, queue: Waiting<T>[], untilMs: number): void {
    const kept = queue.findIndex(({ dueMs }) => dueMs > untilMs);
    const due = queue.splice(0, kept < 0 ? queue.length : kept);
    if (queue.length === 0) this.#late.delete(stream);
    this.#waiting -= due.length;
    for (const { item } of due) this.write(item);
  }

  /** On the heels of late ones, if there are any; then the one that waited to be overtaken. */
  #pass(item: T, nowMs: number): void {
    if (this.#late.has(item.stream)) this.#queue(item, nowMs);
    else this.write(item);
    this.#letOvertaken(item.stream);
  }

  #letOvertaken(stream: string): void {
    const held = this.#overtaken.get(stream);
    if (held === undefined) return;
    this.#overtaken.delete(stream);
    this.#waiting--;
    if (this.#late.has(stream)) this.#queue(held.item, held.dueMs);
    else this.write(held.item);
  }

  #hold(item: T, untilMs: number, nowMs: number): void {
    if (this.#overtaken.has(item.stream)) return this.#pass(item, nowMs);
    this.#overtaken.set(item.stream, { item, dueMs: untilMs });
    this.#waiting++;
  }

  #queue(item: T, dueMs: number): void {
    const queue = this.#late.get(item.stream) ?? [];
    queue.push({ item, dueMs: Math.max(dueMs, queue.at(-1)?.dueMs ?? 0) });
    this.#late.set(item.stream, queue);
    this.#waiting++;
  }
}
