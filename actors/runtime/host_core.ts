/**
 * The inside of a host: it runs actors as the main isolate orders, and is their {@linkcode World}.
 *
 * The same in a worker and in a process; only the wire differs.
 */
import { Cell } from "./cell.ts";
import { realClock } from "./clock.ts";
import { Envelope, type Source } from "./envelope.ts";
import { crashed, fromEnvelope, toEnvelope } from "./errors.ts";
import { Batch, type CallMethod, type Order, type Report, type StartOrder, unpackMs } from "./frames.ts";
import { Isolate, type Level, type Target, type World } from "./isolate.ts";
import { LinkReply, OpenAsks, OpenCalls } from "./link_reply.ts";
import { FairScheduler } from "./scheduler.ts";
import type { ActorDef, ChildSpec, DeadLetter, Down, ExitReason, SnapshotStore, SupervisorChild } from "./types.ts";

/** An actor that lives here. */
class Tenant implements Source {
  life = 0;
  doneCount = 0;
  order: StartOrder | undefined;

  constructor(readonly number: number, readonly cell: Cell, private readonly changed: (tenant: Tenant) => void) {}

  taken(): void {}

  done(): void {
    this.doneCount++;
    this.changed(this);
  }
}

/** Everything a host does but talk. */
export class HostCore implements World {
  readonly isolate: Isolate;
  readonly store: SnapshotStore;
  readonly #tenants = new Map<number, Tenant>();
  readonly #changed = new Set<Tenant>();
  readonly #asks = new OpenAsks();
  readonly #calls = new OpenCalls();
  readonly #watches = new Map<number, (down: Down) => void>();
  /** Topics that somebody outside hears. */
  readonly #wantedOutside = new Set<string>();
  readonly #out: Batch<Report>;
  #lastWatch = 0;
  #received = 0;
  #topics = 0;
  #lastSum = 0;

  constructor(
    send: (reports: readonly Report[]) => void,
    private readonly load: (module: string) => Promise<ActorDef>,
  ) {
    this.#out = new Batch(send, () => this.#addCounts());
    this.isolate = new Isolate(this, realClock, Math.random, new FairScheduler());
    this.store = {
      load: async (id) => (await this.#call("load", [id]) as Awaited<ReturnType<SnapshotStore["load"]>>) ?? undefined,
      append: (id, events) => this.#call("append", [id, events]) as Promise<void>,
      save: (id, version, state) => this.#call("save", [id, version, state]) as Promise<void>,
    };
    globalThis.addEventListener("error", (event) => this.#fault(event));
    globalThis.addEventListener("unhandledrejection", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      this.report(["fault", toEnvelope(event.reason)]);
    });
    this.report(["ready"]);
  }

  report(report: Report): void {
    this.#out.push(report);
  }

  receive(orders: readonly Order[]): void {
    for (const order of orders) this.#obey(order);
  }

  elsewhere(path: string): Target {
    const deliver = ({ kind, payload, reply }: Envelope) => {
      const rest = payload === undefined ? [] as const : [payload] as const;
      if (reply === undefined) this.report(["tell", path, kind, ...rest]);
      else this.report(["ask", path, kind, this.#asks.add(reply), ...rest]);
    };
    return { path, gone: true, deliver };
  }

  announce(name: string, key: string | undefined, value: unknown): void {
    if (this.#wantedOutside.has(name)) this.report(["topic", name, key ?? null, value]);
  }

  interestChanged(name: string, key: string | undefined, wanted: boolean): void {
    this.report(["interest", name, key ?? null, wanted]);
  }

  watch(path: string, ended: (down: Down) => void): () => void {
    const watch = ++this.#lastWatch;
    this.#watches.set(watch, ended);
    this.report(["watch", watch, path]);
    return () => {
      if (this.#watches.delete(watch)) this.report(["unwatch", watch]);
    };
  }

  async spawn(parent: string, child: ChildSpec): Promise<string> {
    return await this.#call("spawn", [parent, plain(child)]) as string;
  }

  async startChild(parent: string, child: ChildSpec | SupervisorChild): Promise<string> {
    return await this.#call("startChild", [parent, plain(child)]) as string;
  }

  async stopChild(path: string): Promise<void> {
    await this.#call("stopChild", [path]);
  }

  log(level: Level, path: string, message: string, fields: Record<string, unknown> = {}): void {
    this.report(["log", level, path, message, sendable(fields)]);
  }

  deadLetter(letter: DeadLetter): void {
    this.report(["dead", letter]);
  }

  /** What to say instead of a report that is no plain data. */
  unsendable(report: Report, error: unknown): void {
    const detail = `what it sent is no plain data: ${String(error)}`;
    if (report[0] === "answer") this.report(["fail", report[1], "invalid", detail, toEnvelope(error)]);
    else if (report[0] === "ask") this.#asks.fail(report[3], ["invalid", detail, toEnvelope(error)]);
    else if (report[0] === "call") this.#calls.settle(["throw", report[1], toEnvelope(error)]);
    else this.log("error", "host", `Cannot send ${report[0]}: ${detail}`, { to: String(report[1]) });
  }

  #obey(order: Order): void {
    switch (order[0]) {
      case "tell":
        return this.#deliver(order[1], (tenant) => new Envelope(order[2], order[3], undefined, tenant, true));
      case "ask":
        return this.#deliver(order[1], (tenant) => {
          const reply = new LinkReply(order[3], (frame) => this.report(frame));
          return new Envelope(order[2], order[4], reply, tenant, true);
        });
      case "topic":
        this.#topics++;
        this.#out.schedule();
        return this.isolate.topics.deliver(order[1], order[2] ?? undefined, order[3], true);
      case "answer":
        return this.#asks.answer(order[1], order[2]);
      case "fail":
        return this.#asks.fail(order[1], [order[2], order[3], order[4]]);
      case "interest":
        if (order[2]) this.#wantedOutside.add(order[1]);
        else this.#wantedOutside.delete(order[1]);
        return;
      case "down":
        return this.#down(order[1], order[2]);
      case "return":
      case "throw":
        return this.#calls.settle(order);
      case "start":
        return void this.#start(order[1], order[2], order[3]);
      default:
        return this.#manage(order);
    }
  }

  /** Orders about one actor that is here. */
  #manage(
    order: Extract<
      Order,
      readonly ["stop" | "kill" | "crash" | "close" | "upgrade" | "handOut" | "resume" | "trace", ...unknown[]]
    >,
  ): void {
    const tenant = this.#tenants.get(order[1]);
    if (tenant === undefined) return order[0] === "close" ? this.report(["return", order[2], null]) : undefined;
    const { cell } = tenant;
    switch (order[0]) {
      case "stop":
        return void cell.stop(order[2]);
      case "kill":
        return cell.kill(order[2]);
      case "crash":
        return cell.crash(fromEnvelope(order[2]));
      case "close":
        this.#tenants.delete(order[1]);
        this.isolate.targets.delete(cell.path);
        cell.close();
        return this.report(["return", order[2], null]);
      case "upgrade":
        return this.#respond(order[2], this.#upgrade(tenant, order[3]));
      case "handOut":
        return this.#respond(order[2], cell.handOut());
      case "resume":
        return cell.resume();
      case "trace":
        cell.trace = order[2] ? (entry) => this.report(["trace", tenant.number, entry]) : undefined;
    }
  }

  #deliver(actor: number, envelope: (tenant: Tenant) => Envelope): void {
    const tenant = this.#tenants.get(actor);
    if (tenant === undefined) return;
    this.#received++;
    tenant.cell.deliver(envelope(tenant));
  }

