/**
 * What a supervisor must do, written once more in the plainest way: the reference that the real one is compared with in
 * thousands of random histories.
 */
import type { ChildSpec, SupervisorSpec } from "./types.ts";

/** A child as the reference sees it. */
export interface ModelChild {
  readonly id: string;
  readonly restart: NonNullable<ChildSpec["restart"]>;
  readonly significant: boolean;
  running: boolean;
  /** Stopped by hand: stays so until restarted by hand. */
  stopped: boolean;
  starts: number;
}

/** The options that the reference understands; times in milliseconds. */
export interface ModelOptions {
  readonly strategy: SupervisorSpec["strategy"];
  readonly intensity: number;
  readonly periodMs: number;
  readonly autoShutdown: NonNullable<SupervisorSpec["autoShutdown"]>;
}

/** A supervisor without any machinery. */
export class ModelSupervisor {
  running = true;
  children: ModelChild[];
  /** Who started and who ended, in order. */
  readonly log: string[] = [];
  #restartsMs: number[] = [];

  constructor(
    private readonly options: ModelOptions,
    children: readonly Omit<ModelChild, "running" | "stopped" | "starts">[],
  ) {
    this.children = children.map((child) => ({ ...child, running: true, stopped: false, starts: 1 }));
    for (const { id } of children) this.log.push(`${id} starts`);
  }

  /** A child ends by itself, with or without a failure. */
  ends(id: string, failure: boolean, nowMs: number): void {
    const child = this.#find(id);
    if (!child?.running) return;
    this.#stop(child);
    const comesBack = child.restart === "permanent" || (child.restart === "transient" && failure);
    if (comesBack) this.#restartAfter(child, nowMs);
    else this.#endedForGood(child);
  }

  stop(id: string): void {
    const child = this.#find(id);
    if (child === undefined) return;
    this.#stop(child);
    child.stopped = true;
    if (this.options.strategy === "dynamic") this.#remove(child);
  }

  restart(id: string): void {
    const child = this.#find(id);
    if (child === undefined) return;
    this.#stop(child);
    this.#start(child);
  }

  /** False when it refuses; the number of partitions is fixed. */
  start(id: string, restart: ModelChild["restart"], significant: boolean): boolean {
    if (this.options.strategy === "partition") return false;
    const same = this.#find(id);
    if (same !== undefined && same.running) return false;
    if (same !== undefined) this.#remove(same);
    this.children.push({ id, restart, significant, running: true, stopped: false, starts: 1 });
    this.log.push(`${id} starts`);
    return true;
  }

  #restartAfter(child: ModelChild, nowMs: number): void {
    this.#restartsMs.push(nowMs);
    if (this.#restartsMs.filter((ms) => ms > nowMs - this.options.periodMs).length > this.options.intensity) {
      return this.#end();
    }
    const group = this.#groupOf(child);
    for (const other of group.toReversed()) this.#stop(other);
    for (const other of group) {
      if (other !== child && other.restart === "temporary") this.#remove(other);
      else if (!other.stopped) this.#start(other);
    }
  }

  #endedForGood(child: ModelChild): void {
    const { autoShutdown } = this.options;
    const significant = this.children.filter((other) => other.significant);
    const lastOne = significant.every((other) => !other.running);
    const ends = autoShutdown === "any_significant" || (autoShutdown === "all_significant" && lastOne);
    if (child.significant && ends) this.#end();
    else if (this.options.strategy === "dynamic") this.#remove(child);
  }

  #groupOf(child: ModelChild): ModelChild[] {
    if (this.options.strategy === "one_for_all") return [...this.children];
    if (this.options.strategy === "rest_for_one") return this.children.slice(this.children.indexOf(child));
    return [child];
  }

  #start(child: ModelChild): void {
    child.running = true;
    child.stopped = false;
    child.starts++;
    this.log.push(`${child.id} starts`);
  }

  #stop(child: ModelChild): void {
    if (child.running) this.log.push(`${child.id} ends`);
    child.running = false;
  }

  #end(): void {
    this.running = false;
    for (const child of this.children.toReversed()) this.#stop(child);
    this.children = [];
  }

  #find(id: string): ModelChild | undefined {
    return this.children.find((child) => child.id === id);
  }

  #remove(child: ModelChild): void {
    this.children = this.children.filter((other) => other !== child);
  }
}
