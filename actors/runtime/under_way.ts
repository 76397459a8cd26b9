/** The messages that are on their way to one actor in a host, or wait there: what is lost when the host dies. */
import type { Envelope, Reply } from "./envelope.ts";

/**
 * Of asks it is known exactly which are done, of tells how many: the oldest are taken for those, as an actor handles them,
 * unless it puts some aside.
 */
export class UnderWay {
  #open: Envelope[] = [];

  get size(): number {
    return this.#open.length;
  }

  push(envelope: Envelope): void {
    this.#open.push(envelope);
  }

  /** So many tells are done. */
  tellsDone(count: number): void {
    let first = 0;
    while (first < count && this.#open[first]?.reply === undefined && first < this.#open.length) first++;
    this.#open.splice(0, first);
    let rest = count - first;
    // An ask that the actor has put aside stands before them.
    if (rest > 0 && this.#open.length > 0) {
      this.#open = this.#open.filter(({ reply }) => reply !== undefined || rest-- <= 0);
    }
  }

  /** An ask is done, with this answer to it. */
  askDone(reply: Reply): void {
    const index = this.#open[0]?.reply === reply ? 0 : this.#open.findIndex((envelope) => envelope.reply === reply);
    if (index === 0) this.#open.shift();
    else if (index > 0) this.#open.splice(index, 1);
  }

  /** The last message with this payload never left. */
  withdraw(payload: unknown): Envelope | undefined {
    const index = this.#open.findLastIndex((envelope) => envelope.payload === payload);
    return index === -1 ? undefined : this.#open.splice(index, 1)[0];
  }

  /** Everything, the oldest first. */
  drain(): Envelope[] {
    return this.#open.splice(0);
  }
}
