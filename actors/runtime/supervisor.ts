/**
 * The driver of one supervisor: it starts children in order, stops them in reverse, and does what {@linkcode decide} says
 * when one ends by itself.
 *
 * Where children depend on each other (one_for_all, rest_for_one) one thing happens at a time; elsewhere one thing at a
 * time for each child, so that a slow start holds nobody up.
 */
import { Child, type House } from "./child.ts";
import { crashed, describeExit, isOrderly, StartError } from "./errors.ts";
import { Lane } from "./lane.ts";
import { RestartWindow } from "./restart_policy.ts";
import { decide } from "./supervision.ts";
import { Waits } from "./waits.ts";
import type { ChildSpec, Departure, ExitReason, SupervisorChild, SupervisorSpec, TreeNode } from "./types.ts";

const shutdown: ExitReason = { kind: "shutdown" };
const rememberedDepartures = 10;

/** A running supervisor. `ended` hears when it gives up or shuts itself down, after its children have ended. */
export class Supervisor {
  #children: Child[] = [];
  readonly #window: RestartWindow;
  readonly #waits: Waits<Child>;
  readonly #lanes = new WeakMap<Child, Lane>();
  readonly #oneLane: Lane | undefined;
  #stopping: Promise<void> | undefined;
  /** Children that ended by themselves and were forgotten, the newest last. */
  readonly #departed: Departure[] = [];

  constructor(
    readonly path: string,
    readonly spec: SupervisorSpec,
    private readonly house: House,
    private readonly ended: (reason: ExitReason) => void,
  ) {
    this.#window = new RestartWindow(spec);
    this.#waits = new Waits(spec.backoff, house.clock, house.random);
    const together = spec.strategy === "one_for_all" || spec.strategy === "rest_for_one";
    this.#oneLane = together ? new Lane() : undefined;
  }

  /** @throws {StartError} of the first child that does not start, after those before it were stopped. */
  async start(): Promise<void> {
    for (const spec of this.spec.children ?? []) this.#add(spec);
    const startAll = () => this.#startAll();
    await (this.#oneLane === undefined ? startAll() : this.#oneLane.run(startAll));
  }

  /** Stops the children, the last first; those of a dynamic supervisor together. */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stopChildren();
  }

  /** @returns the path. @throws when it does not start, unless a back-off lets it try again. */
  async startChild(spec: ChildSpec | SupervisorChild): Promise<string> {
    this.#mustAccept(spec.id);
    const child = this.#add(spec);
    await this.#lane(child).run(() => this.#startFirst(child));
    return child.path;
  }

  /** Stops a child for good. A dynamic supervisor forgets it, another keeps it to be restarted by hand. */
  async stopChild(child: Child): Promise<void> {
    this.#waits.cancel(child);
    child.unwanted = true;
    await child.stop(shutdown);
    if (!child.unwanted) return;
    if (this.spec.strategy === "dynamic") this.#remove(child);
    else child.rest("dead");
  }

