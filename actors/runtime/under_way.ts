/** The messages that are on their way to one actor in a host, or wait there: what is lost when the host dies. */
import type { Envelope, Reply } from "./envelope.ts";

/**
 * The host tells how many tells are done, the oldest first, and which asks; and which messages the actor has put aside, since
 * those are done later than their turn.
 */
export class UnderWay {
  #open: Envelope[] = [];
  /** How many of all are asks. */
  #asks = 0;
  #aside: Envelope[] = [];

  get size(): number {
    return this.#open.length + this.#aside.length;
  }

  /** All that remains was put aside. */
  get idle(): boolean {
    return this.#open.length === 0;
  }

  push(envelope: Envelope): void {
    if (envelope.reply !== undefined) this.#asks++;
    this.#open.push(envelope);
  }

  /** So many tells are done. */
  tellsDone(count: number): void {
    if (this.#asks === 0) this.#open.splice(0, count);
    else this.#tellsDoneAmongAsks(count);
  }

  #tellsDoneAmongAsks(count: number): void {
    let first = 0;
    while (first < count && first < this.#open.length && this.#open[first]?.reply === undefined) first++;
    this.#open.splice(0, first);
    let rest = count - first;
    // Some stand behind an ask.
    if (rest > 0) this.#open = this.#open.filter(({ reply }) => reply !== undefined || rest-- <= 0);
  }

  /** An ask is done, with this answer to it. */
  askDone(reply: Reply): void {
    if ((take(this.#open, reply) ?? take(this.#aside, reply)) !== undefined) this.#asks--;
  }

  /** The actor has put this ask aside, or the oldest tell. */
  setAside(reply?: Reply): void {
    const envelope = take(this.#open, reply);
    if (envelope !== undefined) this.#aside.push(envelope);
  }

  /** The actor has put everything back to the front of its mailbox. */
  bringBack(): void {
    this.#open.unshift(...this.#aside.splice(0));
  }

  /** What was put aside, in order. */
  takeAside(): Envelope[] {
    const aside = this.#aside.splice(0);
    this.#asks -= aside.filter(({ reply }) => reply !== undefined).length;
    return aside;
  }

  /** The last message with this payload never left. */
  withdraw(payload: unknown): Envelope | undefined {
    const index = this.#open.findLastIndex((envelope) => envelope.payload === payload);
    const [envelope] = index === -1 ? [] : this.#open.splice(index, 1);
    if (envelope?.reply !== undefined) this.#asks--;
    return envelope;
  }

  /** Everything. */
  drain(): Envelope[] {
    this.#asks = 0;
    return [...this.#aside.splice(0), ...this.#open.splice(0)];
  }
}

/** Takes the first message with this answer; without one, the first tell. */
function take(from: Envelope[], reply: Reply | undefined): Envelope | undefined {
  if (from[0]?.reply === reply) return from.shift();
  const index = from.findIndex((envelope) => envelope.reply === reply);
  return index === -1 ? undefined : from.splice(index, 1)[0];
}
