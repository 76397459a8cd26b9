/** Who in this isolate hears which topic. */

/** Hears values. */
export interface Subscriber {
  /** `foreign` values come from another isolate and are not yet checked. */
  offer(key: string | undefined, value: unknown, foreign: boolean): void;
}

interface Audience {
  readonly all: Set<Subscriber>;
  readonly keyed: Map<string, Set<Subscriber>>;
}

/** Tells the outside world when the first subscriber of a topic (or key) has come or the last one has gone. */
export type InterestChanged = (name: string, key: string | undefined, wanted: boolean) => void;

/** The subscriptions of one isolate. A subscriber of the unkeyed topic hears every key. */
export class TopicRegistry {
  readonly #audiences = new Map<string, Audience>();

  constructor(private readonly interestChanged: InterestChanged = () => {}) {}

  /** Returns the unsubscriber, which may be called twice. */
  subscribe(name: string, key: string | undefined, subscriber: Subscriber): () => void {
    const audience = this.#audiences.get(name) ?? this.#open(name);
    const set = key === undefined ? audience.all : keyedSet(audience, key);
    if (set.size === 0) this.interestChanged(name, key, true);
    set.add(subscriber);
    return () => {
      if (!set.delete(subscriber) || set.size > 0) return;
      this.#close(name, key);
      this.interestChanged(name, key, false);
    };
  }

  /** Hands the value to every subscriber here. */
  deliver(name: string, key: string | undefined, value: unknown, foreign = false): void {
    const audience = this.#audiences.get(name);
    if (audience === undefined) return;
    for (const subscriber of audience.all) subscriber.offer(key, value, foreign);
    const keyed = key === undefined ? undefined : audience.keyed.get(key);
    if (keyed !== undefined) { for (const subscriber of keyed) subscriber.offer(key, value, foreign); }
  }

  /** True when somebody here hears the topic, or any key of it. */
  has(name: string): boolean {
    return this.#audiences.has(name);
  }

  /** Every topic that somebody here hears. */
  names(): Iterable<string> {
    return this.#audiences.keys();
  }

  #open(name: string): Audience {
    const audience = { all: new Set<Subscriber>(), keyed: new Map<string, Set<Subscriber>>() };
    this.#audiences.set(name, audience);
    return audience;
  }

  #close(name: string, key: string | undefined): void {
    const audience = this.#audiences.get(name);
    if (key !== undefined) audience?.keyed.delete(key);
    if (audience?.all.size === 0 && audience.keyed.size === 0) this.#audiences.delete(name);
  }
}

function keyedSet(audience: Audience, key: string): Set<Subscriber> {
  const set = audience.keyed.get(key) ?? new Set<Subscriber>();
  audience.keyed.set(key, set);
  return set;
}
