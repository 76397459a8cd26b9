/** All hosts of a system: a named group of actors shares one worker; a process holds one. */
import { crashed, StartError } from "./errors.ts";
import { Heartbeat, type Patience, strictest } from "./heartbeat.ts";
import type { Wire } from "./frames.ts";
import type { Snapshot } from "./journal.ts";
import type { Port } from "./port.ts";
import { type LinkOwner, type Reach, RemoteLink, type Tenant } from "./remote_link.ts";
import { RemotePort } from "./remote_port.ts";
import type { Hosts, LiveSystem } from "./system.ts";
import type { ChildSpec, ExitReason, Place } from "./types.ts";

/** Opens hosts of one kind. */
export interface HostKind {
  readonly patience: Patience;
  reach(spec: ChildSpec): Reach;
  /** Starts a host in which `spec` can live. */
  open(spec: ChildSpec, module: string, patience: Patience): Wire;
  /** True when a host opened for the module can load no other. */
  readonly oneModule: boolean;
  close(): Promise<void>;
}

const shutdown: ExitReason = { kind: "shutdown" };
/** How long a new host may take until it reports. */
const openLimitMs = 30_000;
/** How long a host may be silent while an actor starts. */
const startSilenceMs = 5_000;

/** The hosts beyond the main isolate. */
export class RemoteHosts implements Hosts {
  readonly #groups = new Map<string, Group>();
  readonly #ending = new Set<Promise<unknown>>();

