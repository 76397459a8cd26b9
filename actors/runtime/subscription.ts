/** One actor's subscription: how values of a topic come into its mailbox. */
import { Envelope, type Source } from "./envelope.ts";
import type { Subscriber } from "./topics.ts";
import type { SubscribeOptions } from "./types.ts";

/** What a subscription needs of its actor. */
export interface Receiver {
  deliver(envelope: Envelope): void;
  /** A value that was given up before it reached the mailbox. */
  lose(envelope: Envelope): void;
}

/** Makes the subscriber that fits the options. */
export function subscription(receiver: Receiver, kind: string, options: SubscribeOptions = {}): Subscriber {
  if (options.conflate === true) return new Conflating(receiver, kind);
  if (options.demand !== undefined) return new OnDemand(receiver, kind, options.demand);
  return {
    offer: (key, value, foreign) => receiver.deliver(new Envelope(kind, value, undefined, undefined, foreign, key)),
  };
}

/** At most one undelivered value of each key in the mailbox: the newest. */
class Conflating implements Subscriber, Source {
  readonly #waiting = new Map<string | undefined, { readonly envelope: Envelope; value: unknown }>();

  constructor(private readonly receiver: Receiver, private readonly kind: string) {}

  offer(key: string | undefined, value: unknown, foreign: boolean): void {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.value = value;
      return;
    }
    const envelope = new Envelope(this.kind, value, undefined, this, foreign, key);
    this.#waiting.set(key, { envelope, value });
    this.receiver.deliver(envelope);
  }

  taken(envelope: Envelope): void {
    const waiting = this.#waiting.get(envelope.key);
    if (waiting?.envelope !== envelope) return;
    envelope.payload = waiting.value;
    this.#waiting.delete(envelope.key);
  }
}

/** How many values wait on the publisher's side, as a multiple of `max`. */
const restFactor = 10;

/** At most `max` values in the mailbox; when `min` are left, more are let in. The rest waits here, bounded. */
class OnDemand implements Subscriber, Source {
  readonly #rest: Envelope[] = [];
  readonly #inFlight = new Set<Envelope>();
  #open = true;

  constructor(
    private readonly receiver: Receiver,
    private readonly kind: string,
    private readonly demand: { readonly max: number; readonly min: number },
  ) {
    if (demand.max > demand.min && demand.min >= 0) return;
    throw new RangeError(`Demand of ${kind}: max ${demand.max} must be above min ${demand.min}, and min at least 0`);
  }

  offer(key: string | undefined, value: unknown, foreign: boolean): void {
    const envelope = new Envelope(this.kind, value, undefined, this, foreign, key);
    if (this.#open) return this.#letIn(envelope);
    this.#rest.push(envelope);
    if (this.#rest.length <= this.demand.max * restFactor) return;
    const oldest = this.#rest.shift();
    if (oldest !== undefined) this.receiver.lose(oldest);
  }

  taken(envelope: Envelope): void {
    if (!this.#inFlight.delete(envelope) || this.#inFlight.size > this.demand.min) return;
    this.#open = true;
    while (this.#open) {
      const next = this.#rest.shift();
      if (next === undefined) return;
      this.#letIn(next);
    }
  }

  #letIn(envelope: Envelope): void {
    this.#inFlight.add(envelope);
    this.#open = this.#inFlight.size < this.demand.max;
    this.receiver.deliver(envelope);
  }
}
