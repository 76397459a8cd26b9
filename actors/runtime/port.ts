/** One actor as its supervisor sees it, wherever it lives. */
import { Cell } from "./cell.ts";
import { parseDuration } from "./duration.ts";
import type { Isolate } from "./isolate.ts";
import { actorOf, alreadyLoaded, load } from "./loader.ts";
import type { ChildSpec, ExitReason, TraceEntry, TreeNode } from "./types.ts";

/** Starts, ends and looks at one actor. Its address takes messages from its making until {@linkcode Port.close}. */
export interface Port {
  /** Hears every end of an incarnation that had started. */
  onExit: (reason: ExitReason) => void;
  start(): Promise<void>;
  stop(reason: ExitReason): Promise<void>;
  kill(reason: ExitReason): void;
  crash(error: unknown): void;
  close(): void;
  upgrade(module: string): Promise<void>;
  trace(hear: ((entry: TraceEntry) => void) | undefined): void;
  vitals(): Pick<TreeNode, "mailbox" | "handled" | "degraded"> & { readonly queued: number };
}

/** An actor in this isolate. */
export class LocalPort implements Port {
  onExit: (reason: ExitReason) => void = () => {};
  #module: string;

  constructor(private readonly cell: Cell, private readonly spec: ChildSpec, private readonly isolate: Isolate) {
    this.#module = spec.module;
    cell.shutdownMs = shutdownMs(spec);
    cell.onExit = (reason) => this.onExit(reason);
  }

  async start(): Promise<void> {
    const known = alreadyLoaded(this.#module) ?? await load(this.#module);
    await this.cell.start(actorOf(known, this.#module), this.spec.args);
  }

  stop(reason: ExitReason): Promise<void> {
    return this.cell.stop(reason);
  }

  kill(reason: ExitReason): void {
    this.cell.kill(reason);
  }

  crash(error: unknown): void {
    this.cell.crash(error);
  }

  close(): void {
    this.isolate.targets.delete(this.cell.path);
    this.cell.close();
  }

  async upgrade(module: string): Promise<void> {
    await this.cell.upgrade(actorOf(await load(module), module), this.spec.args);
    this.#module = module;
  }

  trace(hear: ((entry: TraceEntry) => void) | undefined): void {
    this.cell.trace = hear;
  }

  vitals(): ReturnType<Port["vitals"]> {
    return vitalsOf(this.cell);
  }
}

/** Mailbox and counters of a cell. */
export function vitalsOf(cell: Cell): ReturnType<Port["vitals"]> {
  const { depth, capacity, overflow, dropped } = cell.inbox.mailbox;
  return { mailbox: { depth, capacity, overflow, dropped }, handled: cell.handled, queued: cell.queued };
}

/** The time that a child has to stop: 0 = none. */
export function shutdownMs(spec: ChildSpec): number {
  if (spec.shutdown === "brutal") return 0;
  if (spec.shutdown === "infinity") return Infinity;
  return parseDuration(spec.shutdown ?? "5s");
}
