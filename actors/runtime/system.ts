/**
 * A running tree: the main isolate, its supervisors, and the hosts of the actors that live elsewhere.
 */
import { Cell } from "./cell.ts";
import { check } from "./check.ts";
import { Child, type House } from "./child.ts";
import { realClock } from "./clock.ts";
import { Cluster } from "./cluster.ts";
import { DeadLetters } from "./dead_letters.ts";
import type { Envelope } from "./envelope.ts";
import { Isolate, type Level, type Target, type World } from "./isolate.ts";
import { MemoryStore } from "./journal.ts";
import { alreadyLoaded, load, type Loaded } from "./loader.ts";
import { partitionOf, readKeyed } from "./partitions.ts";
import { SystemMetrics } from "./metrics.ts";
import { type Observed, observed } from "./observer.ts";
import { LocalPort, type Port } from "./port.ts";
import { refTo } from "./ref.ts";
import { FairScheduler, type Scheduler } from "./scheduler.ts";
import type { Supervisor } from "./supervisor.ts";
import type {
  ActorRef,
  ChildSpec,
  Clock,
  Counts,
  DeadLetter,
  Down,
  ExitReason,
  Logger,
  Place,
  Protocol,
  SnapshotStore,
  SupervisorChild,
  SupervisorSpec,
  System,
  SystemOptions,
  TimerClock,
  Topic,
  TraceEntry,
  TreeNode,
} from "./types.ts";
import { Traces } from "./traces.ts";
import { Watches } from "./watches.ts";

/** Where actors that are not `local` live. */
export interface Hosts {
  /** Opens the address of an actor in its place, and registers it with the isolate. */
  port(path: string, spec: ChildSpec): Port;
  publish(name: string, key: string | undefined, value: unknown): void;
  interestChanged(topic: string): void;
  /** What was lost for good, in words. */
  readonly degraded?: string | undefined;
  /** True when somebody in a host hears the topic. */
  hears(topic: string): boolean;
  kill(place: Place): Promise<void>;
  /** What happened in the hosts beyond what the main isolate counted. */
  counts(): Counts;
  close(): Promise<void>;
}

/** Parts that the test kit replaces. */
export interface Parts {
  readonly scheduler?: Scheduler;
  readonly hosts: (system: LiveSystem) => Hosts;
}

const shutdown: ExitReason = { kind: "shutdown" };

const consoleLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (message, fields) => console.warn(message, fields ?? ""),
  error: (message, fields) => console.error(message, fields ?? ""),
};

/** The system of the main isolate. */
export class LiveSystem implements System, World, House {
  readonly clock: TimerClock & Clock;
  readonly random: () => number;
  readonly store: SnapshotStore;
  readonly logger: Logger;
  readonly isolate: Isolate;
  readonly observed: Observed;
  readonly watches = new Watches();
  readonly children = new Map<string, Child>();
  readonly ended: Promise<ExitReason>;
  readonly hosts: Hosts;
  readonly cluster: Cluster | undefined;
  /** Modules that are being imported. */
  loading = 0;
  readonly #root: Child;
  readonly #dead: DeadLetters;
  readonly #metrics: SystemMetrics | undefined;
  readonly #traces = new Traces((path) => this.children.get(path)?.port);
  readonly #end = Promise.withResolvers<ExitReason>();
  #closing: Promise<void> | undefined;
  #lastCycle: TreeNode["lastCycle"];

