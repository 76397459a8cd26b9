/** All hosts of a system, by the names of their groups, and the topics between them. */
import { Group, type HostKind } from "./group.ts";
import { Losses } from "./losses.ts";
import type { Port } from "./port.ts";
import type { RemoteLink } from "./remote_link.ts";
import { RemotePort } from "./remote_port.ts";
import type { Hosts, LiveSystem } from "./system.ts";
import type { ChildSpec, Place } from "./types.ts";

/** The hosts beyond the main isolate. */
export class RemoteHosts implements Hosts {
  readonly #groups = new Map<string, Group>();
  readonly #ending = new Set<Promise<unknown>>();
  readonly losses: Losses;

  constructor(
    readonly system: LiveSystem,
    private readonly kinds: { readonly worker: HostKind; readonly process: HostKind },
  ) {
    this.losses = new Losses(system.clock);
  }

  get degraded(): string | undefined {
    return this.losses.total;
  }

  port(path: string, spec: ChildSpec): Port {
    const name = nameOf(spec.place);
    const kind = name.startsWith("worker") ? this.kinds.worker : this.kinds.process;
    const group = this.#groups.get(name) ?? new Group(name, this, kind, spec);
    this.#groups.set(name, group);
    const port = new RemotePort(path, spec, group);
    group.add(port);
    this.system.isolate.targets.set(path, port);
    return port;
  }

  /** A value of the main isolate for the hosts. */
  publish(name: string, key: string | undefined, value: unknown): void {
    for (const group of this.#groups.values()) group.link?.publish(name, key, value);
  }

  /** A value of one host for the other hosts. */
  publishFrom(from: RemoteLink, name: string, key: string | undefined, value: unknown): void {
    for (const group of this.#groups.values()) if (group.link !== from) group.link?.publish(name, key, value);
  }

  /** Tells every host whether somebody else hears the topic. */
  interestChanged(topic: string): void {
    const links = this.#links();
    const here = this.system.isolate.topics.has(topic);
    const hearing = links.filter((link) => link.interest.hearsAny(topic));
    for (const link of links) {
      link.send(["interest", topic, here || hearing.some((other) => other !== link)]);
    }
  }

  hears(topic: string): boolean {
    return this.#links().some((link) => link.interest.hearsAny(topic));
  }

  /** Tells a new host what others hear. */
  introduce(link: RemoteLink): void {
    const topics = new Set(this.system.isolate.topics.names());
    for (const other of this.#links()) {
      if (other !== link) { for (const topic of other.interest.topics) topics.add(topic); }
    }
    for (const topic of topics) link.send(["interest", topic, true]);
  }

  async kill(place: Place): Promise<void> {
    const link = this.#groups.get(nameOf(place))?.link;
    if (link === undefined) throw new Error(`There is no running host ${nameOf(place)}`);
    await link.die({ kind: "killed" });
  }

  counts(): { sent: number; handled: number; dead: number; queued: number } {
    const sum = { sent: 0, handled: 0, dead: 0, queued: 0 };
    for (const { counts } of this.#links()) {
      sum.sent += counts.sent;
      sum.handled += counts.handled;
      sum.dead += counts.dead;
      sum.queued += counts.queued;
    }
    return sum;
  }

  /** Lets {@linkcode RemoteHosts.close} wait for it. */
  until(ending: Promise<unknown>): void {
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }

  forget(group: Group): void {
    if (this.#groups.get(group.name) === group) this.#groups.delete(group.name);
  }

  async close(): Promise<void> {
    await Promise.all(this.#ending);
    for (const group of this.#groups.values()) this.until(group.close());
    await Promise.all([this.kinds.worker.close(), this.kinds.process.close(), ...this.#ending]);
  }

  #links(): RemoteLink[] {
    return [...this.#groups.values()].flatMap(({ link }) => link ?? []);
  }
}

/** `worker md` or `process strategy-1`. */
export function nameOf(place: Place | undefined): string {
  if (typeof place !== "object") throw new TypeError("A local actor has no host");
  return "worker" in place ? `worker ${place.worker}` : `process ${place.process}`;
}
