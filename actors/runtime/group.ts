/** The actors of one place: a worker that they share, or a process. */
import { crashed } from "./errors.ts";
import type { Wire } from "./frames.ts";
import { Heartbeat, type Patience, strictest } from "./heartbeat.ts";
import { move } from "./process_move.ts";
import type { Reach } from "./reach.ts";
import type { RemoteHosts } from "./remote_hosts.ts";
import { type LinkOwner, RemoteLink } from "./remote_link.ts";
import type { RemotePort } from "./remote_port.ts";
import type { LiveSystem } from "./system.ts";
import type { ChildSpec, ExitReason } from "./types.ts";

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
    const next = this.#connect(port.spec, module);
    const stillThere = () => this.link === link;
    const number = await move(port, { link, actor }, { link: next, module, ready: this.#ready(next) }, stillThere);
    this.#become(next, module);
    port.goOn(next, number);
    link.handOver(actor);
    await link.die(shutdown);
  }

  interestChanged(topic: string): void {
    this.system.interestChanged(topic);
  }

  publish(from: RemoteLink, name: string, key: string | undefined, value: unknown): void {
    this.hosts.publishFrom(from, name, key, value);
    this.system.cluster?.publish(name, key, value);
  }

  /** Why its actors work worse than they should. */
  get degraded(): string | undefined {
    return this.hosts.losses.about(this.name);
  }

  died(link: RemoteLink, reason: ExitReason): void {
    this.hosts.losses.add(this.name, reason, () => link.wire.lingers());
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

  #become(link: RemoteLink, module: string): void {
    this.link = link;
    this.#opening = Promise.resolve(link);
    this.#module = module;
    this.hosts.introduce(link);
    this.#watchOver(link);
  }
}