  constructor(tree: SupervisorSpec, options: SystemOptions, parts: Parts) {
    this.clock = options.clock ?? realClock;
    this.random = options.random ?? Math.random;
    this.store = options.store ?? new MemoryStore();
    this.logger = options.logger ?? consoleLogger;
    this.ended = this.#end.promise;
    this.#dead = new DeadLetters(this.clock, this.logger);
    this.isolate = new Isolate(this, this.clock, this.random, parts.scheduler ?? new FairScheduler());
    this.observed = observed(options);
    this.isolate.observe(this.observed);
    this.#metrics = this.observed.tracing ? new SystemMetrics(this.children) : undefined;
    this.hosts = parts.hosts(this);
    this.cluster = options.link === undefined ? undefined : new Cluster(options.link, this);
    this.#root = new Child("/root", { id: "root", supervisor: tree }, this, (root, reason) => {
      root.rest("halted");
      void this.#close(reason);
    });
  }

  /** Starts the tree. @throws {StartError} when a child does not start; everything is stopped by then. */
  async boot(): Promise<void> {
    try {
      await this.#root.start();
    } catch (error) {
      await this.#close({ kind: "crash" });
      throw error;
    }
  }

  async start<P extends Protocol>(parent: string, child: ChildSpec<P> | SupervisorChild): Promise<ActorRef<P>> {
    const path = await this.startChild(parent, child);
    return refTo(this.isolate, path, "protocol" in child ? child.protocol : undefined);
  }

  async stop(path = "/root"): Promise<void> {
    if (path !== "/root") return await this.stopChild(path);
    await this.#root.stop(shutdown);
    await this.#close(shutdown);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async restart(path: string): Promise<void> {
    await this.#supervisorOf(path).restartChild(this.child(path));
  }

  async upgrade(path: string, module: string): Promise<void> {
    const child = this.child(path);
    await this.#supervisorOf(path).whileQuiet(child, async () => {
      if (child.port === undefined) throw new Error(`Cannot upgrade ${path}: it is no running actor`);
      await child.port.upgrade(module);
    });
  }

  whereis<P extends Protocol>(path: string, protocol: P): ActorRef<P> {
    return refTo(this.isolate, path, protocol);
  }

  publish<T>(topic: Topic<T>, value: T): void {
    this.isolate.publish(topic.name, topic.keyName, value);
  }

  announce(name: string, key: string | undefined, value: unknown): void {
    this.hosts.publish(name, key, value);
    this.cluster?.publish(name, key, value);
  }

  subscribe<T>(topic: Topic<T>, listener: (value: T) => void): () => void {
    return this.isolate.topics.subscribe(topic.name, topic.keyName, {
      offer: (_, value, foreign) => {
        const checked = foreign ? check(topic.schema, value) : { success: true as const, data: value as T };
        if (checked.success) listener(checked.data);
        else this.deadLetter({ to: `topic ${topic.name}`, kind: topic.name, why: "invalid", atMs: this.clock.now() });
      },
    });
  }

  tree(): Promise<TreeNode> {
    const { degraded } = this.hosts;
    return Promise.resolve({
      ...this.#root.node(),
      ...(degraded === undefined ? {} : { degraded }),
      ...(this.#lastCycle === undefined ? {} : { lastCycle: this.#lastCycle }),
    });
  }

  counts(): Counts {
    const here = this.isolate.tally;
    const there = this.hosts.counts();
    let queued = there.queued;
    for (const { port } of this.children.values()) queued += port?.vitals().queued ?? 0;
    return {
      sent: here.sent + there.sent,
      handled: here.handled + there.handled,
      dead: here.dead + there.dead,
      queued,
    };
  }

  trace(path: string, signal?: AbortSignal): AsyncIterable<TraceEntry> {
    this.child(path);
    return this.#traces.follow(path, signal);
  }

  deadLetters(signal?: AbortSignal): AsyncIterable<DeadLetter> {
    return this.#dead.feed.read(signal);
  }

  killHost(place: Place): Promise<void> {
    return this.hosts.kill(place);
  }

  elsewhere(path: string): Target {
    const abroad = this.cluster?.target(path);
    if (abroad !== undefined) return abroad;
    const place = this.#partitionOf(path);
    return place === undefined ? this.#nowhere(path) : this.isolate.target(place);
  }

  #nowhere(path: string): Target {
    return {
      path,
      gone: true,
      deliver: (envelope: Envelope) => {
        this.isolate.tally.sent++;
        this.isolate.refuse(path, envelope, "noproc");
      },
    };
  }

  interestChanged(name: string): void {
    this.hosts.interestChanged(name);
    this.cluster?.interest(name, this.isolate.topics.has(name) || this.hosts.hears(name));
  }

  watch(named: string, ended: (down: Down) => void): () => void {
    const abroad = this.cluster?.watch(named, ended);
    if (abroad !== undefined) return abroad;
    const path = this.#partitionOf(named) ?? named;
    if (this.children.get(path)?.up === true) return this.watches.add(path, ended);
    ended({ path, reason: { kind: "noproc" } });
    return () => {};
  }

  async spawn(parent: string, child: ChildSpec): Promise<string> {
    return await this.child(parent).spawn(child);
  }

  async startChild(parent: string, child: ChildSpec | SupervisorChild): Promise<string> {
    const { below } = this.child(parent);
    if (below === undefined) throw new Error(`Cannot start "${child.id}" below ${parent}: it is no running supervisor`);
    return await below.startChild(child);
  }

  async stopChild(path: string): Promise<void> {
    await this.#supervisorOf(path).stopChild(this.child(path));
  }

  log(level: Level, path: string, message: string, fields: Record<string, unknown> = {}): void {
    this.logger[level](message, { actor: path, ...fields });
  }

  deadLetter(letter: DeadLetter): void {
    this.#dead.add(letter);
    this.#metrics?.deadLetter(letter);
  }

  cycleFound(way: readonly string[]): void {
    this.#lastCycle = { way, atMs: this.clock.now() };
    this.log("error", way[0] ?? "", `Actors wait for one another: ${way.join(" awaits ")}`);
  }

  load(module: string): Loaded | Promise<Loaded> {
    const known = alreadyLoaded(module);
    if (known !== undefined) return known;
    this.loading++;
    return load(module).finally(() => this.loading--);
  }

  port(path: string, spec: ChildSpec): Port {
    const isLocal = (spec.place ?? "local") === "local";
    const port = isLocal ? this.openLocal(path, spec).port : this.hosts.port(path, spec);
    this.#traces.attach(path, port);
    return port;
  }

  /** An actor in the main isolate. */
  openLocal(path: string, spec: ChildSpec): { readonly port: Port; readonly cell: Cell } {
    const cell = new Cell(path, this.isolate);
    this.isolate.targets.set(path, cell);
    return { cell, port: new LocalPort(cell, spec, this.isolate) };
  }

  /** @throws when there is no such child in the tree. */
  child(path: string): Child {
    const child = this.children.get(path);
    if (child === undefined) throw new Error(`There is no ${path} in the tree`);
    return child;
  }

  /** The path of the partition that `path` names by a key, if it does. */
  #partitionOf(path: string): string | undefined {
    const named = readKeyed(path);
    const spec = named && this.children.get(named.parent)?.below?.spec;
    if (named === undefined || spec?.strategy !== "partition") return undefined;
    return `${named.parent}/${partitionOf(named.key, spec.children?.length ?? 1)}`;
  }

  #supervisorOf(path: string): Supervisor {
    const parent = this.child(path.slice(0, path.lastIndexOf("/")));
    if (parent.below === undefined) throw new Error(`The supervisor of ${path} is not running`);
    return parent.below;
  }

  #close(reason: ExitReason): Promise<void> {
    return this.#closing ??= this.#closeAll(reason);
  }

  async #closeAll(reason: ExitReason): Promise<void> {
    await this.hosts.close();
    this.cluster?.close();
    this.isolate.close();
    this.#dead.close();
    this.#metrics?.close();
    this.#traces.close();
    this.#end.resolve(reason);
  }
}