  async #start(actor: number, life: number, order: StartOrder): Promise<void> {
    const tenant = this.#tenants.get(actor) ?? this.#open(actor, order.path);
    tenant.life = life;
    tenant.order = order;
    tenant.cell.shutdownMs = unpackMs(order.shutdownMs);
    tenant.cell.onExit = (reason) => this.report(["exited", actor, life, reason]);
    try {
      const definition = await this.load(order.module);
      await tenant.cell.start(definition, order.args, order.from);
      const { capacity, overflow } = tenant.cell.inbox.mailbox;
      this.report(["started", actor, life, { capacity, overflow }]);
    } catch (error) {
      this.report(["failed", actor, life, reasonOf(error)]);
    }
  }

  #open(actor: number, path: string): Tenant {
    const tenant = new Tenant(actor, new Cell(path, this.isolate), (changed) => {
      this.#changed.add(changed);
      this.#out.schedule();
    });
    this.#tenants.set(actor, tenant);
    this.isolate.targets.set(path, tenant.cell);
    return tenant;
  }

  async #upgrade({ cell, order }: Tenant, module: string): Promise<void> {
    await cell.upgrade(await this.load(module), order?.args);
  }

  #respond(call: number, work: Promise<unknown>): void {
    work.then(
      (value) => this.report(["return", call, value]),
      (error: unknown) => this.report(["throw", call, toEnvelope(error)]),
    );
  }

  #call(method: CallMethod, args: readonly unknown[]): Promise<unknown> {
    return this.#calls.make((call) => this.report(["call", call, method, args]));
  }

  #down(watch: number, down: Down): void {
    const ended = this.#watches.get(watch);
    this.#watches.delete(watch);
    ended?.(down);
  }

  /** Before each flush: what was handled since the last. */
  #addCounts(): void {
    for (const { number, doneCount, cell } of this.#changed) {
      this.#out.push(["done", number, doneCount, cell.handled, cell.inbox.mailbox.depth, cell.inbox.mailbox.dropped]);
    }
    for (const tenant of this.#changed) tenant.doneCount = 0;
    this.#changed.clear();
    const { sent, handled, dead } = this.isolate.tally;
    const sum = this.#received + this.#topics + sent + handled + dead;
    if (sum === this.#lastSum) return;
    this.#lastSum = sum;
    this.#out.push(["tally", this.#received, this.#topics, sent, handled, dead]);
  }

  #fault(event: ErrorEvent): void {
    event.preventDefault();
    const culprit = this.isolate.running.getStore();
    if (culprit === undefined) this.report(["fault", toEnvelope(event.error ?? event.message)]);
    else culprit.blame(event.error ?? new Error(event.message));
  }
}

function reasonOf(error: unknown): ExitReason {
  return crashed(error instanceof Error && error.name === "StartError" ? error.cause ?? error : error);
}

/** A spec without what is only there for the compiler. */
function plain(child: ChildSpec | SupervisorChild): ChildSpec | SupervisorChild {
  if (!("module" in child)) return child;
  const { protocol: _onlyAType, ...rest } = child;
  return rest;
}

/** Log fields that cannot be cloned travel as text. */
function sendable(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (value instanceof Error) return [name, toEnvelope(value)];
    return [name, typeof value === "function" || typeof value === "symbol" ? String(value) : value];
  });
  return Object.fromEntries(entries);
}
