/** What the actors of a host ask of the main isolate, done within their reach. */
import { toEnvelope } from "./errors.ts";
import type { CallMethod, Order, Report } from "./frames.ts";
import type { Reach } from "./reach.ts";
import type { LiveSystem } from "./system.ts";
import type { ChildSpec, SupervisorChild } from "./types.ts";

/** The host, as its requests see it. */
export interface Requester {
  readonly name: string;
  readonly reach: Reach;
  readonly system: LiveSystem;
  send(order: Order): void;
  /** True when the actor at this path lives in the host. */
  holds(path: string): boolean;
}

/** Requests of one host. */
export class HostRequests {
  readonly #watches = new Map<number, () => void>();

  constructor(private readonly host: Requester) {}

  watch(watch: number, path: string): void {
    if (!this.host.reach.mayManage) return this.forbidden(`watch ${path}`);
    this.#watches.set(watch, () => {});
    const cancel = this.host.system.watch(path, (down) => {
      this.#watches.delete(watch);
      this.host.send(["down", watch, down]);
    });
    if (this.#watches.has(watch)) this.#watches.set(watch, cancel);
  }

  unwatch(watch: number): void {
    this.#watches.get(watch)?.();
    this.#watches.delete(watch);
  }

  call([, call, method, args]: Extract<Report, readonly ["call", ...unknown[]]>): void {
    this.#perform(method, args).then(
      (value) => this.host.send(["return", call, value]),
      (error: unknown) => this.host.send(["throw", call, toEnvelope(error)]),
    );
  }

  /** Something that its place does not allow. */
  forbidden(action: string): void {
    this.host.system.log("warn", this.host.name, `An actor of this host may not ${action}`);
  }

  /** The host has gone: its watches hear nothing more. */
  close(): void {
    for (const cancel of this.#watches.values()) cancel();
    this.#watches.clear();
  }

  async #perform(method: CallMethod, args: readonly unknown[]): Promise<unknown> {
    const path = String(args[0]);
    const { system, reach } = this.host;
    const { store } = system;
    const keeps = method === "load" || method === "append" || method === "save";
    if (keeps ? !this.host.holds(path) : !reach.mayManage) {
      throw new Error(`An actor of ${this.host.name} may not ${method} ${path}`);
    }
    switch (method) {
      case "load":
        return await store.load(path);
      case "append":
        return await store.append(path, args[1] as readonly unknown[]);
      case "save":
        return await store.save(path, Number(args[1]), args[2]);
      case "spawn":
        return await system.spawn(path, args[1] as ChildSpec);
      case "startChild":
        return await system.startChild(path, args[1] as ChildSpec | SupervisorChild);
      case "stopChild":
        return await system.stopChild(path);
    }
  }
}