  /** Stops and starts a child; no failure is counted. */
  restartChild(child: Child): Promise<void> {
    return this.#lane(child).run(async () => {
      this.#waits.cancel(child);
      await child.stop(shutdown);
      if (this.#stopping !== undefined) throw new StartError(child.path, shutdown);
      await child.start().catch((error: unknown) => {
        this.#childEnded(child, crashed(error));
        throw error;
      });
    });
  }

  /** Runs something while nothing else happens to the child. */
  whileQuiet<T>(child: Child, work: () => Promise<T>): Promise<T> {
    return this.#lane(child).run(work);
  }

  nodes(): TreeNode[] {
    return this.#children.map((child) => child.node());
  }

  /** What is left to tell of them. */
  get departed(): readonly Departure[] {
    return [...this.#departed];
  }

  has(child: Child): boolean {
    return this.#children.includes(child);
  }

  async #startAll(): Promise<void> {
    for (const child of [...this.#children]) {
      if (this.#stopping !== undefined) throw new StartError(this.path, shutdown);
      try {
        await this.#startFirst(child);
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  /** A first start: it fails the caller, unless a back-off lets it try again. */
  async #startFirst(child: Child): Promise<void> {
    try {
      await child.start();
    } catch (error) {
      const again = this.spec.backoff !== undefined && child.restart !== "temporary";
      if (again && this.#stopping === undefined && !child.unwanted) return this.#startLater(child, [child.id], error);
      this.#remove(child);
      throw error;
    }
  }

  #startLater(child: Child, group: readonly string[], error: unknown): void {
    const reason = crashed(error);
    this.#wait(child, group, this.#waits.nextMs(child) ?? 0, reason);
  }

  #childEnded(child: Child, reason: ExitReason): void {
    const { incarnation } = child;
    this.#go(child, () => this.#recover(child, reason, incarnation));
  }

  /** Does what the decision says about a child that ended by itself. */
  async #recover(child: Child, reason: ExitReason, incarnation: number): Promise<void> {
    if (this.#stopping !== undefined || child.unwanted) return;
    if (child.incarnation !== incarnation || !this.has(child)) return;
    const decision = decide(this.spec, this.#children, child.id, reason);
    if (decision.act === "leave") return this.#leave(child, reason);
    if (decision.act === "shutdown") return await this.#finish(child, reason, shutdown);
    if (!this.#window.allow(this.house.clock.elapsed())) return await this.#giveUp(child, reason);
    for (const other of this.#named(decision.others)) await this.#stopForRestart(other);
    for (const dropped of this.#named(decision.drops)) this.#remove(dropped);
    const waitMs = this.#waits.nextMs(child);
    if (waitMs !== undefined) return this.#wait(child, decision.starts, waitMs, reason);
    this.#tell("warn", child, "Restarting", reason);
    await this.#startGroup(decision.starts);
  }

  async #startGroup(ids: readonly string[]): Promise<void> {
    for (const child of this.#named(ids)) {
      if (this.#stopping !== undefined) return;
      if (child.unwanted || child.status === "running") continue;
      this.#waits.cancel(child);
      try {
        await child.start();
      } catch (error) {
        return await this.#recover(child, crashed(error), child.incarnation);
      }
    }
  }

  async #stopForRestart(child: Child): Promise<void> {
    this.#waits.cancel(child);
    await child.stop(shutdown);
  }

  #wait(child: Child, group: readonly string[], waitMs: number, reason: ExitReason): void {
    for (const waiting of this.#named(group)) if (waiting.status !== "running") waiting.status = "restarting";
    this.#tell("warn", child, `Restarting in ${Math.round(waitMs)} ms`, reason);
    this.#waits.wait(child, waitMs, () => this.#go(child, () => this.#startGroup(group)));
  }

  #leave(child: Child, reason: ExitReason): void {
    const failed = !isOrderly(reason);
    if (failed) this.#tell("error", child, "Ended and is not restarted", reason);
    if (this.spec.strategy === "dynamic" && !(failed && child.supervises)) return this.#depart(child, reason);
    child.rest(failed ? "halted" : "dead");
  }

  #depart(child: Child, reason: ExitReason): void {
    this.#remove(child);
    this.#departed.push({ id: child.id, reason, atMs: this.house.clock.now() });
    if (this.#departed.length > rememberedDepartures) this.#departed.shift();
  }

  #giveUp(child: Child, reason: ExitReason): Promise<void> {
    const { intensity, periodMs } = this.#window;
    const detail = `more than ${intensity} restarts in ${periodMs} ms, the last of ${child.path}`;
    this.#tell("error", child, `${this.path} gives up: ${detail}`, reason);
    return this.#finish(child, reason, {
      kind: "crash",
      error: {
        name: "RestartIntensity",
        message: `${this.path} gave up: ${detail} (${describeExit(reason)})`,
        ...(reason.error === undefined ? {} : { cause: reason.error }),
      },
    });
  }

  async #finish(child: Child, childReason: ExitReason, reason: ExitReason): Promise<void> {
    if (this.#stopping !== undefined) return;
    child.rest(isOrderly(childReason) ? "dead" : "halted");
    await this.stop();
    this.ended(reason);
  }

  async #stopChildren(): Promise<void> {
    this.#waits.cancelAll();
    const stopOne = async (child: Child) => {
      await child.stop(shutdown);
      child.retire();
    };
    const children = this.#children.toReversed();
    if (this.spec.strategy === "dynamic") await Promise.all(children.map(stopOne));
    else for (const child of children) await stopOne(child);
    this.#children = [];
  }

  #mustAccept(id: string): void {
    const refuse = (why: string) => new Error(`Cannot start "${id}" below ${this.path}: ${why}`);
    if (this.#stopping !== undefined) throw refuse("it is stopping");
    if (this.spec.strategy === "partition") throw refuse("the number of its partitions is fixed");
    const same = this.#children.find((child) => child.id === id);
    if (same?.up === true) throw refuse("there is already a child of that id");
    const limit = this.spec.maxChildren ?? Infinity;
    if (this.#children.filter((child) => child.up).length >= limit) throw refuse(`it may have ${limit} children`);
    if (same !== undefined) this.#remove(same);
  }

  #add(spec: ChildSpec | SupervisorChild): Child {
    if (!/^[^/\s]+$/.test(spec.id)) throw new TypeError(`Child id "${spec.id}" must not be empty or hold / or spaces`);
    if (this.#children.some(({ id }) => id === spec.id)) {
      throw new TypeError(`${this.path} has two children named "${spec.id}"`);
    }
    const child = new Child(`${this.path}/${spec.id}`, spec, this.house, (of, reason) => this.#childEnded(of, reason));
    this.#children.push(child);
    return child;
  }

  #remove(child: Child): void {
    this.#waits.forget(child);
    this.#children = this.#children.filter((other) => other !== child);
    if (child.up) child.rest("dead");
    child.retire();
  }

  #named(ids: readonly string[]): Child[] {
    return ids.flatMap((id) => this.#children.find((child) => child.id === id) ?? []);
  }

  #lane(child: Child): Lane {
    if (this.#oneLane !== undefined) return this.#oneLane;
    const lane = this.#lanes.get(child) ?? new Lane();
    this.#lanes.set(child, lane);
    return lane;
  }

  #go(child: Child, work: () => Promise<void>): void {
    this.#lane(child).run(work).catch((error: unknown) => {
      this.#tell("error", child, "The supervisor failed", crashed(error));
    });
  }

  #tell(level: "warn" | "error", child: Child, message: string, reason: ExitReason): void {
    this.house.log(level, child.path, message, { reason: describeExit(reason) });
  }
}
