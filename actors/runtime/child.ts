/** One entry of a supervisor: an actor with what it spawned, or a supervisor with its children. */
import { crashed, describeExit, fromEnvelope, StartError } from "./errors.ts";
import type { Loaded } from "./loader.ts";
import type { Port } from "./port.ts";
import { Supervisor } from "./supervisor.ts";
import type { ChildSpec, Clock, ExitReason, SupervisorChild, SupervisorSpec, TimerClock, TreeNode } from "./types.ts";
import type { Watches } from "./watches.ts";

/** What supervisors need of the system. */
export interface House {
  readonly clock: TimerClock & Clock;
  readonly random: () => number;
  readonly watches: Watches;
  /** Every child that is in the tree, by path. */
  readonly children: Map<string, Child>;
  /** What the module of a local child declares. */
  load(module: string): Loaded | Promise<Loaded>;
  /** Opens the address of an actor in its place. */
  port(path: string, spec: ChildSpec): Port;
  log(level: "info" | "warn" | "error", path: string, message: string, fields?: Record<string, unknown>): void;
}

const emptyMailbox = { depth: 0, capacity: 0, overflow: "reject", dropped: 0 } as const;

/** One child. It knows how to start and end, and reports ends that nobody asked for; its supervisor decides. */
export class Child {
  status: TreeNode["status"] = "starting";
  restarts = 0;
  /** Counts the starts: an end belongs to one of them. */
  incarnation = 0;
  startedMs = 0;
  /** How long the last incarnation lived; 0 when it did not even start. */
  livedMs = 0;
  lastExit: ExitReason | undefined;
  lastExitMs: number | undefined;
  /** Somebody stopped it: it is not restarted. */
  unwanted = false;
  #port: Port | undefined;
  #below: Supervisor | undefined;
  #stopping: Promise<void> | undefined;
  #endedEarly = false;
  #startedElapsedMs = 0;
  #strategy: SupervisorSpec["strategy"] | undefined;

  constructor(
    readonly path: string,
    readonly spec: ChildSpec | SupervisorChild,
    private readonly house: House,
    private readonly ended: (child: Child, reason: ExitReason) => void,
  ) {
    house.children.set(path, this);
  }

  get id(): string {
    return this.spec.id;
  }

  get restart(): NonNullable<ChildSpec["restart"]> {
    return this.spec.restart ?? "permanent";
  }

  get significant(): boolean {
    return this.spec.significant ?? false;
  }

  /** True for a supervisor that has started once. */
  get supervises(): boolean {
    return this.#strategy !== undefined;
  }

  /** True while it runs or is about to. */
  get up(): boolean {
    return this.status !== "dead" && this.status !== "halted";
  }

  /** Running, starting or on its way out: it has something to stop. */
  get alive(): boolean {
    return this.#stopping === undefined && (this.status === "running" || this.status === "starting");
  }

  get port(): Port | undefined {
    return this.#port;
  }

  get below(): Supervisor | undefined {
    return this.#below;
  }

