/** What waits for an actor: its bounded mailbox, and before it the messages of the system. */
import type { Envelope } from "./envelope.ts";
import type { Isolate } from "./isolate.ts";
import { Mailbox } from "./mailbox.ts";
import type { DeadLetter } from "./types.ts";

/** The inbox of one address. What it cannot take is refused: the asker is told, and it is counted as dead. */
export class Inbox {
  readonly mailbox = new Mailbox<Envelope>();
  gone = false;
  /** Nothing is handed out. */
  paused = false;
  /** Sees each message first: it may change it, or say `false` to lose it (test kit). */
  intake: ((envelope: Envelope) => boolean) | undefined;
  readonly #urgent: Envelope[] = [];

  constructor(private readonly path: string, private readonly isolate: Isolate) {}

  /** Messages that wait. */
  get depth(): number {
    return this.mailbox.depth + this.#urgent.length;
  }

  /** There is something to hand out. */
  get ready(): boolean {
    return !this.paused && (this.mailbox.depth > 0 || this.#urgent.length > 0);
  }

  put(envelope: Envelope): void {
    this.isolate.tally.sent++;
    if (this.isolate.observer !== undefined) this.isolate.observer.sent(envelope);
    if (this.gone) return this.refuse(envelope, "noproc");
    if (this.intake?.(envelope) === false) return this.refuse(envelope, "dropped");
    const loser = this.mailbox.push(envelope);
    if (loser !== undefined) this.refuse(loser, "overflow");
  }

  /** A message that overtakes all others. */
  putFirst(envelope: Envelope): void {
    this.isolate.tally.sent++;
    if (this.gone) this.refuse(envelope, "noproc");
    else this.#urgent.push(envelope);
  }

  /** A message that was lost on the way. */
  lose(envelope: Envelope): void {
    this.isolate.tally.sent++;
    this.refuse(envelope, "overflow");
  }

  /** The next to be handled. */
  take(): Envelope | undefined {
    if (this.paused) return undefined;
    return this.#urgent.length > 0 ? this.#urgent.shift() : this.mailbox.shift();
  }

  refuse(envelope: Envelope, why: DeadLetter["why"], detail?: string, cause?: unknown): void {
    this.isolate.refuse(this.path, envelope, why, detail, cause);
  }

  /** Messages of the system are for one incarnation only. */
  dropUrgent(): void {
    for (const envelope of this.#urgent.splice(0)) this.refuse(envelope, "stopped");
  }

  /** Takes nothing more; what waits is refused. */
  close(): void {
    this.gone = true;
    this.dropUrgent();
    for (const envelope of this.mailbox.drain()) this.refuse(envelope, "stopped");
  }
}
