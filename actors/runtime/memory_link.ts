/**
 * Several nodes in one process: the {@linkcode ClusterLink} that tests and single machines use, and the plainest statement
 * of what every other adapter must do (`link_contract.ts` holds them all to it).
 */
import { realClock } from "./clock.ts";
import { parseDuration } from "./duration.ts";
import { LeaseBook } from "./memory_leases.ts";
import type { ClusterLink, Duration, Lease, LeaseOptions, TimerClock } from "./types.ts";

type Hear = (from: string, envelope: unknown) => void;

/** What connects the nodes. */
export class MemoryNet {
  readonly #nodes = new Map<string, MemoryLink>();
  readonly #cut = new Set<string>();
  readonly #leases: LeaseBook;

  /** No nodes yet; leases run out by `clock`. */
  constructor(clock: TimerClock = realClock) {
    this.#leases = new LeaseBook(clock, (node) => this.#reaches(node));
  }

  /** The link of a node. @throws when there is one of that name that was not closed. */
  link(node: string): MemoryLink {
    if (!/^[^/\s]+$/.test(node)) throw new TypeError(`The node's name "${node}" must not be empty or hold / or spaces`);
    if (this.#nodes.has(node)) throw new Error(`There is already a node "${node}"`);
    const link = new MemoryLink(node, this, this.#leases);
    this.#nodes.set(node, link);
    return link;
  }

  /** The node hears nobody and nobody hears it, until {@linkcode MemoryNet.heal}. */
  cut(node: string): void {
    this.#cut.add(node);
  }

  /** The node hears the others again; what was sent meanwhile is lost. */
  heal(node: string): void {
    this.#cut.delete(node);
    this.#leases.changed();
  }

  /** Carries a copy, as any wire would. @throws {TypeError} when the envelope is no plain data. */
  carry(from: string, to: string, subject: string | undefined, envelope: unknown): void {
    const text = JSON.stringify(envelope);
    queueMicrotask(() => {
      if (this.#cut.has(from) || this.#cut.has(to)) return;
      this.#nodes.get(to)?.take(from, subject, JSON.parse(text));
    });
  }

  /** The names of the nodes but one. */
  others(node: string): string[] {
    return [...this.#nodes.keys()].filter((other) => other !== node);
  }

  /** A node has closed its link: its name is free, its leases end. */
  left(node: string): void {
    this.#nodes.delete(node);
    this.#leases.left(node);
  }

  #reaches(node: string): boolean {
    return this.#nodes.has(node) && !this.#cut.has(node);
  }
}

/** One node's end. */
export class MemoryLink implements ClusterLink {
  readonly #received = new Set<Hear>();
  readonly #subscribed = new Map<string, Set<Hear>>();

  /** Made by {@linkcode MemoryNet.link}. */
  constructor(readonly node: string, private readonly net: MemoryNet, private readonly leases: LeaseBook) {}

  send(node: string, envelope: unknown): void {
    this.net.carry(this.node, node, undefined, envelope);
  }

  receive(hear: (from: string, envelope: unknown) => void): () => void {
    this.#received.add(hear);
    return () => this.#received.delete(hear);
  }

  publish(subject: string, envelope: unknown): void {
    for (const other of this.net.others(this.node)) this.net.carry(this.node, other, subject, envelope);
  }

  subscribe(subject: string, hear: (from: string, envelope: unknown) => void): () => void {
    const hearers = this.#subscribed.get(subject) ?? new Set();
    this.#subscribed.set(subject, hearers);
    hearers.add(hear);
    return () => {
      hearers.delete(hear);
      if (hearers.size === 0 && this.#subscribed.get(subject) === hearers) this.#subscribed.delete(subject);
    };
  }

  lease(name: string, ttl: Duration, options?: LeaseOptions): Promise<Lease> {
    return this.leases.acquire(this.node, name, parseDuration(ttl), options);
  }

  /** Leaves: what it held is free at once, what it waited for is refused. */
  close(): void {
    this.#received.clear();
    this.#subscribed.clear();
    this.net.left(this.node);
  }

  /** What another node sent. */
  take(from: string, subject: string | undefined, envelope: unknown): void {
    const hearers = subject === undefined ? this.#received : this.#subscribed.get(subject);
    for (const hear of hearers ?? []) hear(from, envelope);
  }
}