  /** @throws {StartError} when it does not start, or is stopped meanwhile. */
  async start(): Promise<void> {
    this.#stopping = undefined;
    this.#endedEarly = false;
    this.livedMs = 0;
    this.unwanted = false;
    this.status = "starting";
    if (this.incarnation++ > 0) this.restarts++;
    try {
      await this.#begin();
      if (this.#stopping !== undefined) throw new StartError(this.path, { kind: "shutdown" });
    } catch (error) {
      throw await this.#startFailed(error);
    }
    this.startedMs = this.house.clock.now();
    this.#startedElapsedMs = this.house.clock.elapsed();
    // It may have ended already, by the first message that waited for it.
    if (!this.#endedEarly) this.status = "running";
  }

  /** Ends it in order; resolves when it has ended. It is not reported as an end. */
  stop(reason: ExitReason): Promise<void> {
    if (this.#stopping !== undefined || !this.up) return this.#stopping ?? Promise.resolve();
    const wasAlive = this.alive;
    this.status = "stopping";
    return this.#stopping = this.#end(reason, wasAlive);
  }

  /** Leaves the tree: the address is given up. */
  retire(): void {
    this.#closePort();
    if (this.house.children.get(this.path) === this) this.house.children.delete(this.path);
  }

  /** Gives the address up but stays in the tree, to be seen and started again. */
  rest(status: "dead" | "halted"): void {
    this.status = status;
    this.#closePort();
  }

  /** Starts a child below this actor. */
  async spawn(spec: ChildSpec): Promise<string> {
    if (this.#port === undefined || this.#stopping !== undefined) {
      throw new Error(`${this.path} cannot spawn ${spec.id}: it is not running`);
    }
    this.#below ??= this.#supervise({ strategy: "dynamic" }, (reason) => this.#port?.crash(toError(reason)));
    return await this.#below.startChild({ ...spec, place: spec.place ?? this.#place() });
  }

  node(): TreeNode {
    const { mailbox, handled, degraded } = this.#port?.vitals() ?? { mailbox: emptyMailbox, handled: 0 };
    const strategy = this.#strategy;
    const departed = this.#below?.departed ?? [];
    return {
      path: this.path,
      kind: strategy === undefined ? "actor" : "supervisor",
      status: this.status,
      place: this.#place(),
      ...(strategy === undefined ? {} : { strategy }),
      mailbox,
      handled,
      restarts: this.restarts,
      startedMs: this.startedMs,
      ...(this.lastExit === undefined ? {} : { lastExit: this.lastExit, lastExitMs: this.lastExitMs }),
      ...(degraded === undefined ? {} : { degraded }),
      children: this.#below?.nodes() ?? [],
      ...(departed.length === 0 ? {} : { departed }),
    };
  }

  async #begin(): Promise<void> {
    const { spec } = this;
    if ("supervisor" in spec) return await this.#startSupervisor(spec.supervisor);
    if (this.#port === undefined && this.#place() === "local") {
      const loading = this.house.load(spec.module);
      const loaded = loading instanceof Promise ? await loading : loading;
      if (loaded.is === "supervisor") return await this.#startSupervisor(loaded.spec);
      if (this.#stopping !== undefined) return;
    }
    this.#port ??= this.house.port(this.path, spec);
    this.#port.onExit = (reason) => this.#exited(reason);
    await this.#port.start();
  }

  #startSupervisor(spec: SupervisorSpec): Promise<void> {
    this.#strategy = spec.strategy;
    this.#below = this.#supervise(spec, (reason) => this.#exited(reason));
    return this.#below.start();
  }

  #supervise(spec: SupervisorSpec, ended: (reason: ExitReason) => void): Supervisor {
    return new Supervisor(this.path, spec, this.house, ended);
  }

  async #startFailed(error: unknown): Promise<StartError> {
    await this.#stopBelow();
    const failure = error instanceof StartError ? error : new StartError(this.path, crashed(error));
    const reason = this.#stopping === undefined ? crashed(failure.cause ?? failure) : { kind: "shutdown" } as const;
    if (this.#stopping === undefined) this.status = "restarting";
    this.#note(reason);
    return failure;
  }

  #exited(reason: ExitReason): void {
    this.lastExit = reason;
    if (this.#stopping !== undefined) return;
    this.#endedEarly = true;
    if (this.status === "running") this.livedMs = this.house.clock.elapsed() - this.#startedElapsedMs;
    this.status = "restarting";
    this.#note(reason);
    if (this.#below === undefined) return this.ended(this, reason);
    void this.#stopBelow().then(() => this.ended(this, reason));
  }

  async #end(reason: ExitReason, wasAlive: boolean): Promise<void> {
    const before = this.lastExit;
    await this.#stopBelow();
    await this.#port?.stop(reason);
    if (wasAlive) this.#note(this.lastExit === before ? reason : this.lastExit ?? reason);
    this.status = "dead";
  }

  async #stopBelow(): Promise<void> {
    const below = this.#below;
    await below?.stop();
    if (this.#below === below) this.#below = undefined;
  }

  #note(reason: ExitReason): void {
    this.lastExit = reason;
    this.lastExitMs = this.house.clock.now();
    this.house.watches.fire(this.path, reason);
  }

  #closePort(): void {
    const port = this.#port;
    this.#port = undefined;
    if (port === undefined) return;
    port.onExit = () => {};
    port.close();
  }

  #place(): TreeNode["place"] {
    return "supervisor" in this.spec ? "local" : this.spec.place ?? "local";
  }
}

function toError(reason: ExitReason): Error {
  return reason.error === undefined ? new Error(describeExit(reason)) : fromEnvelope(reason.error);
}