  constructor(
    readonly system: LiveSystem,
    private readonly kinds: { readonly worker: HostKind; readonly process: HostKind },
  ) {}

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
    const hearing = links.filter((link) => link.hearsAny(topic));
    for (const link of links) {
      link.send(["interest", topic, here || hearing.some((other) => other !== link)]);
    }
  }

  /** Tells a new host what others hear. */
  introduce(link: RemoteLink): void {
    const topics = new Set(this.system.isolate.topics.names());
    for (const other of this.#links()) if (other !== link) { for (const topic of other.topics) topics.add(topic); }
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

/** The actors of one place. Their host is opened with the first start, replaced after its death, closed with the last. */
export class Group implements LinkOwner {
  readonly system: LiveSystem;
  readonly reach: Reach;
  link: RemoteLink | undefined;
  readonly #ports = new Set<RemotePort>();
  #opening: Promise<RemoteLink> | undefined;
  #heartbeat: Heartbeat | undefined;
  #module: string | undefined;

  constructor(
    readonly name: string,
    private readonly hosts: RemoteHosts,
    private readonly kind: HostKind,
    spec: ChildSpec,
  ) {
    this.system = hosts.system;
    this.reach = kind.reach(spec);
  }

  add(port: RemotePort): void {
    this.#ports.add(port);
  }

  /** The living host, a new one if need be. @throws when it does not start, or cannot load the port's module. */
  async open(port: RemotePort): Promise<RemoteLink> {
    if (this.kind.oneModule && this.#opening !== undefined && this.#module !== port.module) {
      throw new Error(`${this.name} already runs ${this.#module}; a process holds actors of one module`);
    }
    this.#module = port.module;
    this.#opening ??= this.#open(port).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return await this.#opening;
  }

  /** An actor has left for good. */
  release(port: RemotePort, link: RemoteLink | undefined, actor: number): void {
    this.#ports.delete(port);
    if (this.#ports.size === 0) this.hosts.forget(this);
    this.hosts.until(this.#dismiss(link, actor));
  }

  /** Swaps the code of one actor: in the same worker, or from one process to a new one. */
  async upgrade(port: RemotePort, link: RemoteLink, actor: number, module: string): Promise<void> {
    if (!this.kind.oneModule) {
      await link.call((call) => ["upgrade", actor, call, module]);
      return;
    }
    if (this.#ports.size > 1) throw new Error(`Cannot upgrade ${port.path}: it shares ${this.name} with others`);
    await this.#move(port, link, actor, module);
  }

  interestChanged(topic: string): void {
    this.hosts.interestChanged(topic);
  }

  publish(from: RemoteLink, name: string, key: string | undefined, value: unknown): void {
    this.hosts.publishFrom(from, name, key, value);
  }

  died(link: RemoteLink): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.#opening = undefined;
    this.#heartbeat?.stop();
  }

  close(): Promise<void> {
    return this.link?.die(shutdown) ?? Promise.resolve();
  }

  async #dismiss(link: RemoteLink | undefined, actor: number): Promise<void> {
    if (link?.alive === true) {
      const late = this.system.clock.timer(1_000, () => void link.die({ kind: "killed" }));
      // A host that died meanwhile has given the address up too.
      await link.dismiss(actor).catch(() => {});
      late();
    }
    if (this.#ports.size === 0) await this.link?.die(shutdown);
  }

  async #open(port: RemotePort): Promise<RemoteLink> {
    const link = this.#connect(port.spec, port.module);
    this.link = link;
    await this.#ready(link);
    this.hosts.introduce(link);
    this.#watchOver(link);
    return link;
  }

  #connect(spec: ChildSpec, module: string): RemoteLink {
    return new RemoteLink(this.kind.open(spec, module, this.#patience()), this);
  }

  async #ready(link: RemoteLink): Promise<void> {
    const error = new Error(`${this.name} did not report within ${openLimitMs} ms`);
    const cancel = this.system.clock.timer(openLimitMs, () => void link.die(crashed(error)));
    await link.ready.promise.finally(cancel);
  }

  #watchOver(link: RemoteLink): void {
    this.#heartbeat?.stop();
    const silent = () => void link.die({ kind: "hung" });
    this.#heartbeat = new Heartbeat(this.system.clock, () => link.wire.beats(), () => this.#patienceNow(), silent);
  }

  /** While an actor starts, its module is compiled and run: a host may be silent longer then. */
  #patienceNow(): Patience {
    const patience = this.#patience();
    if (![...this.#ports].some(({ starting }) => starting)) return patience;
    return { ...patience, misses: Math.max(patience.misses, Math.ceil(startSilenceMs / patience.everyMs)) };
  }

  #patience(): Patience {
    return strictest([...this.#ports].map(({ spec }) => spec), this.kind.patience);
  }

  /** From one process to another: the old one goes on if the new one does not start. */
  async #move(port: RemotePort, old: RemoteLink, actor: number, module: string): Promise<void> {
    await port.holdBack();
    const next = this.#connect(port.spec, module);
    try {
      const from = await old.call((call) => ["handOut", actor, call]) as Snapshot | null | undefined;
      await this.#ready(next);
      const landing = new Landing(port.path);
      const number = next.adopt(landing);
      next.start(number, port.life, port.startOrder(module, from ?? undefined));
      await landing.running;
      if (this.link !== old) throw new Error(`${this.name} ended during the upgrade`);
      next.handOver(number, port);
      this.#become(next, module);
      port.goOn(next, number);
    } catch (error) {
      await next.die(shutdown);
      old.send(["resume", actor]);
      port.goOn(old, actor);
      throw error;
    }
    old.handOver(actor);
    await old.die(shutdown);
  }

  #become(link: RemoteLink, module: string): void {
    this.link = link;
    this.#opening = Promise.resolve(link);
    this.#module = module;
    this.hosts.introduce(link);
    this.#watchOver(link);
  }
}

/** An actor that starts in a new host while the old one still holds its place. */
class Landing implements Tenant {
  readonly #running = Promise.withResolvers<void>();

  constructor(readonly path: string) {
    this.running.catch(() => {});
  }

  get running(): Promise<void> {
    return this.#running.promise;
  }

  started(): void {
    this.#running.resolve();
  }

  exited(_life: number, reason: ExitReason): void {
    this.#running.reject(new StartError(this.path, reason));
  }

  hostDied(reason: ExitReason): number {
    this.#running.reject(new StartError(this.path, reason));
    return 0;
  }

  done(): void {}
  traced(): void {}
  unsendable(): void {}
}

/** `worker md` or `process strategy-1`. */
export function nameOf(place: Place | undefined): string {
  if (typeof place !== "object") throw new TypeError("A local actor has no host");
  return "worker" in place ? `worker ${place.worker}` : `process ${place.process}`;
}
